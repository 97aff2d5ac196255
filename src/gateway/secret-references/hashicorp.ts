/** HashiCorp Vault, key-value engine of version 2. Source: its HTTP API, "KV Secrets Engine - Version 2", AppRole and Kubernetes auth. */
import { GatewayError } from '../../kernel/errors.ts';
import { objectIn } from '../../kernel/json-object.ts';
import { requirePlace } from '../credentials/machine-place.ts';
import { refusedBy, requireOwn, type ManagerParts, type OpenReference } from './manager-parts.ts';
import type { Secret } from '../../kernel/secret-value.ts';

/** Where Kubernetes puts the token of a pod. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token';

export async function askHashicorp({ auth, path }: OpenReference, parts: ManagerParts): Promise<Secret> {
  const vault = (auth['vault_addr'] ?? '').replace(/\/+$/, '');
  const namespace = auth['vault_namespace'];
  const headers = namespace === undefined ? {} : { 'x-vault-namespace': namespace };
  const token = await tokenFor(auth, { vault, headers }, parts);
  const { status, body } = await parts.ask({
    method: 'GET',
    url: `${vault}/v1/${dataPath(path)}`,
    headers: { ...headers, 'x-vault-token': token },
    body: null,
  });
  const { data: answer } = objectIn(body);
  const data = typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : undefined;
  if (status === 200 && typeof data === 'object' && data !== null) return { ...data };
  throw refusedBy('Vault', status, status === 200 ? 'that is no secret of a KV engine of version 2' : errorsIn(body));
}

/** `secret/team/openai` and `secret/data/team/openai` are the same: the latter is what the API is asked for. */
function dataPath(path: string): string {
  const parts = path.replaceAll(/^\/+|\/+$/g, '').split('/');
  const [mount = '', next, ...rest] = parts;
  const whole = parts.includes('data') ? parts : [mount, 'data', ...(next === undefined ? [] : [next]), ...rest];
  return whole.map(encodeURIComponent).join('/');
}

interface Place {
  vault: string;
  headers: Record<string, string>;
}

async function tokenFor(auth: OpenReference['auth'], place: Place, parts: ManagerParts): Promise<string> {
  if (auth['vault_auth_type'] === 'approle') {
    const body = { role_id: auth['vault_role_id'], secret_id: auth['vault_secret_id'] };
    return logIn(place, parts, { method: 'approle', body });
  }
  if (auth['vault_auth_type'] === 'kubernetes') {
    requireOwn(parts.own, 'kubernetes');
    requirePlace(parts.own, 'kubernetes', place.vault);
    const jwt = (await parts.own.readFile(SERVICE_ACCOUNT)).trim();
    return logIn(place, parts, { method: 'kubernetes', body: { role: auth['vault_role'], jwt } });
  }
  return auth['vault_token'] ?? '';
}

/** A secret is asked for every few minutes: a token of its own for each time is simpler than one to keep alive. */
async function logIn(
  { vault, headers }: Place,
  { ask }: ManagerParts,
  { method, body }: { method: string; body: Record<string, string | undefined> },
): Promise<string> {
  const answer = await ask({
    method: 'POST',
    url: `${vault}/v1/auth/${method}/login`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { auth } = objectIn(answer.body);
  const token = typeof auth === 'object' && auth !== null && 'client_token' in auth ? auth.client_token : undefined;
  if (answer.status === 200 && typeof token === 'string') return token;
  if (answer.status === 200) throw new GatewayError('credentials_rejected', 'Vault gave no token at sign-in.');
  throw refusedBy(`Vault's ${method} sign-in`, answer.status, errorsIn(answer.body));
}

function errorsIn(body: string): string {
  const { errors } = objectIn(body);
  return Array.isArray(errors) ? errors.join('; ') : '';
}
