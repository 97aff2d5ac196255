/** Every repository over one connection: what the engines of the records port have in common. */
import type { OrganisationId } from '../../kernel/ids.ts';
import type { SystemRecords, TenantRecords } from '../ports/records/records.ts';
import { apiKeyRepository } from './api-keys.ts';
import { auditTrail } from './audit.ts';
import { batchRepository } from './batches.ts';
import { claudeCodeSettingsRepository } from './claude-code-settings.ts';
import { configRepository } from './configs.ts';
import { deviceRepository } from './devices.ts';
import { feedbackRepository } from './feedback.ts';
import { guardrailRepository } from './guardrails.ts';
import { directorySessionRepository, identityProviderRepository, identityRepository } from './identity-providers.ts';
import { identitySettingsRepository } from './identity-settings.ts';
import { integrationRepository } from './integrations.ts';
import { inviteRepository } from './invites.ts';
import { limitsRepository } from './limits.ts';
import { logExportRepository } from './log-exports.ts';
import { organisationSettingsRepository } from './organisation-settings.ts';
import { memberRepository } from './members.ts';
import { secondFactorRepository } from './second-factors.ts';
import { secretReferenceRepository } from './secret-references.ts';
import { notificationRepository } from './notifications.ts';
import { oneTimeTokenRepository } from './one-time-tokens.ts';
import { organisationRepository } from './organisations.ts';
import { permissionsRepository } from './permissions.ts';
import { policyRepository } from './policies.ts';
import { providerRepository } from './providers.ts';
import type { QueryContext } from './query-context.ts';
import { savedFilterRepository } from './saved-filters.ts';
import { scimGroupRepository, scimMappingRepository, scimTokenRepository, scimUserRepository } from './scim.ts';
import { sessionActivityRepository } from './session-activity.ts';
import { sessionRepository } from './sessions.ts';
import { signInRecords } from './sign-in.ts';
import { userRepository } from './users.ts';
import { standingRepository } from './standings.ts';
import { spendLimitRepository } from './spend-limits.ts';
import { stopRepository } from './stops.ts';
import { sealedRepository } from './sealed.ts';
import { workspaceRepository } from './workspaces.ts';

export function tenantRecords(connection: QueryContext, organisationId: OrganisationId): TenantRecords {
  const context = { ...connection, organisationId };
  return {
    organisationId,
    async organisation() {
      const all = connection.db.selectFrom('organisations').selectAll();
      return (await all.where('id', '=', organisationId).executeTakeFirst()) ?? null;
    },
    settings: organisationSettingsRepository(context),
    workspaces: workspaceRepository(context),
    integrations: integrationRepository(context),
    providers: providerRepository(context),
    configs: configRepository(context),
    guardrails: guardrailRepository(context),
    apiKeys: apiKeyRepository(context),
    limits: limitsRepository(context),
    batches: batchRepository(context),
    logExports: logExportRepository(context),
    savedFilters: savedFilterRepository(context),
    feedback: feedbackRepository(context),
    users: userRepository(context),
    members: memberRepository(context),
    invites: inviteRepository(context),
    sessions: sessionRepository(context),
    sessionActivity: sessionActivityRepository(context),
    devices: deviceRepository(context),
    identityProviders: identityProviderRepository(context),
    identities: identityRepository(context),
    directorySessions: directorySessionRepository(context),
    standings: standingRepository(context),
    identitySettings: identitySettingsRepository(context),
    scimTokens: scimTokenRepository(context),
    scimUsers: scimUserRepository(context),
    scimGroups: scimGroupRepository(context),
    scimMappings: scimMappingRepository(context),
    claudeCode: claudeCodeSettingsRepository(context),
    oneTimeTokens: oneTimeTokenRepository(context),
    permissions: permissionsRepository(context),
    policies: policyRepository(context),
    spendLimits: spendLimitRepository(context),
    stops: stopRepository(context),
    secondFactors: secondFactorRepository(context),
    secretReferences: secretReferenceRepository(context),
    notifications: notificationRepository(context),
    audit: auditTrail(context),
    // Whoever listens puts its own in this place.
    noteChanges: () => Promise.resolve(),
  };
}

export function systemRecords(connection: QueryContext): SystemRecords {
  return {
    organisations: organisationRepository(connection),
    signIn: signInRecords(connection),
    sealed: sealedRepository(connection),
    of: (organisationId) => tenantRecords(connection, organisationId),
  };
}
