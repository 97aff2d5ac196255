/** Keys and tokens of the machine itself, from services that refuse what the real ones refuse. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeMachine, type FakeMachine } from '../../../testkit/fake-machine.ts';
import { ownAwsKeys } from '../../gateway/credentials/aws-own.ts';
import { createBearerTokens } from '../../gateway/credentials/token-sources.ts';
import type { OwnIdentity, TokenParts } from '../../gateway/credentials/token-parts.ts';
import { createAskMachine, type MachineServices } from './metadata-service.ts';

let machine: FakeMachine;
beforeAll(async () => {
  machine = await startFakeMachine();
});
afterAll(() => machine?.close());
beforeEach(() => {
  machine.calls.length = 0;
  Object.assign(machine.state, { role: 'gateway-role', keysLastMs: 6 * 3600_000 });
});

const NOWHERE: OwnIdentity['aws'] = { keys: null, role: null, container: null, asksEc2: false };

function parts(over: Partial<OwnIdentity> = {}, services: Partial<MachineServices> = {}): TokenParts {
  const asked = { gce: null, azure: machine.url, ec2: machine.url, container: null, 'app-service': null };
  return {
    clock: { now: () => Date.now(), elapsed: () => performance.now() },
    ask: ({ url, body }) => Promise.resolve({ status: 200, body: stsAnswer(url, body ?? '') }),
    postForm: (url, form) =>
      Promise.resolve({
        status: 200,
        body: JSON.stringify({ access_token: `${url} ${form.toString()}`, expires_in: 3600 }),
      }),
    own: {
      allows: () => true,
      mayGoTo: () => true,
      askMachine: createAskMachine({ ...asked, ...services }),
      readFile: (path) => Promise.resolve(`text of ${path}\n`),
      googleFile: () => null,
      aws: NOWHERE,
      azureWorkload: null,
      azureAppSecret: null,
      ...over,
    },
  };
}

/** Repeats what it was asked, as the keys that it gives. */
function stsAnswer(url: string, body: string): string {
  const form = new URLSearchParams(body);
  const secret = `${form.get('RoleArn') ?? ''} ${form.get('RoleSessionName') ?? ''} ${form.get('WebIdentityToken') ?? ''}`;
  const expires = new Date(Date.now() + 3600_000).toISOString();
  return `<AccessKeyId>${url}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expires}</Expiration>`;
}

const EC2 = { aws: { ...NOWHERE, asksEc2: true } };
const KEYS = {
  accessKeyId: 'ASIAOFTHEMACHINE',
  secretAccessKey: 'secret-of-the-machine',
  sessionToken: 'session-of-the-machine',
};

describe("EC2's metadata service", () => {
  it('gives the keys of the role for a session token that is asked for first', async () => {
    const { token, expiresInMs } = await ownAwsKeys('us-east-1', parts(EC2));
    expect(token).toEqual(KEYS);
    expect(expiresInMs).toBeGreaterThan(5 * 3600_000);
    expect(machine.calls).toEqual([
      'PUT /latest/api/token',
      'GET /latest/meta-data/iam/security-credentials/',
      'GET /latest/meta-data/iam/security-credentials/gateway-role',
    ]);
  });

  it('is asked with a new session token where the last one is over', async () => {
    await ownAwsKeys('us-east-1', parts(EC2));
    machine.endSessions();
    expect((await ownAwsKeys('us-east-1', parts(EC2))).token).toEqual(KEYS);
  });

  it('gives nothing without a session token, nor with a proxy on the way', async () => {
    const { askMachine } = parts().own;
    const path = '/latest/meta-data/iam/security-credentials/';
    expect((await askMachine({ service: 'ec2', path, headers: {} })).status).toBe(401);
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60', 'x-forwarded-for': '10.0.0.1' };
    const proxied = await askMachine({ service: 'ec2', method: 'PUT', path: '/latest/api/token', headers });
    expect(proxied.status).toBe(403);
  });

  it('of an instance without a role says so, and keys that are over are not used', async () => {
    machine.state.role = null;
    await expect(ownAwsKeys('us-east-1', parts(EC2))).rejects.toMatchObject({ code: 'credentials_rejected' });
    Object.assign(machine.state, { role: 'gateway-role', keysLastMs: -1000 });
    await expect(ownAwsKeys('us-east-1', parts(EC2))).rejects.toMatchObject({ code: 'credentials_unreachable' });
  });

  it('is asked once for the life of the keys, and again before they end', async () => {
    const tokens = createBearerTokens(parts(EC2));
    expect(await tokens.ownKeys('us-east-1')).toEqual(KEYS);
    expect(tokens.ownKeys('eu-west-1')).toEqual(KEYS);
    expect(machine.calls).toHaveLength(3);
  });

  it('is not asked where the operator does not allow it', () => {
    const tokens = createBearerTokens(parts({ ...EC2, allows: () => false }));
    expect(() => tokens.ownKeys('us-east-1')).toThrow(
      expect.objectContaining({ code: 'credentials_rejected' }) as Error,
    );
    expect(machine.calls).toEqual([]);
  });
});

describe('the credential service of a container', () => {
  const service = () => ({ container: machine.url + machine.containerPath });

  it('takes the token of the variable, or of the file that the cluster replaces', async () => {
    const token = { token: 'token-of-the-container', tokenFile: null };
    expect((await ownAwsKeys('us-east-1', parts({ aws: { ...NOWHERE, container: token } }, service()))).token).toEqual(
      KEYS,
    );
    const file = {
      token: null,
      tokenFile: '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token',
    };
    const readFile = () => Promise.resolve('token-of-the-container\n');
    const own = { aws: { ...NOWHERE, container: file }, readFile };
    expect((await ownAwsKeys('us-east-1', parts(own, service()))).token).toEqual(KEYS);
  });

  it('refuses another token, in its own words, and one that would break the header is not sent', async () => {
    const own = (token: string) => ({ aws: { ...NOWHERE, container: { token, tokenFile: null } } });
    await expect(ownAwsKeys('us-east-1', parts(own('of another task'), service()))).rejects.toThrow(
      'The authorization token is wrong.',
    );
    machine.calls.length = 0;
    await expect(ownAwsKeys('us-east-1', parts(own('a\r\nx: y'), service()))).rejects.toThrow('line break');
    expect(machine.calls).toEqual([]);
  });

  it('is preferred to the machine below it, and a role for the token of the workload to both', async () => {
    const container = { token: 'token-of-the-container', tokenFile: null };
    await ownAwsKeys('us-east-1', parts({ aws: { ...NOWHERE, container, asksEc2: true } }, service()));
    expect(machine.calls).toEqual([`GET ${machine.containerPath}`]);
    machine.calls.length = 0;
    const role = { arn: 'arn:aws:iam::123456789012:role/irsa', tokenFile: '/var/run/secrets/irsa', sessionName: 'gw' };
    const { token } = await ownAwsKeys('eu-west-1', parts({ aws: { ...NOWHERE, role, container, asksEc2: true } }));
    expect(token).toMatchObject({
      accessKeyId: 'https://sts.eu-west-1.amazonaws.com/',
      secretAccessKey: 'arn:aws:iam::123456789012:role/irsa gw text of /var/run/secrets/irsa',
    });
    expect(machine.calls).toEqual([]);
  });
});

it('a machine without any of them says what to set', async () => {
  await expect(ownAwsKeys('us-east-1', parts())).rejects.toMatchObject({
    code: 'credentials_rejected',
    hint: expect.stringContaining('Give it a role') as string,
  });
});

it('a role that the machine’s keys may assume is asked for with them', async () => {
  const tokens = createBearerTokens(parts(EC2));
  const role = { arn: 'arn:aws:iam::123456789012:role/llm', externalId: null, endpoint: null };
  const keys = await tokens.keysFor(role, { keys: null, scope: { region: 'us-east-1', service: 'bedrock' } });
  expect(keys.secretAccessKey).toContain('role/llm');
  expect(machine.calls).toHaveLength(3);
});

describe('a token of Azure', () => {
  const source = { kind: 'entra-own', clientId: 'app', resource: 'https://vault.azure.net' } as const;

  it('comes from the metadata service, which wants its header', async () => {
    expect(await createBearerTokens(parts()).tokenFor(source)).toBe('azure-token-for-https://vault.azure.net');
    const bare = await parts().own.askMachine({
      service: 'azure',
      path: '/metadata/identity/oauth2/token',
      headers: {},
    });
    expect(bare.status).toBe(400);
  });

  it('comes for the federated token of the workload, where the cluster gives one', async () => {
    const azureWorkload = {
      tokenFile: '/var/run/secrets/azure/tokens/azure-identity-token',
      tenant: 'acme',
      clientId: 'pod',
      authority: 'https://login.microsoftonline.com',
    };
    const given = await createBearerTokens(parts({ azureWorkload })).tokenFor({ ...source, clientId: null });
    expect(given).toContain('https://login.microsoftonline.com/acme/oauth2/v2.0/token ');
    expect(Object.fromEntries(new URLSearchParams(given.split(' ')[1]))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'pod',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'text of /var/run/secrets/azure/tokens/azure-identity-token',
      scope: 'https://vault.azure.net/.default',
    });
    expect(machine.calls).toEqual([]);
  });
});
