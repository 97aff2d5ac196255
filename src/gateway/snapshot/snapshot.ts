/** The configuration as the data plane reads it: compiled and immutable. The next snapshot shares most of it. */
import type { ApiKeyType } from '../../storage/ports/records/api-keys.ts';
import type { KeyHash, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type {
  JwtSettings,
  AnswerShapes,
  LoggingRules,
  RequestLogging,
  SavedOnly,
} from '../../storage/ports/records/organisation-settings.ts';
import type { HostRule } from '../../kernel/host-rules.ts';
import type { CompiledLimits } from '../../routing/compiled-limits.ts';
import type { Side } from '../../guardrails/check.ts';
import type { ConfigNode } from '../../routing/parse.ts';
import type { Guardrails } from './guardrails.ts';
import type { CompiledProvider } from '../../routing/compiled-provider.ts';
import type { TenantLimits } from './tenant-limits.ts';
import type { Result } from '../../kernel/result.ts';

export interface Snapshot {
  /** Grows by one with every change. */
  readonly version: number;
  readonly keys: ReadonlyMap<KeyHash, CompiledKey>;
  /** Of deleted keys: they open nothing, are masked like any other, and never travel upstream. */
  readonly archivedKeys: Pick<ReadonlyMap<KeyHash, true>, 'has'>;
  readonly workspaces: ReadonlyMap<WorkspaceId, CompiledWorkspace>;
  /** Those that have limits beside those of keys, workspaces and providers. */
  readonly tenantLimits: ReadonlyMap<OrganisationId, TenantLimits>;
  /** Those that have settings of their own. */
  readonly organisations: ReadonlyMap<OrganisationId, CompiledOrganisation>;
  readonly guardrails: Guardrails;
  /** The operator's own organisation: where the log rows of callers without a valid key go. null before the first start. */
  readonly homeOrganisationId: OrganisationId | null;
}

/** The settings of an organisation that requests are held to. */
export interface CompiledOrganisation {
  /** What a request may not bring itself. */
  readonly savedOnly: SavedOnly;
  /** Hosts that a provider may have which a request brings; null = every public one. */
  readonly inlineHosts: readonly HostRule[] | null;
  /** What a caller of `/v1/messages` gets when a limit refuses the request. */
  readonly limitAnswers: AnswerShapes;
  /** What they get when a guardrail denies it. */
  readonly guardrailAnswers: AnswerShapes;
  readonly requestLogging: LoggingRules;
  /** ms; null = as configs say. */
  readonly maxCacheAgeMs: number | null;
  /** Workspaces for which no default guardrail of the organisation holds. */
  readonly guardrailExclusions: Readonly<Record<Side, ReadonlySet<WorkspaceId>>>;
  /** Identity providers whose tokens count as keys. */
  readonly tokenIssuers: readonly JwtSettings[];
}

export interface CompiledKey {
  readonly id: string;
  readonly hash: KeyHash;
  readonly organisationId: OrganisationId;
  /** null for organisation (admin) keys. The workspace itself is looked up in the snapshot: it changes more often. */
  readonly workspaceId: WorkspaceId | null;
  readonly type: ApiKeyType;
  readonly userId: string | null;
  readonly scopes: ReadonlySet<string>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly defaultConfig: string | null;
  readonly allowConfigOverride: boolean;
  /** ms since the epoch. */
  readonly expiresAt: number | null;
  /** When the directories of its person stop standing by them, in ms since the epoch; absent = never. */
  readonly ownerUntil?: number;
  /** Under which the key is in the snapshot as well, while its former text still opens; null = it has none. */
  readonly previousHash: KeyHash | null;
  readonly limits: CompiledLimits;
}

export interface CompiledWorkspace {
  readonly id: WorkspaceId;
  readonly organisationId: OrganisationId;
  readonly slug: string;
  readonly limits: CompiledLimits;
  /** Added to every request, over a key's and the request's own. */
  readonly metadata: Readonly<Record<string, string>>;
  /** By slug. */
  readonly providers: ReadonlyMap<string, CompiledProvider>;
  /** By slug and by id. */
  readonly configs: ReadonlyMap<string, CompiledConfig>;
  /** Names of those that hold for every request of the workspace. */
  readonly guardrails: Readonly<Record<Side, readonly string[]>>;
  /** Where the organisation lets it decide; absent = as the organisation says. */
  readonly requestLogging?: RequestLogging;
}

export interface CompiledConfig {
  readonly id: string;
  readonly slug: string;
  readonly versionId: string;
  readonly node: Result<ConfigNode>;
}

/** A text that is, or was, a gateway key. */
export function isOwnKey({ keys, archivedKeys }: Pick<Snapshot, 'keys' | 'archivedKeys'>, hash: KeyHash): boolean {
  return keys.has(hash) || archivedKeys.has(hash);
}

/** The workspace of a key; null for an organisation key, and for a key whose workspace is gone. */
export function workspaceOf(
  { workspaces }: Pick<Snapshot, 'workspaces'>,
  { workspaceId, organisationId }: Pick<CompiledKey, 'workspaceId' | 'organisationId'>,
): CompiledWorkspace | null {
  const found = workspaceId === null ? undefined : workspaces.get(workspaceId);
  return found !== undefined && found.organisationId === organisationId ? found : null;
}

/**
 * True for a key of a workspace that is gone. It opens nothing, and stays in the snapshot: it is still known as one of ours
 * and never travels upstream.
 */
export function isOrphaned(
  snapshot: Pick<Snapshot, 'workspaces'>,
  key: Pick<CompiledKey, 'type' | 'workspaceId' | 'organisationId'>,
): boolean {
  return key.type !== 'organisation-service' && workspaceOf(snapshot, key) === null;
}
