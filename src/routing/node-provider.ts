/** The provider that a target of a config names: a saved one, or an inline one with its own credentials. */
import type { Provider } from '../providers/provider.ts';
import type { WorkspaceId } from '../kernel/ids.ts';
import { compileInline, type CompiledProvider, type ConnectionProblem } from './compiled-provider.ts';
import type { ConfigInput, ConfigIssue } from './schema.ts';
import { NODE_KEYS } from './schema.ts';
import { join } from './walk.ts';
import type { Providers } from './keys.ts';
import { writtenProvider } from './precedence.ts';

/** What a config is parsed with. */
export interface ParseUsing {
  providers: Providers;
  workspaceId: WorkspaceId;
  /** Kept here by somebody who may, and not sent along with the request. */
  isSaved: boolean;
  /** The SSRF guard's static rules: why a URL may not be called; null when it may. */
  checkUrl: (url: string) => string | null;
}

export type NodeProvider =
  | { kind: 'saved'; slug: string }
  /** Complete: it holds a secret, so nothing of the request is mixed with it. */
  | { kind: 'inline'; compiled: CompiledProvider }
  /** What is not among its fields comes with the request. */
  | { kind: 'open'; provider: Provider; fields: Readonly<Record<string, unknown>> };

/** An upstream's base URL in place of the provider's own, and who says so. */
export interface CustomHost {
  url: string;
  from: 'saved-config' | 'inline-config' | 'header';
}

export const CARRIED_AWAY =
  'a stored credential goes to a host that is stored too: save it in the integration or in a config, ' +
  'or anybody with a gateway key could have the credential sent to a host of their own';

interface Place {
  /** As `targets[0]`; empty for the root. */
  at: string;
  customHost: CustomHost | null;
  /** Slug before the model that the config writes. */
  modelSlug: string | null;
  using: ParseUsing;
  /** Grows. */
  issues: ConfigIssue[];
}

/** null = the target leaves its provider to its model or to the request. */
export function readNodeProvider(input: ConfigInput, place: Place): NodeProvider | null {
  const provider = named(input, place);
  const isStored = provider === null ? place.modelSlug !== null : provider.kind === 'saved';
  if (isStored && place.customHost?.from === 'inline-config') report(place, 'custom_host', CARRIED_AWAY);
  return provider;
}

function named(input: ConfigInput, place: Place): NodeProvider | null {
  const written = writtenProvider(input);
  if (written === null) return null;
  if (written.startsWith('@')) return { kind: 'saved', slug: written.slice(1) };
  const provider = place.using.providers.get(written);
  // Already reported among the keys.
  if (provider === undefined) return null;
  const fields = Object.fromEntries(
    Object.entries(input).filter(([key]) => !NODE_KEYS.has(key) && isField(provider, key)),
  );
  const key = input.api_key ?? null;
  const hasSecret = key !== null || provider.settings.some(({ name, secret }) => secret && Object.hasOwn(fields, name));
  if (!hasSecret) return { kind: 'open', provider, fields };
  const { workspaceId, isSaved } = place.using;
  const credentials = { key, configurations: fields };
  const compiled = compileInline({ provider, credentials, workspaceId, isStored: isSaved });
  check(compiled, place);
  return { kind: 'inline', compiled };
}

function isField({ settings }: Provider, key: string): boolean {
  return settings.some(({ name }) => name === key);
}

function check(compiled: CompiledProvider, place: Place): void {
  const { connection } = compiled;
  if (!connection.ok) return blame(connection.problem, place);
  for (const { field, url } of connection.value.tenantUrls) {
    const refusal = place.using.checkUrl(url);
    if (refusal !== null) report(place, field, `may not call ${url}: ${refusal}`);
  }
  const placed = place.customHost === null ? connection : compiled.at(place.customHost.url).connection;
  if (!placed.ok) blame(placed.problem, place);
}

function blame({ field = 'provider', reason }: ConnectionProblem, place: Place): void {
  report(place, field === 'key' ? 'api_key' : field, reason);
}

function report({ at, issues }: Place, key: string, message: string): void {
  issues.push({ path: join(at, key), message });
}
