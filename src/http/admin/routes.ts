/** The admin API as a list of its nouns. Paths and envelopes are those of the published Portkey API. */
import { ACCOUNT_ROUTES } from './account.ts';
import { ANALYTICS_ROUTES } from './analytics.ts';
import { API_KEY_ROUTES } from './api-keys.ts';
import { AUDIT_LOG_ROUTES } from './audit-logs.ts';
import { CONFIG_ROUTES } from './configs.ts';
import { DEVICE_ROUTES } from './devices.ts';
import { FEEDBACK_ROUTES } from './feedback.ts';
import { GUARDRAIL_ROUTES } from './guardrails.ts';
import { INTEGRATION_ROUTES } from './integrations.ts';
import { LOG_ROUTES } from './logs.ts';
import { ORGANISATION_SETTINGS_ROUTES } from './organisation-settings.ts';
import { PEOPLE_ROUTES } from './people.ts';
import { LIMIT_ROUTES } from './limits.ts';
import { POLICY_ROUTES } from './policies.ts';
import { PROVIDER_ROUTES } from './providers.ts';
import { WORKSPACE_ROUTES } from './workspaces.ts';
import type { Route } from './route.ts';

/** Every route answers 200: official clients expect it even of a creation. */
export const SUCCESS_STATUS = 200;

export const ROUTES: readonly Route[] = [
  ...INTEGRATION_ROUTES,
  ...PROVIDER_ROUTES,
  ...CONFIG_ROUTES,
  ...GUARDRAIL_ROUTES,
  ...API_KEY_ROUTES,
  ...WORKSPACE_ROUTES,
  ...ORGANISATION_SETTINGS_ROUTES,
  ...PEOPLE_ROUTES,
  ...DEVICE_ROUTES,
  ...ACCOUNT_ROUTES,
  ...AUDIT_LOG_ROUTES,
  ...LIMIT_ROUTES,
  ...POLICY_ROUTES,
  ...LOG_ROUTES,
  ...ANALYTICS_ROUTES,
  ...FEEDBACK_ROUTES,
];
