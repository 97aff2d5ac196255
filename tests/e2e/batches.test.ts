/** Batches: what they cost is known when they are over, and is then priced, logged and charged line by line. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFakeBatches, type FakeBatches } from '../../testkit/fake-batches.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, type Answered, type Asked, type World } from './world.ts';

vi.setConfig({ testTimeout: 30_000 });

let world: World;
let fake: FakeBatches;

beforeAll(async () => {
  [world, fake] = await Promise.all([openWorld(), startFakeBatches()]);
  for (const [id, host] of [
    ['openai', `${fake.url}/v1`],
    ['anthropic', fake.url],
  ] as const) {
    await world.admin('POST', '/v1/integrations', {
      name: id,
      slug: `${id}-prod`,
      ai_provider_id: id,
      key: 'sk-the-operators-own',
      configurations: { custom_host: host },
    });
  }
});
beforeEach(() => {
  world.reset();
  fake.reset();
  fake.calls.length = 0;
});
afterAll(async () => {
  await world?.close();
  await fake?.close();
});

const ask = (path: string, body: unknown, asked: Asked = {}): Promise<Answered> =>
  world.ask({
    path,
    provider: path.startsWith('/v1/messages') ? '@anthropic-prod' : '@openai-prod',
    method: body === null ? 'GET' : 'POST',
    body,
    ...asked,
  });

const OPENAI = { input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' };
const MESSAGE = { model: 'claude-sonnet-4-5', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] };
const ANTHROPIC = { requests: [{ custom_id: 'a', params: MESSAGE }] };

const completed = (customId: string, tokens: number): JsonRecord => ({
  id: `batch_req_${customId}`,
  custom_id: customId,
  response: {
    status_code: 200,
    request_id: 'r',
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-5.1',
      service_tier: 'default',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: tokens, completion_tokens: 10, total_tokens: tokens + 10 },
    },
  },
  error: null,
});
const succeeded = (customId: string): JsonRecord => ({
  custom_id: customId,
  result: {
    type: 'succeeded',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content: [{ type: 'text', text: 'Hi' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 1000, output_tokens: 100, service_tier: 'batch' },
    },
  },
});

/** The rows of the requests of a batch, in the order of their ids, when there are so many. */
const linesOf = (made: Answered, count: number): Promise<JsonRecord[]> =>
  vi.waitFor(
    async () => {
      const trace = String(made.headers['x-portkey-trace-id']);
      const rows = await world.rows(`limit=100&trace_id=${trace}`);
      const lines = rows.filter(({ id }) => id !== made.id);
      expect(lines).toHaveLength(count);
      return lines.toSorted((a, b) => (String(a['span_name']) < String(b['span_name']) ? -1 : 1));
    },
    { timeout: 20_000, interval: 100 },
  );

async function ended(made: Answered, path: string, key?: string): Promise<void> {
  const seen = await ask(`${path}/${String(made.json['id'])}`, null, key === undefined ? {} : { key });
  expect(seen.status, seen.text).toBe(200);
}

describe('a batch of OpenAI’s', () => {
  it('costs nothing when it begins, and each of its requests half of the usual price when it is over', async () => {
    const made = await ask('/v1/batches', OPENAI);
    expect(made.status, made.text).toBe(200);
    expect(await world.row(made.id)).toMatchObject({ operation: 'createBatch', cost_nano_usd: 0, unpriced: false });
    const failed = {
      custom_id: 'c',
      response: { status_code: 400, body: { error: { message: 'Bad.' } } },
      error: null,
    };
    fake.end([completed('a', 1000), completed('b', 2000)], [failed]);
    await ended(made, '/v1/batches');
    const [a, b, c] = await linesOf(made, 3);
    // gpt-5.1: 1.25 and 10 dollars per million tokens.
    expect(a).toMatchObject({
      operation: 'chatComplete',
      ai_model: 'gpt-5.1',
      input_tokens: 1000,
      output_tokens: 10,
      cost_nano_usd: (1000 * 1250 + 10 * 10_000) / 2,
      unpriced: false,
      is_success: true,
    });
    expect(b).toMatchObject({ cost_nano_usd: (2000 * 1250 + 10 * 10_000) / 2 });
    expect(c).toMatchObject({ is_success: false, response_status_code: 400, cost_nano_usd: null, unpriced: false });
    expect(a?.['workspace_id']).toBe((await world.row(made.id))['workspace_id']);
  });

  it('is charged to the budgets of its key, and once only', async () => {
    const { id, key } = await world.makeKey({ usage_limits: { type: 'tokens', credit_limit: 100_000 } });
    const made = await ask('/v1/batches', OPENAI, { key });
    expect(made.status, made.text).toBe(200);
    fake.end([completed('a', 1000), completed('b', 2000)]);
    await Promise.all([ended(made, '/v1/batches', key), ended(made, '/v1/batches', key)]);
    await linesOf(made, 2);
    const spent = async () => (await world.admin('GET', `/v1/api-keys/${id}`))['usage_limits'];
    await vi.waitFor(async () => expect(await spent()).toMatchObject({ current_usage: 3020 }), { timeout: 10_000 });
    await ended(made, '/v1/batches', key);
    expect(await linesOf(made, 2)).toHaveLength(2);
    expect(await spent()).toMatchObject({ current_usage: 3020 });
  });
});

describe('a batch of Anthropic’s', () => {
  it('is priced at half, request by request, and what never ran costs nothing', async () => {
    const made = await ask('/v1/messages/batches', ANTHROPIC);
    expect(made.status, made.text).toBe(200);
    expect(fake.calls[0]?.headers['anthropic-version']).toBe('2023-06-01');
    expect(await world.row(made.id)).toMatchObject({ operation: 'createBatch', cost_nano_usd: 0, unpriced: false });
    fake.end([succeeded('a'), { custom_id: 'b', result: { type: 'expired' } }]);
    await ended(made, '/v1/messages/batches');
    const [a, b] = await linesOf(made, 2);
    // claude-sonnet-4-5: 3 and 15 dollars per million tokens.
    expect(a).toMatchObject({
      operation: 'messages',
      input_tokens: 1000,
      cost_nano_usd: (1000 * 3000 + 100 * 15_000) / 2,
      stop_reason: 'end_turn',
    });
    expect(b).toMatchObject({ is_success: false, cost_nano_usd: null, unpriced: false });
  });

  it('speaks of errors as Anthropic does, and its results pass as they are', async () => {
    const made = await ask('/v1/messages/batches', ANTHROPIC);
    fake.end([succeeded('a')]);
    const results = await ask(`/v1/messages/batches/${String(made.json['id'])}/results`, null);
    expect(results.text).toBe(`${JSON.stringify(succeeded('a'))}\n`);
    const elsewhere = await ask('/v1/messages/batches', ANTHROPIC, { provider: '@vertex-prod' });
    expect(elsewhere.json).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
  });
});
