/** What an integration with Vertex AI stores, read into what a request needs. Pure: a key's shape is checked, not the key. */
import { isObject } from '../../wire/json/object.ts';
import type { UnknownBetas } from '../../wire/model-facts.ts';
import { cleanPem, cleanText } from '../../kernel/secret-text.ts';
import { SettingsError } from '../provider.ts';
import type { AuthScheme, ProviderCredentials, ServiceAccount, SettingField, TenantUrl } from '../provider.ts';
import { LOCATIONS, nearestLocation } from './locations.ts';

export const VERTEX_SETTINGS: readonly SettingField[] = [
  {
    name: 'vertex_auth_type',
    label: 'Authentication',
    type: 'string',
    required: false,
    secret: false,
    help: '`serviceAccount` (a key in JSON) or `basic` (the caller brings a Google access token as its bearer).',
  },
  {
    name: 'vertex_service_account_json',
    label: 'Service account key',
    type: 'object',
    required: false,
    secret: true,
    help: 'The JSON file that Google Cloud hands out for a service account with the role Vertex AI User.',
  },
  {
    name: 'vertex_project_id',
    label: 'Google Cloud project',
    type: 'string',
    required: false,
    secret: false,
    help: 'The project that serves and pays. Without it, the project of the service account.',
  },
  {
    name: 'vertex_region',
    label: 'Location',
    type: 'string',
    required: true,
    secret: false,
    help: '`global`, a multi-region (`us`, `eu`) or a region such as `us-east5`.',
  },
  {
    name: 'custom_host',
    label: 'Other host',
    type: 'string',
    required: false,
    secret: false,
    help: 'http(s)://host[:port][/prefix] to use instead of Google’s own, such as a private endpoint.',
  },
  {
    name: 'unknown_betas',
    label: 'Unknown anthropic-beta flags',
    type: 'string',
    required: false,
    secret: false,
    help: '`drop` (the default: Vertex refuses flags that it does not know) or `forward`.',
  },
];

export interface VertexSettings {
  auth: AuthScheme;
  project: string;
  region: string;
  /** Origin and prefix without a slash at the end; null = Google's host for the location. */
  customHost: string | null;
  unknownBetas: UnknownBetas | null;
  tenantUrls: TenantUrl[];
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const GOOGLE_TOKEN_URI = 'https://oauth2.googleapis.com/token';
const GOOGLE_UNIVERSE = 'googleapis.com';

/** Throws SettingsError. */
export function readVertexSettings({ configurations }: ProviderCredentials): VertexSettings {
  const read = (field: string) => textIn(configurations, field);
  const account = serviceAccountIn(configurations['vertex_service_account_json']);
  const auth = authScheme(read('vertex_auth_type'), account);
  const customHost = read('custom_host');
  const base = customHost === null ? null : plainUrl('custom_host', customHost);
  const tokenUri = account?.tokenUri ?? GOOGLE_TOKEN_URI;
  return {
    auth,
    project: pathName('vertex_project_id', read('vertex_project_id') ?? account?.projectId ?? null),
    region: location(pathName('vertex_region', read('vertex_region'))),
    customHost: base,
    unknownBetas: unknownBetas(read('unknown_betas')),
    tenantUrls: [
      ...(base === null ? [] : [{ field: 'custom_host', url: base }]),
      ...(tokenUri === GOOGLE_TOKEN_URI ? [] : [{ field: 'vertex_service_account_json.token_uri', url: tokenUri }]),
    ],
  };
}

function textIn(configurations: Readonly<Record<string, unknown>>, field: string): string | null {
  const value = configurations[field];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw new SettingsError(field, `${field} must be text.`);
  return value.trim();
}

function authScheme(type: string | null, account: ServiceAccount | null): AuthScheme {
  switch (type ?? (account === null ? 'basic' : 'serviceAccount')) {
    case 'serviceAccount':
      if (account !== null) return { type: 'google-service-account', account, scope: SCOPE };
      throw new SettingsError(
        'vertex_service_account_json',
        'A service account key is required for this authentication.',
      );
    case 'basic':
      return { type: 'caller' };
    case 'workload':
      throw new SettingsError(
        'vertex_auth_type',
        'Workload identity is not supported yet: use serviceAccount or basic.',
      );
    default:
      throw new SettingsError('vertex_auth_type', 'vertex_auth_type must be serviceAccount or basic.');
  }
}

/** Accepts the key as an object or as JSON text. Other credential types can name files and URLs, so they are refused. */
function serviceAccountIn(value: unknown): ServiceAccount | null {
  const field = 'vertex_service_account_json';
  if (value === undefined || value === null || value === '') return null;
  const key = typeof value === 'string' ? parseJson(field, value) : value;
  if (!isObject(key)) throw new SettingsError(field, 'The service account key must be a JSON object.');
  if (key['type'] !== 'service_account') {
    throw new SettingsError(field, 'This is not a service account key: its `type` must be `service_account`.');
  }
  const member = (name: string) => (typeof key[name] === 'string' && key[name] !== '' ? key[name] : null);
  const clientEmail = member('client_email');
  if (clientEmail === null) throw new SettingsError(field, 'The service account key has no `client_email`.');
  checkUniverse(member('universe_domain'));
  return {
    clientEmail,
    privateKey: pemKey(field, member('private_key') ?? ''),
    privateKeyId: member('private_key_id'),
    projectId: member('project_id'),
    tokenUri: plainUrl(field, member('token_uri') ?? GOOGLE_TOKEN_URI),
  };
}

/** Other universes (Google's sovereign clouds) have hosts and a way to a token of their own. */
function checkUniverse(domain: string | null): void {
  if (domain === null || domain.trim() === GOOGLE_UNIVERSE) return;
  throw new SettingsError(
    'vertex_service_account_json',
    `The service account belongs to another Google universe (its \`universe_domain\` is not ${GOOGLE_UNIVERSE}), which Tollgate cannot reach.`,
  );
}

/** Keys pasted through a form, an environment variable or a Windows editor come with line ends of every kind. */
function pemKey(field: string, text: string): string {
  const key = cleanPem(text);
  if (/^-----BEGIN (RSA )?PRIVATE KEY-----\n[\s\S]+-----END/.test(key)) return key;
  throw new SettingsError(field, 'The service account key’s `private_key` is not a PEM private key.');
}

function parseJson(field: string, text: string): unknown {
  try {
    return JSON.parse(cleanText(text));
  } catch {
    throw new SettingsError(field, 'The service account key is not valid JSON: paste the whole file.');
  }
}

/** A project or location becomes a path segment, so it may hold nothing that a path could be built from. */
function pathName(field: string, value: string | null): string {
  if (value === null) throw new SettingsError(field, `${field} is required.`);
  if (!/^[a-z0-9](?:[a-z0-9.:-]{0,98}[a-z0-9])?$/i.test(value))
    throw new SettingsError(field, `${field} is not a valid name.`);
  return value.toLowerCase();
}

const EXAMPLES = '"global", "us", "eu", "us-east5" and "europe-west1"';

function location(name: string): string {
  if (LOCATIONS.includes(name)) return name;
  const nearest = nearestLocation(name);
  const hint = nearest === null ? `Valid are, for example, ${EXAMPLES}.` : `The nearest name is "${nearest}".`;
  throw new SettingsError('vertex_region', `Vertex AI has no location "${name}". ${hint}`);
}

function plainUrl(field: string, text: string): string {
  const url = URL.parse(text);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isPlain || url.search !== '' || url.hash !== '') {
    throw new SettingsError(field, `${field} must be http(s)://host[:port][/path], without credentials or a query.`);
  }
  return url.href.replace(/\/+$/, '');
}

function unknownBetas(value: string | null): UnknownBetas | null {
  if (value === null || value === 'drop' || value === 'forward') return value;
  throw new SettingsError('unknown_betas', 'unknown_betas must be drop or forward.');
}
