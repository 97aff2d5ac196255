/** How a caller proves itself to Azure: a key, or a token of Microsoft Entra. Source: the published contract, Azure OpenAI; Microsoft's page on the client credentials flow. */
import { SettingsError } from '../provider.ts';
import type { AuthScheme, ProviderCredentials, SettingField, TenantUrl } from '../provider.ts';

const text = { type: 'string', required: false, secret: false } as const;

export const AZURE_AUTH_SETTINGS: readonly SettingField[] = [
  {
    ...text,
    name: 'azure_auth_mode',
    label: 'Authentication',
    help: '`default` (the key of the resource), `entra` (client credentials of Microsoft Entra) or `managed` (the identity of the machine that runs the gateway, where its operator allows it).',
  },
  { ...text, name: 'azure_entra_tenant_id', label: 'Entra tenant', help: 'The id of the directory, for entra.' },
  { ...text, name: 'azure_entra_client_id', label: 'Entra client', help: 'The id of the application, for entra.' },
  {
    ...text,
    name: 'azure_entra_client_secret',
    label: 'Entra secret',
    secret: true,
    help: 'The secret of the application, for entra.',
  },
  {
    ...text,
    name: 'azure_entra_scope',
    label: 'Entra scope',
    help: 'https://cognitiveservices.azure.com/.default unless it is set, as in a cloud of its own.',
  },
  {
    ...text,
    name: 'azure_entra_authority',
    namesHost: true,
    label: 'Entra authority',
    help: 'https://login.microsoftonline.com unless it is set, as https://login.microsoftonline.us.',
  },
  {
    ...text,
    name: 'azure_managed_client_id',
    label: 'Managed identity',
    help: 'The client id of a user-assigned identity, for managed.',
  },
];

const AUTHORITY = 'https://login.microsoftonline.com';
const RESOURCE = 'https://cognitiveservices.azure.com/';

export interface AzureAuth {
  auth: AuthScheme;
  tenantUrls: TenantUrl[];
}

/** `keyHeader`: the header of a key. Throws SettingsError. */
export function azureAuthIn({ key, configurations }: ProviderCredentials, keyHeader: string): AzureAuth {
  const read = (name: string): string | null => {
    const value = configurations[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const mode = read('azure_auth_mode') ?? 'default';
  switch (mode) {
    case 'default':
    case 'apiKey':
      if (key === null || !/^[\x21-\x7e]+$/.test(key)) {
        throw new SettingsError('key', 'A key of the Azure resource is required.');
      }
      return { auth: { type: 'header', name: keyHeader, value: key }, tenantUrls: [] };
    case 'entra':
      return entra(read);
    case 'managed':
      return {
        auth: {
          type: 'token',
          source: { kind: 'entra-own', clientId: read('azure_managed_client_id'), resource: RESOURCE },
        },
        tenantUrls: [],
      };
    default:
      throw new SettingsError('azure_auth_mode', 'azure_auth_mode must be default, entra or managed.');
  }
}

function entra(read: (name: string) => string | null): AzureAuth {
  const needed = (name: string): string => {
    const value = read(name);
    if (value !== null && /^[\x21-\x7e]+$/.test(value)) return value;
    throw new SettingsError(name, `${name} is required for entra.`);
  };
  const tenant = needed('azure_entra_tenant_id');
  if (!/^[\w.-]+$/.test(tenant) || /^\.+$/.test(tenant)) {
    throw new SettingsError('azure_entra_tenant_id', 'azure_entra_tenant_id must be the id or the domain of a tenant.');
  }
  const authority = authorityIn(read('azure_entra_authority'));
  const source = {
    kind: 'entra-client',
    authority,
    tenant,
    clientId: needed('azure_entra_client_id'),
    clientSecret: needed('azure_entra_client_secret'),
    scope: read('azure_entra_scope') ?? `${RESOURCE}.default`,
  } as const;
  return {
    auth: { type: 'token', source },
    tenantUrls: authority === AUTHORITY ? [] : [{ field: 'azure_entra_authority', url: authority }],
  };
}

function authorityIn(value: string | null): string {
  if (value === null) return AUTHORITY;
  const url = URL.parse(value);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (isPlain && url.search === '' && url.hash === '') return url.href.replace(/\/+$/, '');
  throw new SettingsError('azure_entra_authority', 'azure_entra_authority must be https://host, without a query.');
}
