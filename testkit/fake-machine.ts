/**
 * The services that give a machine its identity, as the clouds run them: EC2's metadata service (version 2 only), the credential service of a
 * container, and Azure's metadata service. Each refuses what the real one refuses. Sources: Amazon EC2 User Guide, "IMDSv2"; AWS SDKs
 * and Tools Reference Guide, "Container credential provider"; Microsoft's page on IMDS.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeMachine {
  url: string;
  /** Path and query of the credential service of the container. */
  containerPath: string;
  /** `METHOD path`, in order. */
  calls: string[];
  state: {
    /** Of the keys that are given out. */
    accessKeyId: string;
    /** ms from now. */
    keysLastMs: number;
    /** null = the instance has no role. */
    role: string | null;
    /** What the container must send. */
    containerToken: string;
  };
  /** Session tokens of EC2 that were given are over. */
  endSessions(): void;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body?: object | string;
}

export async function startFakeMachine(): Promise<FakeMachine> {
  const state: FakeMachine['state'] = {
    accessKeyId: 'ASIAOFTHEMACHINE',
    keysLastMs: 6 * 3600_000,
    role: 'gateway-role',
    containerToken: 'token-of-the-container',
  };
  const sessions = new Set<string>();
  const calls: string[] = [];
  const keys = (): object => ({
    Code: 'Success',
    Type: 'AWS-HMAC',
    AccessKeyId: state.accessKeyId,
    SecretAccessKey: 'secret-of-the-machine',
    Token: 'session-of-the-machine',
    Expiration: new Date(Date.now() + state.keysLastMs).toISOString(),
  });
  const answer = (request: IncomingMessage): Answer => {
    const { method = '', url = '', headers } = request;
    const { pathname } = new URL(url, 'http://machine');
    if (pathname.startsWith('/latest/')) return ofEc2({ method, pathname, headers }, { sessions, state, keys });
    if (url === CONTAINER)
      return headers.authorization === state.containerToken ? { status: 200, body: keys() } : FORBIDDEN;
    if (pathname === '/metadata/identity/oauth2/token') return ofAzure(url, headers);
    return { status: 404 };
  };
  const server = createServer((request, response) => {
    calls.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const { status, body = '' } = answer(request);
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    containerPath: CONTAINER,
    calls,
    state,
    endSessions: () => sessions.clear(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const CONTAINER = '/v1/credentials?id=task-1';
const FORBIDDEN: Answer = { status: 403, body: { code: 'AccessDenied', message: 'The authorization token is wrong.' } };
const ROLES = '/latest/meta-data/iam/security-credentials/';

interface Asked {
  method: string;
  pathname: string;
  headers: IncomingHttpHeaders;
}

function ofEc2(
  { method, pathname, headers }: Asked,
  { sessions, state, keys }: { sessions: Set<string>; state: FakeMachine['state']; keys: () => object },
): Answer {
  if (pathname === '/latest/api/token') {
    if (method !== 'PUT') return { status: 405 };
    // A proxy in between is what version 2 is there to find.
    if (headers['x-forwarded-for'] !== undefined) return { status: 403 };
    const seconds = Number(headers['x-aws-ec2-metadata-token-ttl-seconds']);
    if (!(seconds >= 1 && seconds <= 21_600)) return { status: 400 };
    const session = `session-${sessions.size}-${Math.random()}`;
    sessions.add(session);
    return { status: 200, body: session };
  }
  if (!sessions.has(String(headers['x-aws-ec2-metadata-token']))) return { status: 401 };
  if (state.role === null) return { status: 404 };
  if (pathname === ROLES) return { status: 200, body: state.role };
  return pathname === ROLES + state.role ? { status: 200, body: keys() } : { status: 404 };
}

function ofAzure(url: string, headers: IncomingHttpHeaders): Answer {
  const query = new URL(url, 'http://machine').searchParams;
  const isOurs = headers['metadata'] === 'true' && headers['x-forwarded-for'] === undefined;
  if (!isOurs || query.get('api-version') === null || query.get('resource') === null) {
    return {
      status: 400,
      body: { error: 'invalid_request', error_description: 'Required metadata header not specified' },
    };
  }
  return {
    status: 200,
    body: { access_token: `azure-token-for-${query.get('resource') ?? ''}`, expires_in: '86399', token_type: 'Bearer' },
  };
}
