/** AWS Secrets Manager. Source: its API reference, GetSecretValue. */
import type { AwsKeys } from '../../providers/provider.ts';
import { signAws } from '../credentials/aws-sigv4.ts';
import { objectIn } from '../../kernel/json-object.ts';
import { refusedBy, requireOwn, type ManagerParts, type OpenReference } from './manager-parts.ts';
import type { Secret } from '../../kernel/secret-value.ts';

export async function askAws({ auth, path }: OpenReference, parts: ManagerParts): Promise<Secret> {
  const region = auth['aws_region'] ?? regionOf(path) ?? 'us-east-1';
  const keys = await keysFor(auth, region, parts);
  const url = `https://secretsmanager.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`;
  const text = JSON.stringify({ SecretId: path });
  const headers = { 'x-amz-target': 'secretsmanager.GetSecretValue' };
  const signed = signAws(
    { method: 'POST', url, body: [Buffer.from(text)], headers },
    { keys, scope: { region, service: 'secretsmanager' }, now: parts.clock.now() },
  );
  const { status, body } = await parts.ask({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      ...headers,
      ...signed.beside,
      authorization: signed.authorization,
    },
    body: text,
  });
  const answer = objectIn(body);
  const { SecretString: secret, SecretBinary: binary } = answer;
  if (status === 200 && typeof secret === 'string') return secret;
  if (status === 200 && typeof binary === 'string') return Buffer.from(binary, 'base64').toString('utf8');
  const told = [answer['__type'], answer['message'] ?? answer['Message']].filter((part) => typeof part === 'string');
  // AWS throttles with 400.
  const isThrottled = told.some((part) => part.includes('Throttling'));
  throw refusedBy('AWS Secrets Manager', isThrottled ? 429 : status, told.join(': '));
}

const regionOf = (path: string): string | null => /^arn:[\w-]+:secretsmanager:([\w-]+):/.exec(path)?.[1] ?? null;

async function keysFor(
  auth: OpenReference['auth'],
  region: string,
  { own, tokens }: Pick<ManagerParts, 'own' | 'tokens'>,
): Promise<AwsKeys> {
  if (auth['aws_auth_type'] === 'accessKey') {
    return {
      accessKeyId: auth['aws_access_key_id'] ?? '',
      secretAccessKey: auth['aws_secret_access_key'] ?? '',
      sessionToken: null,
    };
  }
  requireOwn(own, 'aws');
  const arn = auth['aws_role_arn'];
  if (arn === undefined) return tokens.ownKeys(region);
  const role = { arn, externalId: auth['aws_external_id'] ?? null, endpoint: null };
  return tokens.keysFor(role, { keys: null, scope: { region, service: 'sts' } });
}
