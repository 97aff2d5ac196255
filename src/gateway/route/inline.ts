/** Inline configs, and inline providers with their credentials. Compiled once and cached, within bounds. */
import { hash } from 'node:crypto';
import type { Provider } from '../../providers/provider.ts';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { machineIdentityIn } from '../credentials/machine-place.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import { compileInline, CUSTOM_HOST, inlineAccountId, type CompiledProvider } from '../../routing/compiled-provider.ts';
import type { ConfigIssue } from '../../routing/schema.ts';
import { parseConfig, type ConfigNode } from '../../routing/parse.ts';
import { unknownProvider, type Providers } from '../../routing/keys.ts';
import { shownName } from '../../routing/shown-name.ts';
import type { Result } from '../../kernel/result.ts';

type ParsedConfig = Result<ConfigNode, ConfigIssue[]>;

export interface Inline {
  /** A config out of a header. `hashed` names it among those of its workspace. Throws SyntaxError when it is no JSON. */
  config(text: string, workspaceId: WorkspaceId): { hashed: string; parsed: ParsedConfig };
  /** Throws GatewayError invalid_header for an id that is not known. */
  find(id: string): Provider;
  /** The provider with what the request brings for it. Throws GatewayError invalid_header for what is missing or wrong. */
  open(brought: Brought): CompiledProvider;
  /** Headers in which a request may say a provider's settings, in lower case. */
  readonly settingHeaders: readonly string[];
  /** As the SSRF guard: why a URL may not be called; null when it may. */
  checkUrl(url: string): string | null;
}

export interface Brought {
  provider: Provider;
  /** What the config says of it; wins over the headers. */
  fields: Readonly<Record<string, unknown>>;
  headers: RequestHeaders;
  workspaceId: WorkspaceId;
  /** The caller's own, where the provider takes one. */
  key: string | null;
}

/** Characters of config text. A parsed config takes some twenty times as many bytes, one of short paths to drop eighty times. */
const MAX_CONFIG_CHARACTERS = 1_000_000;
const MAX_ACCOUNTS = 1000;

export function createInline(options: { providers: Providers; checkUrl: (url: string) => string | null }): Inline {
  const { providers, checkUrl } = options;
  const configs = new BoundedMap<ParsedConfig>(MAX_CONFIG_CHARACTERS);
  const accounts = new BoundedMap<CompiledProvider>(MAX_ACCOUNTS);
  return {
    checkUrl,
    settingHeaders: [...new Set([...providers.values()].flatMap(settingsInHeaders).map(({ name }) => headerOf(name)))],
    config(text, workspaceId) {
      const hashed = hash('sha256', text, 'hex');
      const place = `${workspaceId} ${hashed}`;
      const known = configs.get(place);
      if (known !== undefined) return { hashed, parsed: known };
      const parsed = parseConfig(JSON.parse(text), { providers, workspaceId, isSaved: false, checkUrl });
      if (parsed.ok) configs.set(place, parsed, text.length);
      return { hashed, parsed };
    },
    find(id) {
      const provider = providers.get(id);
      if (provider !== undefined) return provider;
      throw new GatewayError('invalid_header', `x-portkey-provider: ${unknownProvider(id, providers)}.`, {
        hint: `A saved provider is written with an @, as in x-portkey-provider: @${shownName(id)}.`,
      });
    },
    open({ provider, fields, headers, workspaceId, key }) {
      const credentials = { key, configurations: { ...fieldsIn(headers, provider), ...fields } };
      const account = { provider, credentials, workspaceId, isStored: false };
      const accountId = inlineAccountId(account);
      const known = accounts.get(accountId);
      if (known !== undefined) return known;
      const compiled = compileInline(account, accountId);
      refuseUnusable(compiled, checkUrl);
      accounts.set(accountId, compiled);
      return compiled;
    },
  };
}

const headerOf = (setting: string): string => `x-portkey-${setting.replaceAll('_', '-')}`;

/** The settings that a request may say in headers; the host has a header of every provider's. */
const settingsInHeaders = ({ settings }: Provider) => settings.filter(({ name }) => name !== CUSTOM_HOST);

function fieldsIn(headers: RequestHeaders, provider: Provider): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const { name, type } of settingsInHeaders(provider)) {
    const value = headers[headerOf(name)]?.trim();
    if (value !== undefined && value !== '') fields[name] = type === 'boolean' ? value === 'true' : value;
  }
  return fields;
}

function refuseUnusable({ provider, connection }: CompiledProvider, checkUrl: Inline['checkUrl']): void {
  if (!connection.ok) {
    throw new GatewayError(
      'invalid_header',
      `The provider "${provider.id}" cannot be used: ${connection.problem.reason}`,
      {
        hint: howToBring(provider),
      },
    );
  }
  if (machineIdentityIn(connection.value.auth) !== null) {
    throw new GatewayError(
      'invalid_header',
      `The provider "${provider.id}" would use the identity of the machine, which only a saved provider may.`,
      { hint: 'Save it: POST /v1/integrations. Then name it, as @slug.' },
    );
  }
  for (const { field, url } of connection.value.tenantUrls) {
    const refusal = checkUrl(url);
    if (refusal === null) continue;
    const message = `The provider "${provider.id}" may not call the address in ${field}: ${refusal}.`;
    throw new GatewayError('invalid_header', message);
  }
}

function howToBring(provider: Provider): string {
  const own = settingsInHeaders(provider).map(({ name }) => headerOf(name));
  const key = provider.takesKey
    ? ['the gateway key in x-portkey-api-key and the provider’s own in Authorization or x-api-key']
    : [];
  return `Send ${[...key, ...own].join(', ')}; or name a saved provider, as @slug.`;
}
