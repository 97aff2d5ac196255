/** An integration's credentials: checked by the provider that will use them, sealed at rest, shown without secrets. */
import { isDeepStrictEqual } from 'node:util';
import type { Connection, Provider, ProviderCredentials, SettingField, TenantUrl } from '../../providers/provider.ts';
import { SettingsError } from '../../providers/provider.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { cleanSecret, cleanText } from '../../kernel/secret-text.ts';
import { CUSTOM_HOST } from '../../routing/compiled-provider.ts';
import {
  connectWithHeaders,
  CUSTOM_HEADERS,
  integrationSettings,
  readCustomHeaders,
  type IntegrationSecrets,
} from '../../routing/custom-headers.ts';
import { knownProviders } from '../../routing/known-providers.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';
import { headersIn, keepsStored, maskHeaders } from './custom-headers.ts';

/** Throws `invalid_request` that lists the known ones. */
export function requireProvider(context: ControlContext, id: string): Provider {
  const provider = context.providers.get(id);
  if (provider) return provider;
  const known = knownProviders(context.providers.keys(), id);
  throw invalid('ai_provider_id', `unknown AI provider "${id}"; known: ${known}`);
}

/**
 * The credentials in the form in which they are stored, checked as far as that is possible without a call.
 * Throws `invalid_request` at the wrong field.
 */
export function checkCredentials(
  context: ControlContext,
  provider: Provider,
  { key, configurations }: ProviderCredentials,
): ProviderCredentials {
  const present = Object.entries(configurations).filter(([, value]) => value !== null && value !== undefined);
  const checked = Object.fromEntries(
    present.map(([name, value]) => {
      const field = integrationSettings(provider).find((setting) => setting.name === name);
      if (!field) throw unknownField(provider, name);
      return [name, checkField(field, value)] as const;
    }),
  );
  const missing = provider.settings.find((field) => field.required && !Object.hasOwn(checked, field.name));
  if (missing) throw invalid(`configurations.${missing.name}`, 'is required');
  const credentials = { key: key === null ? null : cleanSecret(key), configurations: withReadHeaders(checked) };
  checkUrls(context, connect(provider, credentials).tenantUrls);
  return credentials;
}

/** Names in lower case, as they are sent and compared. */
function withReadHeaders(checked: ProviderCredentials['configurations']): ProviderCredentials['configurations'] {
  if (!Object.hasOwn(checked, CUSTOM_HEADERS.name)) return checked;
  return { ...checked, [CUSTOM_HEADERS.name]: reported(() => readCustomHeaders(checked[CUSTOM_HEADERS.name])) };
}

function unknownField(provider: Provider, name: string): GatewayError {
  const known = integrationSettings(provider)
    .map((setting) => setting.name)
    .join(', ');
  return invalid(`configurations.${name}`, `unknown field for ${provider.id}; known: ${known}`);
}

function checkField(field: SettingField, value: unknown): unknown {
  const path = `configurations.${field.name}`;
  if (field.type === 'string' || field.type === 'boolean') {
    if (typeof value !== field.type) throw invalid(path, `must be a ${field.type}`);
    return value;
  }
  const object = typeof value === 'string' ? parseJson(value) : value;
  if (field.type === 'list') {
    if (!Array.isArray(object)) throw invalid(path, 'must be a JSON list, or its text');
    return object;
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw invalid(path, 'must be a JSON object, or its text');
  }
  return object;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(cleanText(text));
  } catch {
    return null;
  }
}

const connect = (provider: Provider, credentials: ProviderCredentials): Connection =>
  reported(() => connectWithHeaders(provider, credentials));

function reported<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw invalid(error.field === 'key' ? 'key' : `configurations.${error.field}`, error.message);
  }
}

/** The stored credentials, and those that an update asks for: `given` as it came, `merged` as it would be stored. */
interface Replacement {
  stored: IntegrationSecrets;
  given: { key: string | null | undefined; configurations: Readonly<Record<string, unknown>> };
  merged: ProviderCredentials;
}

/**
 * A stored secret stays with the hosts it was stored for: whoever may update the integration, but does not know the
 * secret, must not be able to have it sent elsewhere. Throws `invalid_request` naming the secrets to give again.
 */
export function requireSecretsForNewHosts(provider: Provider, { stored, given, merged }: Replacement): void {
  if (isDeepStrictEqual(tenantHosts(provider, stored), tenantHosts(provider, merged))) return;
  const kept = integrationSettings(provider)
    .filter(({ name, secret }) => secret && Object.hasOwn(merged.configurations, name))
    .filter(({ name }) => (given.configurations[name] ?? null) === null || keepsStored(given.configurations[name]))
    .map(({ name }) => `configurations.${name}`);
  if (merged.key !== null && !given.key) kept.unshift('key');
  if (stored.modelHeaders !== undefined) {
    const hosts = provider.settings.flatMap(({ name, namesHost }) => (namesHost || name === CUSTOM_HOST ? [name] : []));
    throw invalid(
      `configurations.${hosts[0] ?? ''}`,
      'cannot change while models have custom_headers: remove those first',
    );
  }
  if (kept.length === 0) return;
  throw invalid(kept.join(', '), 'must be given again, because this update changes where it is sent');
}

/** Sorted. Stored settings that no longer connect name no host, so that any host is a new one. */
export function tenantHosts(provider: Provider, credentials: ProviderCredentials): string[] {
  try {
    const origins = provider.connect(credentials).tenantUrls.map(({ url }) => new URL(url).origin);
    const parts = provider.settings.flatMap(({ name, namesHost }) => {
      const value: unknown = credentials.configurations[name];
      return namesHost === true && typeof value === 'string' ? [`${name}=${value.toLowerCase()}`] : [];
    });
    return [...origins, ...parts].toSorted();
  } catch {
    return [];
  }
}

function checkUrls(context: ControlContext, urls: readonly TenantUrl[]): void {
  for (const { field, url } of urls) {
    const reason = context.checkUrl(url);
    if (reason !== null) throw invalid(`configurations.${field}`, `the URL ${url} is not allowed: ${reason}`);
  }
}

export function sealCredentials(context: ControlContext, id: string, credentials: IntegrationSecrets): string {
  return context.sealer.seal(JSON.stringify(credentials), `integration:${id}`);
}

/** Throws `provider_unusable` when the master key is another one than at sealing. */
export function openCredentials(context: ControlContext, integration: Integration): IntegrationSecrets {
  try {
    const text = context.sealer.open(integration.sealedCredentials, `integration:${integration.id}`);
    return JSON.parse(text) as IntegrationSecrets;
  } catch (cause) {
    throw new GatewayError('provider_unusable', `The credentials of integration "${integration.slug}" do not open.`, {
      hint: 'The master key is not the one they were sealed with: restore it, or delete and create the integration.',
      cause,
    });
  }
}

/**
 * The configurations that may be shown: of further headers the names alone. A field that its provider no longer declares may
 * be a secret: it is left out.
 */
export function publicConfigurations(provider: Provider | undefined, credentials: ProviderCredentials) {
  const shown = new Set(provider?.settings.filter((field) => !field.secret).map((field) => field.name));
  const open = Object.fromEntries(Object.entries(credentials.configurations).filter(([name]) => shown.has(name)));
  const headers = Object.keys(headersIn(credentials));
  return headers.length === 0 ? open : { ...open, [CUSTOM_HEADERS.name]: maskHeaders(headers) };
}
