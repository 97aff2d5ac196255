/** Temporary keys of a role of AWS. Source: AWS Security Token Service, AssumeRole. */
import type { AwsKeys, AwsRole, AwsScope } from '../../providers/provider.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { signAws } from './aws-sigv4.ts';
import type { Issued } from './token-cache.ts';
import type { TokenParts } from './token-parts.ts';

const LIFE_S = 3600;

export async function assumeRole(
  role: AwsRole,
  { keys, scope }: { keys: AwsKeys; scope: AwsScope },
  { ask, clock }: Pick<TokenParts, 'ask' | 'clock'>,
): Promise<Issued<AwsKeys>> {
  const url = `${role.endpoint ?? hostOf(scope.region)}/`;
  const form = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: role.arn,
    RoleSessionName: 'tollgate',
    DurationSeconds: String(LIFE_S),
    ...(role.externalId === null ? {} : { ExternalId: role.externalId }),
  }).toString();
  const signed = signAws(
    { method: 'POST', url, body: [Buffer.from(form)] },
    { keys, scope: { region: scope.region, service: 'sts' }, now: clock.now() },
  );
  const { status, body } = await ask({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...signed.beside,
      authorization: signed.authorization,
    },
    body: form,
  });
  return issuedKeys(role, { status, body }, clock);
}

function issuedKeys(
  role: Pick<AwsRole, 'arn'>,
  { status, body }: { status: number; body: string },
  clock: TokenParts['clock'],
): Issued<AwsKeys> {
  const [accessKeyId, secretAccessKey, sessionToken, expires] = [
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'Expiration',
  ].map((name) => elementIn(body, name));
  if (status === 200 && accessKeyId && secretAccessKey && sessionToken) {
    const until = Date.parse(expires ?? '');
    const expiresInMs = Number.isNaN(until) ? LIFE_S * 1000 : Math.max(0, until - clock.now());
    return { token: { accessKeyId, secretAccessKey, sessionToken }, expiresInMs };
  }
  throw refusal(role, status, elementIn(body, 'Message') ?? '');
}

/** The role of a workload, for the token that its cluster gave it. Source: AWS STS, AssumeRoleWithWebIdentity: it is not signed. */
export async function assumeWebIdentity(
  { arn, token, region, sessionName }: { arn: string; token: string; region: string; sessionName: string | null },
  { ask, clock }: Pick<TokenParts, 'ask' | 'clock'>,
): Promise<Issued<AwsKeys>> {
  const { status, body } = await ask({
    method: 'POST',
    url: `${hostOf(region)}/`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: arn,
      RoleSessionName: sessionName ?? 'tollgate',
      WebIdentityToken: token,
    }).toString(),
  });
  return issuedKeys({ arn }, { status, body }, clock);
}

const hostOf = (region: string): string =>
  `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

/** The answer is XML, and what is needed of it holds no markup. */
function elementIn(xml: string, name: string): string | null {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  return text === undefined ? null : text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

function refusal({ arn }: Pick<AwsRole, 'arn'>, status: number, told: string): GatewayError {
  const sentence = `AWS did not give the role ${arn} (${status}${told === '' ? '' : `, ${told.slice(0, 500)}`}).`;
  if (status >= 500 || status === 429) return new GatewayError('credentials_unreachable', sentence);
  return new GatewayError('credentials_rejected', sentence, {
    hint: 'Check that the role trusts the keys of the integration, and its external id; then save the integration again.',
  });
}
