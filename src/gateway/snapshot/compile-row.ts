/** Compiles one row. A bad row does not throw: it is kept with its problem, and requests that need it fail with that. */
import type { Provider } from '../../providers/provider.ts';
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import type { ActiveKey } from '../../storage/ports/records/configuration.ts';
import type { LimitOwnerKind, LimitsRecord } from '../../storage/ports/records/limits.ts';
import type { KeyHash } from '../../kernel/ids.ts';
import { openSecrets } from '../../routing/seal.ts';
import type { Sealer } from '../../storage/ports/sealer.ts';
import { compileLimits, NO_LIMITS, type CompiledLimits } from '../../routing/compiled-limits.ts';
import { parseConfig } from '../../routing/parse.ts';
import type { OrganisationSettings } from '../../storage/ports/records/organisation-settings.ts';
import type { SecretValues } from '../secret-references/values.ts';
import { readHostRule } from '../../kernel/host-rules.ts';
import { failure } from '../../kernel/result.ts';
import type { CompiledConfig, CompiledKey, CompiledOrganisation } from './snapshot.ts';

/** What rows are compiled with. */
export interface Using {
  sealer: Sealer;
  providers: ReadonlyMap<string, Provider>;
  secrets: Pick<SecretValues, 'use'>;
}

/** URLs were checked when the config was saved; one that is no longer allowed is refused where it is called. */
const UNCHECKED = (): null => null;

export function compileConfig(row: ConfigRecord, { sealer, providers }: Using): CompiledConfig {
  const { id, slug, versionId, workspaceId, config } = row;
  const parse = (): CompiledConfig['node'] => {
    const using = { providers, workspaceId, isSaved: true, checkUrl: UNCHECKED };
    const parsed = parseConfig(openSecrets(config, { configId: id, sealer }), using);
    if (parsed.ok) return parsed;
    return failure(parsed.problem.map(({ path, message }) => `${path}: ${message}`).join('; '));
  };
  try {
    return { id, slug, versionId, node: parse() };
  } catch (error) {
    return { id, slug, versionId, node: failure(error instanceof Error ? error.message : String(error)) };
  }
}

/** The limits of a row by its id; `name` is what people know it by. */
export type LimitsOf = (kind: LimitOwnerKind, id: string, name: string) => CompiledLimits;

export function limitsByOwner(all: readonly LimitsRecord[]): LimitsOf {
  const byOwner = new Map(all.map((limits) => [`${limits.ownerKind} ${limits.ownerId}`, limits]));
  return (kind, id, name) => {
    const limits = byOwner.size === 0 ? undefined : byOwner.get(`${kind} ${id}`);
    return limits === undefined ? NO_LIMITS : compileLimits(limits, name);
  };
}

/** Under each text that opens it: its own, and that of before its rotation until that expires. */
export function entriesOf(key: CompiledKey, { previous }: Pick<ActiveKey, 'previous'>): [KeyHash, CompiledKey][] {
  if (previous === null) return [[key.hash, key]];
  const expiresAt = Math.min(previous.expiresAt, key.expiresAt ?? Number.POSITIVE_INFINITY);
  return [
    [key.hash, key],
    [previous.hash, { ...key, hash: previous.hash, expiresAt }],
  ];
}

export function compileOrganisation(settings: OrganisationSettings): CompiledOrganisation {
  const { savedOnly, inlineHosts, jwt, furtherJwt, limitAnswers, guardrailAnswers } = settings;
  const { guardrailExclusions, requestLogging, maxCacheAgeMs } = settings;
  return {
    savedOnly,
    tokenIssuers: [...(jwt === null ? [] : [jwt]), ...furtherJwt],
    limitAnswers,
    guardrailAnswers,
    requestLogging,
    maxCacheAgeMs,
    inlineHosts: inlineHosts === null ? null : inlineHosts.map(readHostRule),
    guardrailExclusions: {
      input: new Set(guardrailExclusions.input),
      output: new Set(guardrailExclusions.output),
    },
  };
}

const SCOPE_SETS = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Rows that were read together share what they have in common. */
function scopeSet(scopes: readonly string[]): ReadonlySet<string> {
  const set = SCOPE_SETS.get(scopes) ?? new Set(scopes);
  SCOPE_SETS.set(scopes, set);
  return set;
}

export function compileKey(row: ActiveKey, limitsOf: LimitsOf): CompiledKey {
  return {
    id: row.id,
    hash: row.hash,
    organisationId: row.organisationId,
    workspaceId: row.workspaceId,
    type: row.type,
    userId: row.userId,
    scopes: scopeSet(row.scopes),
    metadata: row.defaults.metadata,
    defaultConfig: row.defaults.configId,
    allowConfigOverride: row.defaults.allowConfigOverride,
    expiresAt: row.expiresAt,
    previousHash: row.previous?.hash ?? null,
    limits: limitsOf('api_key', row.id, row.name),
    ...(typeof row.ownerUntil === 'number' ? { ownerUntil: row.ownerUntil } : {}),
  };
}
