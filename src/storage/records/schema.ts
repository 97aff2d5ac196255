/** The tables of the records, as every engine sees them: names in camelCase here, in snake_case in SQL. */
import type { KeyHash, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { ApiKeyRecord } from '../ports/records/api-keys.ts';
import type { AuditEvent, AuditedRequest } from '../ports/records/audit.ts';
import type { Batch, BatchFile } from '../ports/records/batches.ts';
import type { ClaudeCodeSettings } from '../ports/records/claude-code-settings.ts';
import type { ChangedNoun } from '../ports/records/configuration.ts';
import type { ConfigRecord, ConfigVersion } from '../ports/records/configs.ts';
import type { Device, DeviceCode } from '../ports/records/devices.ts';
import type { Feedback } from '../ports/records/feedback.ts';
import type { GuardrailRow, GuardrailVersion } from '../ports/records/guardrails.ts';
import type {
  DirectorySession,
  Identity,
  IdentityProvider,
  OidcProviderRecord,
  SignInFlow,
} from '../ports/records/identity-providers.ts';
import type { IdentitySettings } from '../ports/records/identity-settings.ts';
import type { Integration } from '../ports/records/integrations.ts';
import type { Invite } from '../ports/records/invites.ts';
import type { LimitsRecord } from '../ports/records/limits.ts';
import type { LogExport } from '../ports/records/log-exports.ts';
import type { Member } from '../ports/records/members.ts';
import type { SecondFactor } from '../ports/records/second-factors.ts';
import type { SecretReference } from '../ports/records/secret-references.ts';
import type { BudgetNotification, Delivery, KeyEvent, NotificationChannel } from '../ports/records/notifications.ts';
import type { OneTimeToken } from '../ports/records/one-time-tokens.ts';
import type { Organisation } from '../ports/records/organisations.ts';
import type { OrganisationSettings } from '../ports/records/organisation-settings.ts';
import type { PermissionsRecord } from '../ports/records/permissions.ts';
import type { Policy } from '../ports/records/policies.ts';
import type { ProviderRecord } from '../ports/records/providers.ts';
import type { SavedFilter } from '../ports/records/saved-filters.ts';
import type { ScimGroup, ScimMapping, ScimToken, ScimUser } from '../ports/records/scim.ts';
import type { SessionActivity } from '../ports/records/session-activity.ts';
import type { SessionRecord } from '../ports/records/sessions.ts';
import type { Standing } from '../ports/records/standings.ts';
import type { SpendLimit } from '../ports/records/spend-limits.ts';
import type { Stop } from '../ports/records/stops.ts';
import type { User } from '../ports/records/users.ts';
import type { Workspace } from '../ports/records/workspaces.ts';

declare const json: unique symbol;
/** The text of a JSON column, which remembers what it is the text of. */
export type JsonText<Value> = string & { readonly [json]: Value };

/** What was not there (`undefined`) reads back as null. */
export function toJson<Value>(value: Value): JsonText<Value> {
  return JSON.stringify(value ?? null) as JsonText<Value>;
}

export function fromJson<Value>(text: JsonText<Value>): Value {
  return JSON.parse(text) as Value;
}

/** Of a budget as it is; of a key with its event in `thresholdKind`. */
export interface NotificationRow extends Omit<BudgetNotification, 'kind' | 'thresholdKind'> {
  thresholdKind: BudgetNotification['thresholdKind'] | KeyEvent;
}

/** Kept in types that SQLite and PostgreSQL read back alike: JSON as text, flags as 0 and 1, times as integers. */
type Stored<Row, Json extends keyof Row = never, Flag extends keyof Row = never> = Omit<Row, Json | Flag> & {
  [Name in Json]: JsonText<Row[Name]>;
} & Record<Flag, number>;

/** Given by the database as a row comes in, and never changed: the order of lists. */
interface Positioned {
  position: number;
}

type WorkspaceDetail = 'description' | 'defaults' | 'status' | 'lastUpdatedAt';

export interface Tables {
  organisations: Organisation;
  /** As the first release made them. */
  workspaces: Stored<Omit<Workspace, WorkspaceDetail>, never, 'isDefault'>;
  /** What came later; a workspace without a row here has the usual values. */
  workspaceDetails: Stored<Pick<Workspace, WorkspaceDetail | 'organisationId'>, 'defaults'> &
    Positioned & { workspaceId: WorkspaceId };
  integrations: Stored<Integration, 'models' | 'access' | 'priceMultipliers' | 'secretMappings'> & Positioned;
  secondFactors: SecondFactor;
  recoveryCodes: { organisationId: OrganisationId; userId: string; codeHash: KeyHash };
  secretReferences: Stored<SecretReference, 'access' | 'tags'> & Positioned;
  providers: ProviderRecord & Positioned;
  configs: Stored<ConfigRecord, 'config', 'isDefault'> & Positioned;
  guardrails: Stored<GuardrailRow, 'defaultSides' | 'excludedWorkspaces'> & Positioned;
  guardrailVersions: GuardrailVersion & Positioned;
  configVersions: Stored<ConfigVersion, 'config'> & Positioned;
  /** `defaultConfig`, `previousHash` and `nextRotationAt` repeat what is inside of other columns, for queries. */
  apiKeys: Stored<ApiKeyRecord, 'scopes' | 'defaults' | 'alertEmails' | 'rotation' | 'previous'> &
    Positioned & { defaultConfig: string | null; previousHash: KeyHash | null; nextRotationAt: number | null };
  organisationSettings: {
    organisationId: OrganisationId;
    settings: JsonText<Omit<OrganisationSettings, 'organisationId'>>;
  };
  batches: Stored<Batch, 'metadata' | 'hold'>;
  batchFiles: Stored<BatchFile, 'models' | 'vettedBy'>;
  logExports: Stored<LogExport, 'filters' | 'requestedData' | 'frozen'> & Positioned;
  limits: Stored<Required<LimitsRecord>, 'budgets' | 'rates' | 'velocity'>;
  savedFilters: SavedFilter;
  feedback: Stored<Feedback, 'metadata'>;
  users: User & Positioned;
  userPasswords: { organisationId: OrganisationId; userId: string; hash: string };
  members: Member & Positioned;
  invites: Stored<Invite, 'workspaces' | 'keyScopes'> & Positioned;
  sessions: SessionRecord;
  sessionActivity: SessionActivity;
  devices: Device;
  deviceCodes: DeviceCode;
  identityProviders: Omit<OidcProviderRecord, 'kind' | 'isEnabled' | 'settings'> & {
    kind: IdentityProvider['kind'];
    isEnabled: number;
    settings: JsonText<IdentityProvider['settings']>;
  };
  identities: Stored<Identity, 'mappedWorkspaces' | 'groupNames', 'isMappedAdmin'>;
  signInFlows: SignInFlow;
  usedAssertions: { idHash: string; expiresAt: number };
  directorySessions: DirectorySession;
  standings: Standing;
  scimTokens: ScimToken;
  scimUsers: Stored<ScimUser, 'attributes' | 'mappedWorkspaces'>;
  /** `lowerName`: the name in lower case, for queries. */
  scimGroups: ScimGroup & { lowerName: string };
  scimGroupMembers: { groupId: string; userId: string; organisationId: OrganisationId };
  scimMappings: ScimMapping;
  identitySettings: {
    organisationId: OrganisationId;
    settings: JsonText<Omit<IdentitySettings, 'organisationId'>>;
  };
  claudeCodeSettings: Stored<ClaudeCodeSettings, 'managed'>;
  oneTimeTokens: OneTimeToken;
  /** `ownerId`: of the workspace, or of the organisation. */
  permissions: Stored<Omit<PermissionsRecord, 'workspaceId'>, 'toggles' | 'overridable'> & { ownerId: string };
  /** The columns of the request are null where there was none. */
  auditEvents: Omit<Stored<AuditEvent, 'before' | 'after'>, 'request'> &
    Positioned & { hash: string; requestId: string | null } & {
      [Name in Exclude<keyof AuditedRequest, 'id'>]: string | null;
    };
  auditChainStarts: { organisationId: OrganisationId; position: number; hash: string };
  /** At most one row. */
  masterKeyProof: { id: number; sealed: string };
  policies: Stored<Policy, 'rule'>;
  spendLimits: SpendLimit;
  stops: Stop;
  notificationChannels: NotificationChannel;
  notifications: NotificationRow;
  notificationDeliveries: Delivery;
  recordChanges: { position: number; id: string; noun: ChangedNoun; recordId: string; changedAt: number };
  /** At most one row. */
  copyProgress: { id: number; fingerprint: string; tableName: string; lastKey: string };
  processes: { id: string; seenAt: number };
  schemaMigrations: { name: string };
  /** Those among them with which an older version can run. */
  schemaAdditions: { name: string };
}
