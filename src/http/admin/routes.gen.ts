/** The routes of every noun of the admin API. Written by scripts/generate-registry.ts: do not edit. */
import { ACCOUNT_ROUTES } from './account.ts';
import { ANALYTICS_ROUTES } from './analytics.ts';
import { API_KEY_ROUTES } from './api-keys.ts';
import { AUDIT_LOG_ROUTES } from './audit-logs.ts';
import { CLAUDE_CODE_ROUTES } from './claude-code.ts';
import { CONFIG_ROUTES } from './configs.ts';
import { DEVICE_ROUTES } from './devices.ts';
import { FEEDBACK_ROUTES } from './feedback.ts';
import { GUARDRAIL_ROUTES } from './guardrails.ts';
import { IDENTITY_PROVIDER_ROUTES } from './identity-providers.ts';
import { IDENTITY_SETTINGS_ROUTES } from './identity-settings.ts';
import { INTEGRATION_MODEL_ROUTES } from './integration-models.ts';
import { INTEGRATION_WORKSPACE_ROUTES } from './integration-workspaces.ts';
import { INTEGRATION_ROUTES } from './integrations.ts';
import { INVITE_ROUTES } from './invites.ts';
import { LIMIT_ROUTES } from './limits.ts';
import { LOG_EXPORT_ROUTES } from './log-exports.ts';
import { LOG_ROUTES } from './logs.ts';
import { MEMBER_ROUTES } from './members.ts';
import { MODEL_GALLERY_ROUTES } from './model-gallery.ts';
import { NOTIFICATION_ROUTES } from './notifications.ts';
import { ORGANISATION_GUARDRAIL_ROUTES } from './organisation-guardrails.ts';
import { ORGANISATION_SETTINGS_ROUTES } from './organisation-settings.ts';
import { PERMISSION_ROUTES } from './permissions.ts';
import { POLICY_ROUTES } from './policies.ts';
import { PROVIDER_ROUTES } from './providers.ts';
import { SAVED_FILTER_ROUTES } from './saved-filters.ts';
import { SCIM_MAPPING_ROUTES } from './scim-mappings.ts';
import { SCIM_TOKEN_ROUTES } from './scim-tokens.ts';
import { SECRET_REFERENCE_ROUTES } from './secret-references.ts';
import { SESSION_ACTIVITY_ROUTES } from './session-activity.ts';
import { SESSION_ROUTES } from './sessions.ts';
import { SPEND_LIMIT_ROUTES } from './spend-limits.ts';
import { STOP_ROUTES } from './stops.ts';
import { USER_ROUTES } from './users.ts';
import { VIRTUAL_KEY_ROUTES } from './virtual-keys.ts';
import { WORKSPACE_ROUTES } from './workspaces.ts';
import type { Route } from './route.ts';

export const ALL_ROUTES: readonly Route[] = [
  ...ACCOUNT_ROUTES,
  ...ANALYTICS_ROUTES,
  ...API_KEY_ROUTES,
  ...AUDIT_LOG_ROUTES,
  ...CLAUDE_CODE_ROUTES,
  ...CONFIG_ROUTES,
  ...DEVICE_ROUTES,
  ...FEEDBACK_ROUTES,
  ...GUARDRAIL_ROUTES,
  ...IDENTITY_PROVIDER_ROUTES,
  ...IDENTITY_SETTINGS_ROUTES,
  ...INTEGRATION_MODEL_ROUTES,
  ...INTEGRATION_WORKSPACE_ROUTES,
  ...INTEGRATION_ROUTES,
  ...INVITE_ROUTES,
  ...LIMIT_ROUTES,
  ...LOG_EXPORT_ROUTES,
  ...LOG_ROUTES,
  ...MEMBER_ROUTES,
  ...MODEL_GALLERY_ROUTES,
  ...NOTIFICATION_ROUTES,
  ...ORGANISATION_GUARDRAIL_ROUTES,
  ...ORGANISATION_SETTINGS_ROUTES,
  ...PERMISSION_ROUTES,
  ...POLICY_ROUTES,
  ...PROVIDER_ROUTES,
  ...SAVED_FILTER_ROUTES,
  ...SCIM_MAPPING_ROUTES,
  ...SCIM_TOKEN_ROUTES,
  ...SECRET_REFERENCE_ROUTES,
  ...SESSION_ACTIVITY_ROUTES,
  ...SESSION_ROUTES,
  ...SPEND_LIMIT_ROUTES,
  ...STOP_ROUTES,
  ...USER_ROUTES,
  ...VIRTUAL_KEY_ROUTES,
  ...WORKSPACE_ROUTES,
];
