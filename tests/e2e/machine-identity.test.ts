/** The identity of the machine: Bedrock signed with the role of an EC2 instance or of a container, and a key vault opened with Azure's. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startFakeBedrock, type FakeBedrock } from '../../testkit/fake-bedrock.ts';
import { startFakeMachine, type FakeMachine } from '../../testkit/fake-machine.ts';
import { openWorld, type World } from './world.ts';

vi.setConfig({ hookTimeout: 60_000 });

let machine: FakeMachine;
let bedrock: FakeBedrock;
/** One process on an instance of EC2 and Azure at once, the other in a container. */
let onInstance: World;
let inContainer: World;
let vault: { server: Server; url: string; seen: string[] };

async function startKeyVault(): Promise<typeof vault> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const token = request.headers.authorization ?? '';
    seen.push(`${request.url ?? ''} ${token}`);
    const isRight = token === 'Bearer azure-token-for-https://vault.azure.net';
    response.writeHead(isRight ? 200 : 401).end(JSON.stringify(isRight ? { value: 'sk-of-the-vault-0123' } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

beforeAll(async () => {
  [machine, bedrock, vault] = await Promise.all([startFakeMachine(), startFakeBedrock(), startKeyVault()]);
  const instance = {
    TOLLGATE_OWN_IDENTITY: 'aws,azure',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: machine.url,
    AZURE_POD_IDENTITY_AUTHORITY_HOST: machine.url,
  };
  const container = {
    TOLLGATE_OWN_IDENTITY: 'aws',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: machine.url + machine.containerPath,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: machine.state.containerToken,
  };
  [onInstance, inContainer] = await Promise.all(
    [instance, container].map((env) => openWorld({ tollgate: { env } })) as [Promise<World>, Promise<World>],
  );
});
afterAll(async () => {
  await Promise.all([onInstance?.close(), inContainer?.close(), machine?.close(), bedrock?.close()]);
  await new Promise((resolve) => (vault === undefined ? resolve(null) : vault.server.close(resolve)));
});
beforeEach(() => {
  bedrock.calls.length = 0;
});

const INTEGRATION = {
  name: 'Bedrock',
  slug: 'bedrock-own',
  ai_provider_id: 'bedrock',
};
const BODY = {
  model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  max_tokens: 50,
  messages: [{ role: 'user', content: 'Hi' }],
};

const askBedrock = (world: World) => world.ask({ provider: '@bedrock-own', body: BODY });
const sent = () => bedrock.calls.at(-1)?.headers ?? {};

it.each<[string, () => World, number]>([
  ['of an instance, whose service wants a session token first', () => onInstance, 2],
  ['of a container, whose service wants its token', () => inContainer, 1],
])('Bedrock gets requests that are signed with the role %s', async (_, world, reads) => {
  const configurations = { aws_auth_type: 'serviceRole', aws_region: 'us-east-1', custom_host: bedrock.url };
  await world().admin('POST', '/v1/integrations', { ...INTEGRATION, configurations });
  machine.calls.length = 0;
  expect((await askBedrock(world())).status).toBe(200);
  expect((await askBedrock(world())).status).toBe(200);
  expect(sent()['authorization']).toContain('Credential=ASIAOFTHEMACHINE/');
  expect(sent()['authorization']).toContain('/us-east-1/bedrock/aws4_request');
  expect(sent()['x-amz-security-token']).toBe('session-of-the-machine');
  // Once for both requests: the name of the role and its keys, or the keys alone.
  expect(machine.calls.filter((call) => call.startsWith('GET'))).toHaveLength(reads);
});

it('a tenant reaches none of these services, nor sends the identity elsewhere', async () => {
  const refused = async (configurations: object): Promise<number> =>
    (
      await onInstance.tollgate.admin('POST', '/v1/integrations', {
        ...INTEGRATION,
        slug: 'elsewhere',
        configurations: { aws_auth_type: 'serviceRole', aws_region: 'us-east-1', ...configurations },
      })
    ).status;
  for (const host of ['169.254.169.254', '169.254.170.2', '169.254.170.23', '[fd00:ec2::254]', '[fd00:ec2::23]']) {
    expect(await refused({ custom_host: `http://${host}` }), host).toBe(400);
  }
  // A public host is saved, and is not sent what the machine has.
  expect(await refused({ custom_host: 'https://collector.example.com' })).toBeLessThan(300);
  const answered = await onInstance.ask({ provider: '@elsewhere', body: BODY });
  expect(answered.status).toBeGreaterThanOrEqual(400);
  expect(answered.text).toContain('not sent to collector.example.com');
});

it('a request cannot use it by headers', async () => {
  const headers = { 'x-portkey-aws-auth-type': 'serviceRole', 'x-portkey-aws-region': 'us-east-1' };
  const answered = await onInstance.ask({ provider: 'bedrock', headers, body: BODY });
  expect(answered.status).toBe(400);
  expect(answered.text).toContain('only a saved provider may');
  expect(bedrock.calls).toEqual([]);
});

it('a key vault is opened with the managed identity of the machine', async () => {
  await onInstance.admin('POST', '/v1/secret-references', {
    name: 'OpenAI',
    slug: 'of-the-vault',
    manager_type: 'azure_kv',
    auth_config: { azure_auth_mode: 'managed', azure_vault_url: vault.url },
    secret_path: 'openai-key',
  });
  expect(await onInstance.admin('POST', '/v1/secret-references/of-the-vault/test', {})).toMatchObject({ ok: true });
  expect(vault.seen).toEqual(['/secrets/openai-key?api-version=7.4 Bearer azure-token-for-https://vault.azure.net']);
});
