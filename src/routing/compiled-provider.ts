/** A provider ready for use, saved or inline: its settings are parsed and its credential is at hand. */
import { hash } from 'node:crypto';
import { SettingsError, type Connection, type Provider, type ProviderCredentials } from '../providers/provider.ts';
import { BoundedMap } from '../kernel/bounded-map.ts';
import type { WorkspaceId } from '../kernel/ids.ts';
import { failure, success, type Result } from '../kernel/result.ts';
import { cleanSecret } from '../kernel/secret-text.ts';
import { connectWithHeaders } from './custom-headers.ts';
import { NO_LIMITS, type CompiledLimits } from './compiled-limits.ts';
import { NO_RULES, type ModelRules } from './model-rules.ts';

export interface CompiledProvider {
  /** Of a saved provider; null = inline: a config or the request itself brings the credential. */
  readonly slug: string | null;
  /** As a person writes it: `@slug`, or an inline provider's id. */
  readonly name: string;
  /** One account at one address: thinking signatures, prompt caches and learned refusals hold for it. Reveals no secret. */
  readonly accountId: string;
  readonly provider: Provider;
  /** ms since the epoch. */
  readonly expiresAt: number | null;
  /** The credential is kept here and not the caller's own: it goes to addresses that are kept here too (decision 0016). */
  readonly isStored: boolean;
  readonly limits: CompiledLimits;
  readonly models: ModelRules;
  /** What to send with, or why that is not possible (a secret that does not open, settings that no longer fit). */
  readonly connection: Result<Connection, ConnectionProblem>;
  /** The same account at another base URL, compiled once for each. */
  at(customHost: string): CompiledProvider;
}

export interface ConnectionProblem {
  /** A sentence. */
  readonly reason: string;
  /** The setting to blame, `key` for the key; absent where it is none of them. */
  readonly field?: string;
  /** What to do about it, where that is known. */
  readonly hint?: string;
  /** It may pass by itself: a secret manager is away. */
  readonly isTemporary?: boolean;
}

interface Given extends Pick<CompiledProvider, 'slug' | 'accountId' | 'provider' | 'expiresAt' | 'isStored'> {
  /** Absent = none. */
  limits?: CompiledLimits;
  /** Absent = every model, at published prices. */
  models?: ModelRules;
  /** null = at the host of its settings, or the provider's own. */
  connect(customHost: string | null): Result<Connection, ConnectionProblem>;
}

/** Hosts come from saved configs, or from the owner of the credential: more than this is a game. */
const MAX_HOSTS = 100;

export function compileProvider(given: Given, customHost: string | null = null): CompiledProvider {
  const { slug, accountId, provider, expiresAt, isStored, limits = NO_LIMITS, models = NO_RULES } = given;
  const elsewhere = new BoundedMap<CompiledProvider>(MAX_HOSTS);
  return {
    slug,
    name: slug === null ? provider.id : `@${slug}`,
    accountId: customHost === null ? accountId : `${accountId} at ${customHost}`,
    provider,
    expiresAt,
    isStored,
    limits,
    models,
    connection: given.connect(customHost),
    at(host) {
      const known = elsewhere.get(host);
      if (known !== undefined) return known;
      const there = compileProvider(given, host);
      elsewhere.set(host, there);
      return there;
    },
  };
}

export interface InlineAccount {
  provider: Provider;
  credentials: ProviderCredentials;
  workspaceId: WorkspaceId;
  isStored: boolean;
}

/** The same credentials in two workspaces are two accounts: what is remembered of one is never the other's. */
export function inlineAccountId({ provider, credentials, workspaceId }: InlineAccount): string {
  const settings = Object.entries(credentials.configurations).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `inline ${hash('sha256', JSON.stringify([workspaceId, provider.id, credentials.key, settings]), 'hex')}`;
}

export function compileInline(account: InlineAccount, accountId = inlineAccountId(account)): CompiledProvider {
  const { provider, credentials, isStored } = account;
  const connect = (customHost: string | null): Result<Connection, ConnectionProblem> =>
    connectAt(provider, credentials, customHost);
  return compileProvider({ slug: null, accountId, provider, expiresAt: null, isStored, connect });
}

/** `customHost` takes the place of the settings' own. */
export function connectAt(
  provider: Provider,
  credentials: ProviderCredentials,
  customHost: string | null,
): Result<Connection, ConnectionProblem> {
  if (customHost !== null && !takesCustomHost(provider)) {
    return failure({ reason: `${provider.name} takes no custom_host.`, field: CUSTOM_HOST });
  }
  const { key, configurations } = credentials;
  const placed = customHost === null ? configurations : { ...configurations, [CUSTOM_HOST]: customHost };
  try {
    const cleaned = { key: key === null ? null : cleanSecret(key), configurations: placed };
    return success(connectWithHeaders(provider, cleaned));
  } catch (error) {
    if (error instanceof SettingsError) return failure({ reason: error.message, field: error.field });
    return failure({ reason: error instanceof Error ? error.message : String(error) });
  }
}

/** The one setting that configs and requests say for any provider. */
export const CUSTOM_HOST = 'custom_host';

function takesCustomHost({ settings }: Provider): boolean {
  return settings.some(({ name }) => name === CUSTOM_HOST);
}
