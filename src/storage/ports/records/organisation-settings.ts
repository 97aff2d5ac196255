/** What an organisation says for all of its workspaces. One without a row has the usual settings. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';

/**
 * What a request may not bring itself (contract#saved-only). `providers`: no credential, host, header to forward, provider
 * by its id or setting of one; a config only where it names saved providers. `all`: no config either. `off`: it may.
 */
export type SavedOnly = 'off' | 'providers' | 'all';

export interface OrganisationSettings {
  organisationId: OrganisationId;
  savedOnly: SavedOnly;
  /** Hosts that a provider may have which a request brings itself, as in src/kernel/host-rules.ts; null = every public one. */
  inlineHosts: readonly string[] | null;
  /** What the default metadata of keys and of workspaces must be (contract#metadata); null = anything. */
  apiKeyMetadataSchema: MetadataSchema | null;
  workspaceMetadataSchema: MetadataSchema | null;
  /** Tokens of an identity provider that count as keys; null = none. */
  jwt: JwtSettings | null;
  /** Of more identity providers. Where there are several in all, each names its issuer, and no two the same. */
  furtherJwt: readonly JwtSettings[];
  /** Percent of a budget at which people are notified, whole numbers. */
  notificationThresholds: readonly number[];
  /** What a caller of `/v1/messages` gets whom a limit refuses: what Claude Code shows as one, or the contract's 412 and 429. */
  limitAnswers: AnswerShapes;
  /** The same where a guardrail denies: Claude Code's own shape, or the contract's 446. */
  guardrailAnswers: AnswerShapes;
  /** Rows of the log and bodies are deleted after so many days; null = when the gateway's own retention says. */
  logRetentionDays: number | null;
  /** Workspaces for which no guardrail holds that is the whole organisation's by default, by side. */
  guardrailExclusions: Readonly<Record<'input' | 'output', readonly WorkspaceId[]>>;
  /** Members of a line that no export of the log may have. */
  deniedExportFields: readonly string[];
  userKeys: UserKeySettings;
  requestLogging: LoggingRules;
  /** ms for which an answer may be kept in the cache at most, whatever a config says; null = as configs say. */
  maxCacheAgeMs: number | null;
}

/** `metrics_only`: rows of the log, and no bodies (contract#privacy). */
export type RequestLogging = 'full' | 'metrics_only';

export interface LoggingRules {
  mode: RequestLogging;
  /** A workspace that says otherwise has it its way. */
  workspacesDecide: boolean;
  /** `x-portkey-debug: false` of a request changes nothing. */
  ignoresDebugHeader: boolean;
}

/** Are the bodies of a workspace's requests kept? */
export function keepsBodiesOf(rules: LoggingRules, own: RequestLogging | undefined): boolean {
  return (rules.workspacesDecide ? (own ?? rules.mode) : rules.mode) === 'full';
}

/** What holds for keys of people (type `workspace-user`). */
export interface UserKeySettings {
  /** Whoever joins a workspace gets a key there. */
  isMadeOnJoining: boolean;
  /** The same for the default workspace; null = as for the others. */
  isMadeInDefaultWorkspace: boolean | null;
  /** Days after which a key ends at the latest; null = it need not end. */
  ttlDays: number | null;
  /** Days between two rotations; null = as each key says itself. */
  rotationDays: number | null;
}

export type AnswerShapes = 'claude_code' | 'portkey';

/** The part of JSON Schema that the contract allows: an object of strings. */
export interface MetadataSchema {
  properties: Readonly<Record<string, MetadataRule>>;
  required: readonly string[];
}

export interface MetadataRule {
  enum: readonly string[] | null;
  default: string | null;
}

export interface JwtSettings {
  /** Where the keys are published; null = they are in `jwks`. */
  jwksUrl: string | null;
  /** A JSON Web Key Set; null = they are at `jwksUrl`. */
  jwks: { keys: readonly Readonly<Record<string, unknown>>[] } | null;
  algorithms: readonly string[];
  /** Required in `aud`; null = not looked at. */
  audience: string | null;
  /** Required in `iss`; null = not looked at. */
  issuer: string | null;
  /** Of a token that names none. */
  defaultScopes: readonly string[];
  /** Slug or id of the workspace of a token that names none; absent = such a token is refused. */
  defaultWorkspace?: string;
}

export function usualSettings(organisationId: OrganisationId): OrganisationSettings {
  return {
    organisationId,
    savedOnly: 'off',
    inlineHosts: null,
    apiKeyMetadataSchema: null,
    workspaceMetadataSchema: null,
    jwt: null,
    furtherJwt: [],
    notificationThresholds: [50, 75, 90, 100],
    limitAnswers: 'claude_code',
    guardrailAnswers: 'claude_code',
    logRetentionDays: null,
    guardrailExclusions: { input: [], output: [] },
    deniedExportFields: [],
    userKeys: { isMadeOnJoining: false, isMadeInDefaultWorkspace: null, ttlDays: null, rotationDays: null },
    requestLogging: { mode: 'full', workspacesDecide: false, ignoresDebugHeader: false },
    maxCacheAgeMs: null,
  };
}

export interface OrganisationSettingsRepository {
  read(): Promise<OrganisationSettings>;
  write(settings: OrganisationSettings): Promise<void>;
}
