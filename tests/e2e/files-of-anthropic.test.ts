/** Anthropic's Files API through the gateway, by its own client library: `/v1/files` is OpenAI's path too. */
import type { ServerResponse } from 'node:http';
import Anthropic, { APIError, toFile } from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  startRecordingServer,
  type RecordingServer,
  type UpstreamCall,
} from '../../testkit/upstream/recording-server.ts';
import { openWorld, type World } from './world.ts';

const FILE = { id: 'file_011CNha8iCJcU1wXNR6q4V8w', type: 'file', filename: 'plan.txt', mime_type: 'text/plain' };
const CONTENT = Buffer.from([0x25, 0x50, 0x44, 0x46, 0x00, 0xff, 0x0a]);

let world: World;
let upstream: RecordingServer;

/** Refuses what the API refuses: a request without its key or its version, and a file that is not there. */
async function respond(call: UpstreamCall, response: ServerResponse): Promise<void> {
  await Promise.resolve();
  const path = call.path.split('?')[0] ?? '';
  const say = (status: number, body: unknown): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const refuse = (status: number, type: string, message: string): void =>
    say(status, { type: 'error', error: { type, message } });
  if (call.headers['x-api-key'] !== 'sk-ant-the-operators-own')
    return refuse(401, 'authentication_error', 'invalid x-api-key');
  if (call.headers['anthropic-version'] === undefined)
    return refuse(400, 'invalid_request_error', 'anthropic-version: header is required');
  if (path === '/v1/files' && call.method === 'POST') return say(200, FILE);
  if (path === '/v1/files') return say(200, { data: [FILE], has_more: false });
  if (path === `/v1/files/${FILE.id}/content`)
    return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(CONTENT);
  if (path !== `/v1/files/${FILE.id}`) return refuse(404, 'not_found_error', 'File not found: file_gone');
  return say(200, call.method === 'DELETE' ? { id: FILE.id, type: 'file_deleted' } : FILE);
}

beforeAll(async () => {
  [world, upstream] = await Promise.all([openWorld(), startRecordingServer(respond, { remember: true })]);
  await world.admin('POST', '/v1/integrations', {
    name: 'anthropic',
    slug: 'anthropic-prod',
    ai_provider_id: 'anthropic',
    key: 'sk-ant-the-operators-own',
    configurations: { custom_host: upstream.url },
  });
});
beforeEach(() => void (upstream.calls.length = 0));
afterAll(async () => {
  await world?.close();
  await upstream?.close();
});

function client(headers: Record<string, string> = { 'x-portkey-provider': '@anthropic-prod' }): Anthropic {
  return new Anthropic({ baseURL: world.url, apiKey: world.key, maxRetries: 0, defaultHeaders: headers });
}

const upload = async (from: Anthropic, betas?: string[]) =>
  from.beta.files.upload({
    ...(betas === undefined ? {} : { betas }),
    file: await toFile(CONTENT, 'plan.txt', { type: 'text/plain' }),
  });

it('a file is uploaded byte for byte, with the flags of the client and the key of the provider, and its row is free', async () => {
  expect(await upload(client(), ['files-api-2025-04-14'])).toMatchObject(FILE);
  const [call] = upstream.calls;
  expect(call?.headers['anthropic-beta']).toBe('files-api-2025-04-14');
  expect(call?.body.includes(CONTENT)).toBe(true);
  expect(JSON.stringify(call?.rawHeaders)).not.toContain(world.key);
  const [row] = await world.rows('limit=1');
  expect(row).toMatchObject({ operation: 'uploadFile', cost_nano_usd: 0, unpriced: false });
});

it('a client that knows nothing of Anthropic gets the flag that its first version wants', async () => {
  const headers = { authorization: `Bearer ${world.key}`, 'x-portkey-provider': '@anthropic-prod' };
  const listed = await fetch(`${world.url}/v1/files`, { headers });
  expect(await listed.json()).toMatchObject({ data: [FILE] });
  expect(upstream.calls[0]?.headers).toMatchObject({
    'anthropic-beta': 'files-api-2025-04-14',
    'anthropic-version': '2023-06-01',
  });
});

it('files are listed, read, fetched and deleted', async () => {
  const { files } = client();
  const listed = await files.list();
  expect(listed.data).toMatchObject([FILE]);
  expect(await files.retrieveMetadata(FILE.id)).toMatchObject(FILE);
  const fetched = await files.download(FILE.id);
  expect(Buffer.from(await fetched.arrayBuffer())).toEqual(CONTENT);
  expect(await files.delete(FILE.id)).toMatchObject({ type: 'file_deleted' });
});

it('an error is told as Anthropic tells it, the provider’s and the gateway’s own', async () => {
  const gone = await client()
    .files.retrieveMetadata('file_gone')
    .catch((error: unknown) => error);
  expect(gone).toBeInstanceOf(APIError);
  expect(gone).toMatchObject({ status: 404, error: { type: 'error', error: { type: 'not_found_error' } } });
  const nobody = await client({ 'x-portkey-provider': '@nobody' })
    .files.list()
    .then(() => null)
    .catch((error: unknown) => error);
  expect(nobody).toMatchObject({ error: { type: 'error', error: { message: expect.stringContaining('nobody') } } });
  expect(upstream.calls).toHaveLength(1);
});

it('a list of allowed models does not refuse a file, which is no batch there', async () => {
  const models = [{ slug: 'claude-sonnet-4-5', enabled: true }];
  await world.admin('PUT', '/v1/integrations/anthropic-prod/models', { allow_all_models: false, models });
  expect(await upload(client())).toMatchObject(FILE);
  await world.admin('PUT', '/v1/integrations/anthropic-prod/models', { allow_all_models: true, models: [] });
});

it('a guardrail that has to read what is sent refuses a file, which no check looks at', async () => {
  const checks = [{ id: 'default.regexMatch', parameters: { rule: '(?i)aurora', not: true } }];
  await world.admin('POST', '/v1/guardrails', { name: 'aurora', slug: 'pg-aurora', checks, actions: { deny: true } });
  const config = { provider: '@anthropic-prod', input_guardrails: ['pg-aurora'] };
  await world.admin('POST', '/v1/configs', { name: 'aurora', slug: 'pc-aurora', config });
  const refused = await upload(client({ 'x-portkey-config': 'pc-aurora' })).catch((error: unknown) => error);
  expect(String(refused)).toContain('the texts of a file are not looked at');
  expect(upstream.calls).toHaveLength(0);
});
