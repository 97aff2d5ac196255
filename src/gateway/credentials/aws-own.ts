/**
 * The keys that AWS gives the machine itself, looked for in the order of AWS's own libraries: variables, a role for the token of the
 * workload (IRSA), the service of the container (ECS tasks, EKS Pod Identity), the metadata service of EC2 (version 2 only). Sources: AWS SDKs
 * and Tools Reference Guide, "Container credential provider" and "IMDS credential provider"; Amazon EC2 User Guide, "IMDSv2".
 */
import type { AwsKeys } from '../../providers/provider.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { objectIn } from '../../kernel/json-object.ts';
import { assumeWebIdentity } from './aws-role.ts';
import type { Issued } from './token-cache.ts';
import type { TokenParts } from './token-parts.ts';

type Parts = Pick<TokenParts, 'ask' | 'clock' | 'own'>;

/** Keys in variables have no end that we know. */
const FOR_NOW_MS = 60 * 60_000;

/** Rejects with GatewayError: `credentials_rejected` where the machine has none. `region`: of the token service. */
export async function ownAwsKeys(region: string, parts: Parts): Promise<Issued<AwsKeys>> {
  const { keys, role, container, asksEc2 } = parts.own.aws;
  if (keys !== null) return { token: keys, expiresInMs: FOR_NOW_MS };
  if (role !== null) {
    const token = await tokenIn(role.tokenFile, parts);
    return assumeWebIdentity({ arn: role.arn, token, region, sessionName: role.sessionName }, parts);
  }
  if (container !== null) return ofContainer(container, parts);
  if (asksEc2) return ofEc2(parts);
  throw new GatewayError('credentials_rejected', 'The machine that runs the gateway has no credentials of AWS.', {
    hint: 'Give it a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where it runs.',
  });
}

/** Read each time: the cluster replaces the file before its token ends. */
async function tokenIn(file: string, { own }: Parts): Promise<string> {
  const text = await own.readFile(file).catch((cause: unknown) => {
    throw new GatewayError('credentials_rejected', `The token of the workload cannot be read from ${file}.`, { cause });
  });
  return text.trim();
}

async function ofContainer(
  { token, tokenFile }: { token: string | null; tokenFile: string | null },
  parts: Parts,
): Promise<Issued<AwsKeys>> {
  const proof = tokenFile === null ? token : await tokenIn(tokenFile, parts);
  if (proof !== null && /[\r\n]/.test(proof)) {
    throw new GatewayError('credentials_rejected', 'The authorization token of the container holds a line break.');
  }
  const { status, body } = await parts.own.askMachine({
    service: 'container',
    path: '',
    headers: { accept: 'application/json', ...(proof === null ? {} : { authorization: proof }) },
  });
  return keysIn({ status, body }, 'The credential service of the container', parts);
}

const ROLE_PATH = '/latest/meta-data/iam/security-credentials/';
/** Enough for the two questions that follow: keys are asked for once an hour or so. */
const SESSION_S = 60;

async function ofEc2(parts: Parts): Promise<Issued<AwsKeys>> {
  const { askMachine } = parts.own;
  const session = await askMachine({
    service: 'ec2',
    method: 'PUT',
    path: '/latest/api/token',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': String(SESSION_S) },
  });
  if (session.status !== 200) throw refused(EC2, session.status, 'no session token');
  const headers = { 'x-aws-ec2-metadata-token': session.body.trim() };
  const named = await askMachine({ service: 'ec2', path: ROLE_PATH, headers });
  const role = named.body.trim().split('\n', 1)[0] ?? '';
  if (named.status !== 200 || !/^[\w+=,.@-]{1,128}$/.test(role)) {
    throw refused(EC2, named.status, 'the instance has no role');
  }
  return keysIn(await askMachine({ service: 'ec2', path: ROLE_PATH + role, headers }), EC2, parts);
}

const EC2 = "EC2's metadata service";

function keysIn(
  { status, body }: { status: number; body: string },
  who: string,
  { clock }: Pick<Parts, 'clock'>,
): Issued<AwsKeys> {
  const answer = objectIn(body);
  const text = (name: string): string => (typeof answer[name] === 'string' ? answer[name] : '');
  const [accessKeyId, secretAccessKey, sessionToken] = [text('AccessKeyId'), text('SecretAccessKey'), text('Token')];
  const expiresInMs = Date.parse(text('Expiration')) - clock.now();
  if (status === 200 && accessKeyId !== '' && secretAccessKey !== '' && expiresInMs > 0) {
    return { token: { accessKeyId, secretAccessKey, sessionToken: sessionToken || null }, expiresInMs };
  }
  const told = text('Message') || text('message') || text('Code') || text('code');
  if (status === 200 && expiresInMs <= 0) throw refused(who, 503, 'the keys that it gave are over');
  throw refused(who, status, told);
}

function refused(who: string, status: number, told: string): GatewayError {
  const sentence = `${who} gave no keys (${status}${told === '' ? '' : `, ${told.slice(0, 300)}`}).`;
  if (status >= 500 || status === 429) return new GatewayError('credentials_unreachable', sentence);
  return new GatewayError('credentials_rejected', sentence, {
    hint: 'Check that the machine has a role, and that a container on it may reach the metadata service (a hop limit of 2).',
  });
}
