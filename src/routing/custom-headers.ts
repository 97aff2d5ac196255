/** Headers that an integration, or one of its models, adds to what is sent to its provider (contract#model-catalog). */
import { SettingsError, type Connection, type Provider, type ProviderCredentials } from '../providers/provider.ts';
import type { SettingField } from '../providers/provider.ts';
import { mayBeForwarded } from './forwardable.ts';

export type CustomHeaders = Readonly<Record<string, string>>;

/** Of every provider. Their values may be secrets, so none is ever shown. */
export const CUSTOM_HEADERS: SettingField = {
  name: 'custom_headers',
  label: 'Further headers',
  type: 'object',
  required: false,
  secret: true,
  help: 'A JSON object of names and values, added to every request to the service: {"x-team": "data"}.',
};

/** What is sealed for an integration. */
export interface IntegrationSecrets extends ProviderCredentials {
  /** Further headers of its models, by their identity (src/catalog/models.ts); absent = none. */
  modelHeaders?: Readonly<Record<string, CustomHeaders>>;
}

/** What an integration may have in its `configurations`. */
export const integrationSettings = ({ settings }: Provider): readonly SettingField[] => [...settings, CUSTOM_HEADERS];

/** The gateway writes these itself, or they hold for one connection: another value breaks the request, or signs it anew. */
const OWN = new Set(
  [
    'accept accept-encoding authorization connection content-encoding content-length content-type cookie date expect',
    'keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade',
  ].flatMap((names) => names.split(' ')),
);
const NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,128}$/;
/** One line of printable ASCII, without spaces around it. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const MAX_VALUE = 4096;
const MAX_HEADERS = 50;

/**
 * By name in lower case. `null` and `undefined` are none.
 * Throws SettingsError at `field`, or at `field.<name>` for a header that may not be set.
 */
export function readCustomHeaders(value: unknown, field: string = CUSTOM_HEADERS.name): CustomHeaders {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new SettingsError(field, 'must be an object of texts.');
  const entries = Object.entries(value);
  if (entries.length > MAX_HEADERS) throw new SettingsError(field, `may have ${MAX_HEADERS} headers at most.`);
  const headers = new Map<string, string>();
  for (const [written, text] of entries) {
    const name = written.toLowerCase();
    const problem = headers.has(name) ? 'stands twice, in other letters.' : problemOf(name, text);
    if (problem !== null) throw new SettingsError(`${field}.${written}`, problem);
    headers.set(name, text as string);
  }
  return Object.fromEntries(headers);
}

function problemOf(name: string, text: unknown): string | null {
  if (!NAME.test(name) || name === '__proto__') return 'is no name of a header.';
  if (OWN.has(name) || !mayBeForwarded(name))
    return 'is a header that the gateway sets itself, or that may not be sent.';
  if (typeof text !== 'string' || text.length > MAX_VALUE || !VALUE.test(text)) {
    return `must be one line of printable ASCII, of ${MAX_VALUE} characters at most.`;
  }
  return null;
}

const SECRET_NAME = /key|secret|token|password|auth|credential|signature/;

/** Values that may be secrets, to be masked wherever they come back. A plain word such as `production` is none. */
export function secretValuesIn(headers: CustomHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value.length >= (SECRET_NAME.test(name) ? 8 : 16) ? [value] : [],
  );
}

/** As `provider.connect`, with the further headers of the settings. Throws SettingsError. */
export function connectWithHeaders(provider: Provider, { key, configurations }: ProviderCredentials): Connection {
  const { [CUSTOM_HEADERS.name]: given, ...own } = configurations;
  const connection = provider.connect({ key, configurations: own });
  const customHeaders = readCustomHeaders(given);
  if (Object.keys(customHeaders).length === 0) return connection;
  refuseCredential(connection, customHeaders);
  return { ...connection, customHeaders };
}

/** Throws SettingsError where a header is the one that the credential goes in. */
function refuseCredential({ auth }: Connection, headers: CustomHeaders): void {
  const name = auth.type === 'header' ? auth.name.toLowerCase() : '';
  if (!Object.hasOwn(headers, name)) return;
  throw new SettingsError(`${CUSTOM_HEADERS.name}.${name}`, 'is the header in which the key of the integration goes.');
}
