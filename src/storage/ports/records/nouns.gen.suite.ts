/** The suite of every noun of the records. Written by scripts/generate-registry.ts: do not edit. */
import { describeApiKeys } from './api-keys.suite.ts';
import { describeAudit } from './audit.suite.ts';
import { describeBatches } from './batches.suite.ts';
import { describeClaudeCodeSettings } from './claude-code-settings.suite.ts';
import { describeConfigs } from './configs.suite.ts';
import { describeDevices } from './devices.suite.ts';
import { describeFeedback } from './feedback.suite.ts';
import { describeGuardrails } from './guardrails.suite.ts';
import { describeIdentityProviders } from './identity-providers.suite.ts';
import { describeIntegrations } from './integrations.suite.ts';
import { describeLimits } from './limits.suite.ts';
import { describeLogExports } from './log-exports.suite.ts';
import { describeMembers } from './members.suite.ts';
import { describeNotifications } from './notifications.suite.ts';
import { describeOrganisationSettings } from './organisation-settings.suite.ts';
import { describePolicies } from './policies.suite.ts';
import { describeProviders } from './providers.suite.ts';
import { describeSavedFilters } from './saved-filters.suite.ts';
import { describeScim } from './scim.suite.ts';
import { describeSealed } from './sealed.suite.ts';
import { describeSecondFactors } from './second-factors.suite.ts';
import { describeSecretReferences } from './secret-references.suite.ts';
import { describeSessionActivity } from './session-activity.suite.ts';
import { describeSpendLimits } from './spend-limits.suite.ts';
import { describeStandings } from './standings.suite.ts';
import { describeStops } from './stops.suite.ts';
import { describeUsers } from './users.suite.ts';
import { describeWorkspaces } from './workspaces.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';

export const NOUN_SUITES: readonly ((open: OpenRecords) => void)[] = [
  describeApiKeys,
  describeAudit,
  describeBatches,
  describeClaudeCodeSettings,
  describeConfigs,
  describeDevices,
  describeFeedback,
  describeGuardrails,
  describeIdentityProviders,
  describeIntegrations,
  describeLimits,
  describeLogExports,
  describeMembers,
  describeNotifications,
  describeOrganisationSettings,
  describePolicies,
  describeProviders,
  describeSavedFilters,
  describeScim,
  describeSealed,
  describeSecondFactors,
  describeSecretReferences,
  describeSessionActivity,
  describeSpendLimits,
  describeStandings,
  describeStops,
  describeUsers,
  describeWorkspaces,
];
