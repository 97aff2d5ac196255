/** Azure Key Vault. Source: its REST reference, "Get Secret". */
import type { TokenSource } from '../../providers/provider.ts';
import { objectIn } from '../../kernel/json-object.ts';
import { requirePlace } from '../credentials/machine-place.ts';
import { refusedBy, requireOwn, type ManagerParts, type OpenReference } from './manager-parts.ts';
import type { Secret } from '../../kernel/secret-value.ts';

const API_VERSION = '7.4';

export async function askAzure({ auth, path }: OpenReference, { ask, own, tokens }: ManagerParts): Promise<Secret> {
  const vault = (auth['azure_vault_url'] ?? '').replace(/\/+$/, '');
  if (auth['azure_auth_mode'] !== 'entra') {
    requireOwn(own, 'azure');
    requirePlace(own, 'azure', vault);
  }
  const token = await tokens.tokenFor(tokenSource(auth));
  const name = path.split('/').map(encodeURIComponent).join('/');
  const { status, body } = await ask({
    method: 'GET',
    url: `${vault}/secrets/${name}?api-version=${API_VERSION}`,
    headers: { authorization: `Bearer ${token}` },
    body: null,
  });
  const { value, error } = objectIn(body);
  if (status === 200 && typeof value === 'string') return value;
  const told = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  throw refusedBy('Azure Key Vault', status, told);
}

function tokenSource(auth: OpenReference['auth']): TokenSource {
  if (auth['azure_auth_mode'] !== 'entra') {
    return { kind: 'entra-own', clientId: auth['azure_managed_client_id'] ?? null, resource: RESOURCE };
  }
  return {
    kind: 'entra-client',
    authority: 'https://login.microsoftonline.com',
    tenant: auth['azure_entra_tenant_id'] ?? '',
    clientId: auth['azure_entra_client_id'] ?? '',
    clientSecret: auth['azure_entra_client_secret'] ?? '',
    scope: `${RESOURCE}/.default`,
  };
}

const RESOURCE = 'https://vault.azure.net';
