/** The requests of a batch are held to guardrails, lists of models and budgets before it begins. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFakeBatches, type FakeBatches } from '../../testkit/fake-batches.ts';
import { isRecord, type JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, type Answered, type Asked, type World } from './world.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';

let world: World;
let fake: FakeBatches;

beforeAll(async () => {
  [world, fake] = await Promise.all([openWorld(), startFakeBatches()]);
  for (const [id, slug, host] of [
    ['openai', 'openai', `${fake.url}/v1`],
    ['openai', 'listed', `${fake.url}/v1`],
    ['anthropic', 'anthropic', fake.url],
  ] as const) {
    const settings = { ai_provider_id: id, key: 'sk-the-operators-own', configurations: { custom_host: host } };
    await world.admin('POST', '/v1/integrations', { name: slug, slug: `${slug}-prod`, ...settings });
  }
  const models = [{ slug: 'gpt-5.1', enabled: true }];
  await world.admin('PUT', '/v1/integrations/listed-prod/models', { allow_all_models: false, models });
  const save = (slug: string, checks: object[], actions: object) =>
    world.admin('POST', '/v1/guardrails', { name: slug, slug, checks, actions });
  await save('pg-aurora', [{ id: 'default.regexMatch', parameters: { rule: '(?i)aurora', not: true } }], {
    deny: true,
  });
  await save('pg-mask', [{ id: 'tollgate.secrets', parameters: { redact: true } }], {});
  for (const provider of ['openai', 'anthropic']) {
    for (const guardrail of ['aurora', 'mask']) {
      const config = { provider: `@${provider}-prod`, input_guardrails: [`pg-${guardrail}`] };
      await world.admin('POST', '/v1/configs', { name: guardrail, slug: `pc-${provider}-${guardrail}`, config });
    }
  }
});
beforeEach(() => {
  fake.reset();
  fake.calls.length = 0;
});
afterAll(async () => {
  await world?.close();
  await fake?.close();
});

const line = (customId: string, content: string, more: JsonRecord = {}): string => {
  const body = { model: 'gpt-5.1', max_tokens: 100, messages: [{ role: 'user', content }], ...more };
  return JSON.stringify({ custom_id: customId, method: 'POST', url: '/v1/chat/completions', body });
};

/** As OpenAI's library for JavaScript sends it: the file first. */
const form = (content: string): string =>
  '--xYz\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\ncontent-type: application/jsonl\r\n\r\n' +
  `${content}\r\n--xYz\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--xYz--\r\n`;

const upload = (lines: readonly string[], asked: Asked = {}): Promise<Answered> =>
  world.ask({
    path: '/v1/files',
    provider: '@openai-prod',
    ...asked,
    headers: { 'content-type': 'multipart/form-data; boundary=xYz', ...asked.headers },
    body: form(lines.join('\n')),
  });

const batchOf = (fileId: unknown, asked: Asked = {}): Promise<Answered> =>
  world.ask({
    path: '/v1/batches',
    provider: '@openai-prod',
    body: { input_file_id: fileId, endpoint: '/v1/chat/completions', completion_window: '24h' },
    ...asked,
  });

const by = (config: string): Asked => ({ provider: null, headers: { 'x-portkey-config': config } });

const messages = (contents: readonly string[], asked: Asked = {}): Promise<Answered> =>
  world.ask({
    path: '/v1/messages/batches',
    provider: '@anthropic-prod',
    body: {
      requests: contents.map((content, at) => ({
        custom_id: `r${at}`,
        params: { model: 'claude-sonnet-4-5', max_tokens: 10, messages: [{ role: 'user', content }] },
      })),
    },
    ...asked,
  });

describe('guardrails', () => {
  it('refuse a file for one of its lines, by number and id, and its provider never gets it', async () => {
    const passed = await upload([line('a', 'Hello'), line('b', 'Hello')], by('pc-openai-aurora'));
    expect(passed.status, passed.text).toBe(200);
    expect(fake.calls[0]?.body.toString()).toBe(form(`${line('a', 'Hello')}\n${line('b', 'Hello')}`));
    fake.calls.length = 0;
    const refused = await upload([line('a', 'Hello'), line('b', 'Tell me of Aurora.')], by('pc-openai-aurora'));
    expect(refused.status, refused.text).toBe(446);
    expect(refused.text).toContain(
      'Line 2 (custom_id \\"b\\"): The guardrail \\"pg-aurora\\" does not allow this request',
    );
    expect(fake.calls).toEqual([]);
    expect(await world.row(refused.id)).toMatchObject({ error_code: 'guardrail_denied', operation: 'uploadFile' });
  });

  it('refuse a batch for one of the requests in its body, and mask others where they stand', async () => {
    const refused = await messages(['Hello', 'Hello', 'Aurora'], by('pc-anthropic-aurora'));
    expect(refused.status, refused.text).toBe(400);
    expect(refused.message).toContain('Request 3 (custom_id "r2"): The guardrail "pg-aurora"');
    expect(fake.calls).toEqual([]);
    const masked = await messages(['Hello', `My token is ${TOKEN}.`], by('pc-anthropic-mask'));
    expect(masked.status, masked.text).toBe(200);
    const sent = fake.calls[0]?.body.toString() ?? '';
    expect(sent).not.toContain(TOKEN);
    expect(sent).toContain('My token is {{GITHUB_TOKEN_');
    expect(JSON.parse(sent)).toMatchObject({ requests: [{ custom_id: 'r0' }, { custom_id: 'r1' }] });
  });

  it('let no file pass that they would change, or cannot read', async () => {
    const changed = await upload([line('a', 'Hello'), line('b', TOKEN)], by('pc-openai-mask'));
    expect(changed.status, changed.text).toBe(446);
    expect(changed.text).toContain('would change line 2 of the file');
    const unread = await upload(['{"messages":[]}'], by('pc-openai-aurora'));
    expect(unread.text).toContain('Line 1 is no request of a batch');
    expect(fake.calls).toEqual([]);
    expect((await upload(['{"messages":[]}'])).status).toBe(200);
  });

  it('hold a batch to the file that passed them, and to no other', async () => {
    const unknown = await batchOf('file-of-somebody', by('pc-openai-aurora'));
    expect(unknown.text).toContain('did not pass this gateway under it');
    const plain = await upload([line('a', 'Aurora')]);
    expect((await batchOf(plain.json['id'], by('pc-openai-aurora'))).text).toContain(
      'did not pass this gateway under it',
    );
    const vetted = await upload([line('a', 'Hello')], by('pc-openai-aurora'));
    const made = await batchOf(vetted.json['id'], by('pc-openai-aurora'));
    expect(made.status, made.text).toBe(200);
  });
});

describe('a list of allowed models', () => {
  const listed: Asked = { provider: '@listed-prod' };

  it('holds for every line of a file, and for the batches of it', async () => {
    const denied = await upload([line('a', 'Hi'), line('b', 'Hi', { model: 'gpt-4o' })], listed);
    expect(denied.status, denied.text).toBe(403);
    expect(denied.text).toContain('Line 2 (custom_id \\"b\\"): The model \\"gpt-4o\\" is not allowed on @listed-prod.');
    expect(fake.calls).toEqual([]);
    const passed = await upload([line('a', 'Hi')], listed);
    expect((await batchOf(passed.json['id'], listed)).status).toBe(200);
    expect((await batchOf('file-of-somebody', listed)).status).toBe(403);
  });
});

describe('a budget in dollars', () => {
  // gpt-5.1 at the rates of batches: 5 dollars per million tokens of output.
  const LARGE = { max_tokens: 120_000 };
  const budget = { usage_limits: { type: 'cost', credit_limit: 1 } };
  const heldOf = (text: string): number => Number(/\$([\d.]+) are held/.exec(text)?.[1]);

  it('holds the worst case of a batch until its requests are charged', async () => {
    const { id, key } = await world.makeKey(budget);
    const file = await upload([line('a', 'Hi', LARGE)], { key });
    expect(file.status, file.text).toBe(200);
    const made = await batchOf(file.json['id'], { key });
    expect(made.status, made.text).toBe(200);
    expect(await world.row(made.id)).toMatchObject({ cost_nano_usd: 0, unpriced: false });
    const second = await batchOf(file.json['id'], { key });
    expect(second.status, second.text).toBe(412);
    expect(heldOf(second.text)).toBeCloseTo(0.6, 1);
    fake.end([
      {
        custom_id: 'a',
        response: {
          status_code: 200,
          body: {
            id: 'c',
            object: 'chat.completion',
            model: 'gpt-5.1',
            choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
            usage: { prompt_tokens: 1000, completion_tokens: 10, total_tokens: 1010 },
          },
        },
      },
    ]);
    const path = `/v1/batches/${String(made.json['id'])}`;
    await world.ask({ path, provider: '@openai-prod', method: 'GET', body: null, key });
    await vi.waitFor(
      async () => {
        const { usage_limits: limits } = await world.admin('GET', `/v1/api-keys/${id}`);
        expect(isRecord(limits) ? limits['current_usage'] : 0).toBeCloseTo(((1000 * 1250 + 10 * 10_000) / 2) * 1e-9, 8);
        expect((await batchOf(file.json['id'], { key })).status).toBe(200);
      },
      { timeout: 20_000, interval: 200 },
    );
  });

  it('holds that of a batch whose requests are in its body', async () => {
    const { key } = await world.makeKey(budget);
    const params = { model: 'claude-sonnet-4-5', max_tokens: 60_000, messages: [{ role: 'user', content: 'Hi' }] };
    const ask = (count: number): Promise<Answered> => {
      const requests = Array.from({ length: count }, (_, at) => ({ custom_id: `r${at}`, params }));
      return world.ask({ path: '/v1/messages/batches', provider: '@anthropic-prod', key, body: { requests } });
    };
    // 7.50 dollars per million tokens of output: 0.45 each.
    expect((await ask(3)).status).toBe(412);
    expect((await ask(2)).status).toBe(200);
    expect((await ask(1)).status).toBe(412);
  });

  it('refuses a batch of a file that nobody here has seen, and says why', async () => {
    const { key } = await world.makeKey(budget);
    const unknown = await batchOf('file-of-somebody', { key });
    expect(unknown.text).toContain('its file was not uploaded through this gateway');
    expect(fake.calls).toEqual([]);
  });
});

it('the results of a batch are one request away (GET /v1/batches/{id}/output)', async () => {
  const made = await batchOf('file-1');
  const path = `/v1/batches/${String(made.json['id'])}/output`;
  const ask = (): Promise<Answered> => world.ask({ path, provider: '@openai-prod', method: 'GET', body: null });
  const early = await ask();
  expect(early.status).toBe(404);
  expect(early.text).toContain('no results yet');
  fake.end([{ custom_id: 'a' }, { custom_id: 'b' }]);
  const late = await ask();
  expect(late.status, late.text).toBe(200);
  expect(late.text).toBe('{"custom_id":"a"}\n{"custom_id":"b"}\n');
});

it('a path that is passed on is held to the same', async () => {
  const refused = await upload([line('a', 'Aurora')], { ...by('pc-openai-aurora'), path: '/v1/proxy/files' });
  expect(refused.text).toContain('Line 1 (custom_id');
  const made = await batchOf('file-1', { path: '/v1/proxy/v1/batches' });
  expect(await world.row(made.id)).toMatchObject({ cost_nano_usd: 0, unpriced: false });
});
