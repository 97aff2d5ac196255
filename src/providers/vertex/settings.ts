/** What an integration with Vertex AI stores, read into what a request needs. Pure: a key's shape is checked, not the key. */
import type { UnknownBetas } from '../../wire/model-facts.ts';
import { SettingsError } from '../provider.ts';
import type { AuthScheme, ProviderCredentials, SettingField, TenantUrl, TokenSource } from '../provider.ts';
import { GOOGLE_TOKEN_URI, googleCredentials, isServiceAccount, plainUrl } from './google-credentials.ts';
import { LOCATIONS, nearestLocation } from './locations.ts';

export const VERTEX_SETTINGS: readonly SettingField[] = [
  {
    name: 'vertex_auth_type',
    label: 'Authentication',
    type: 'string',
    required: false,
    secret: false,
    help: '`serviceAccount` (credentials in JSON), `workload` (the identity of the machine that runs the gateway, where its operator allows it) or `basic` (the caller brings a Google access token as its bearer).',
  },
  {
    name: 'vertex_service_account_json',
    label: 'Service account key',
    type: 'object',
    required: false,
    secret: true,
    help: 'The JSON file that Google Cloud hands out for a service account with the role Vertex AI User; or one of the type `authorized_user`, `external_account` (workload identity federation) or `impersonated_service_account`.',
  },
  {
    name: 'vertex_impersonate',
    label: 'Act as',
    type: 'string',
    required: false,
    secret: false,
    help: 'The address of a service account in whose name the credentials above may act.',
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

/** Throws SettingsError. */
export function readVertexSettings({ configurations }: ProviderCredentials): VertexSettings {
  const read = (field: string) => textIn(configurations, field);
  const file = googleCredentials(configurations['vertex_service_account_json'], SCOPE);
  const auth = authScheme(read('vertex_auth_type'), file?.source ?? null, impersonated(read('vertex_impersonate')));
  const customHost = read('custom_host');
  const base = customHost === null ? null : plainUrl('custom_host', customHost);
  const tokenUri = file?.tokenUri ?? GOOGLE_TOKEN_URI;
  return {
    auth,
    project: pathName('vertex_project_id', read('vertex_project_id') ?? file?.projectId ?? null),
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

function authScheme(type: string | null, file: TokenSource | null, email: string | null): AuthScheme {
  const as = (source: TokenSource): AuthScheme => ({
    type: 'token',
    source: email === null ? source : { kind: 'google-impersonated', from: source, email, delegates: [], scope: SCOPE },
  });
  switch (type ?? (file === null ? 'basic' : 'serviceAccount')) {
    case 'serviceAccount':
      if (file !== null) return as(file);
      throw new SettingsError(
        'vertex_service_account_json',
        'A service account key is required for this authentication.',
      );
    case 'workload':
      return as(file ?? { kind: 'google-own', scope: SCOPE });
    case 'basic':
      return { type: 'caller' };
    default:
      throw new SettingsError('vertex_auth_type', 'vertex_auth_type must be serviceAccount, workload or basic.');
  }
}

function impersonated(email: string | null): string | null {
  if (email === null || isServiceAccount(email)) return email;
  throw new SettingsError('vertex_impersonate', 'vertex_impersonate must be the address of a service account.');
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

function unknownBetas(value: string | null): UnknownBetas | null {
  if (value === null || value === 'drop' || value === 'forward') return value;
  throw new SettingsError('unknown_betas', 'unknown_betas must be drop or forward.');
}
