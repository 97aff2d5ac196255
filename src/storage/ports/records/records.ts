/** The records port: the nouns of the control plane, one file each beside this one. Engines: src/storage/records/. */
import type { OrganisationId } from '../../../kernel/ids.ts';
import type { ApiKeyRepository } from './api-keys.ts';
import type { AuditTrail } from './audit.ts';
import type { BatchRepository } from './batches.ts';
import type { ClaudeCodeSettingsRepository } from './claude-code-settings.ts';
import type { ConfigRepository } from './configs.ts';
import type { ChangesOfOthers, Configuration, RecordChange } from './configuration.ts';
import type { DeviceRepository } from './devices.ts';
import type { FeedbackRepository } from './feedback.ts';
import type { GuardrailRepository } from './guardrails.ts';
import type {
  DirectorySessionRepository,
  IdentityProviderRepository,
  IdentityRepository,
} from './identity-providers.ts';
import type { IdentitySettingsRepository } from './identity-settings.ts';
import type { IntegrationRepository } from './integrations.ts';
import type { InviteRepository } from './invites.ts';
import type { LimitsRepository } from './limits.ts';
import type { LogExportRepository } from './log-exports.ts';
import type { MemberRepository } from './members.ts';
import type { OneTimeTokenRepository } from './one-time-tokens.ts';
import type { NotificationRepository } from './notifications.ts';
import type { Organisation, OrganisationRepository } from './organisations.ts';
import type { OrganisationSettingsRepository } from './organisation-settings.ts';
import type { PermissionsRepository } from './permissions.ts';
import type { PolicyRepository } from './policies.ts';
import type { ProviderRepository } from './providers.ts';
import type { SavedFilterRepository } from './saved-filters.ts';
import type { ScimGroupRepository, ScimMappingRepository, ScimTokenRepository, ScimUserRepository } from './scim.ts';
import type { SecondFactorRepository } from './second-factors.ts';
import type { SecretReferenceRepository } from './secret-references.ts';
import type { SessionActivityRepository } from './session-activity.ts';
import type { SessionRepository } from './sessions.ts';
import type { SignInRecords } from './sign-in.ts';
import type { StandingRepository } from './standings.ts';
import type { SpendLimitRepository } from './spend-limits.ts';
import type { StopRepository } from './stops.ts';
import type { UserRepository } from './users.ts';
import type { SealedRepository } from './sealed.ts';
import type { WorkspaceRepository } from './workspaces.ts';

/** The nouns of one organisation, inside a transaction. No other organisation can be reached from here. */
export interface TenantRecords {
  readonly organisationId: OrganisationId;
  organisation(): Promise<Organisation | null>;
  settings: OrganisationSettingsRepository;
  workspaces: WorkspaceRepository;
  integrations: IntegrationRepository;
  secretReferences: SecretReferenceRepository;
  providers: ProviderRepository;
  configs: ConfigRepository;
  guardrails: GuardrailRepository;
  apiKeys: ApiKeyRepository;
  limits: LimitsRepository;
  batches: BatchRepository;
  logExports: LogExportRepository;
  savedFilters: SavedFilterRepository;
  feedback: FeedbackRepository;
  users: UserRepository;
  members: MemberRepository;
  invites: InviteRepository;
  sessions: SessionRepository;
  sessionActivity: SessionActivityRepository;
  secondFactors: SecondFactorRepository;
  devices: DeviceRepository;
  identityProviders: IdentityProviderRepository;
  identities: IdentityRepository;
  directorySessions: DirectorySessionRepository;
  standings: StandingRepository;
  identitySettings: IdentitySettingsRepository;
  scimTokens: ScimTokenRepository;
  scimUsers: ScimUserRepository;
  scimGroups: ScimGroupRepository;
  scimMappings: ScimMappingRepository;
  claudeCode: ClaudeCodeSettingsRepository;
  oneTimeTokens: OneTimeTokenRepository;
  permissions: PermissionsRepository;
  policies: PolicyRepository;
  spendLimits: SpendLimitRepository;
  stops: StopRepository;
  notifications: NotificationRepository;
  audit: AuditTrail;
  /** Says that the data plane must read these rows again, here and at every other process, where no audit event says so. */
  noteChanges(changes: readonly RecordChange[]): Promise<void>;
}

/** Above every tenant: for the first start, for the operator's own commands, and for signing in. */
export interface SystemRecords {
  organisations: OrganisationRepository;
  signIn: SignInRecords;
  sealed: SealedRepository;
  of(organisationId: OrganisationId): TenantRecords;
}

/**
 * Transactions are all or nothing, and as if one ran after another. `work` may run twice: an engine that finds two of them
 * in each other's way undoes one and runs it again. So it changes nothing outside of `tx`.
 */
export interface Records {
  within<Result>(tenant: OrganisationId, work: (tx: TenantRecords) => Promise<Result>): Promise<Result>;
  system<Result>(work: (tx: SystemRecords) => Promise<Result>): Promise<Result>;
  /** Everything active, of one moment. */
  configuration(): Promise<Configuration>;
  /**
   * The active rows among those that changed, and every organisation. A row that is missing from the answer is archived.
   */
  changed(changes: readonly RecordChange[]): Promise<Configuration>;
  /** null = these records have one process. */
  changesOfOthers: ChangesOfOthers | null;
  close(): Promise<void>;
}
