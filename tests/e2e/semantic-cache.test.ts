import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, QUESTION } from './world.ts';
import type { Answered, Asked, World } from './world.ts';

const CONFIG = {
  provider: '@vertex-prod',
  cache: { mode: 'semantic', embedding_model: '@vertex-prod/gemini-embedding-001' },
};

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

function ask(content: string, { headers, ...asked }: Asked = {}, config: JsonRecord = CONFIG): Promise<Answered> {
  return world.ask({
    provider: null,
    ...asked,
    headers: { 'x-portkey-config': JSON.stringify(config), ...headers },
    body: { ...QUESTION, messages: [{ role: 'user', content }] },
  });
}

const kinds = (): string[] => world.calls().map(({ kind }) => kind);
const status = ({ headers }: Answered) => headers['x-portkey-cache-status'];

describe('a semantic cache over a provider’s embeddings', () => {
  it('answers by meaning, and shows in the log what that cost and to whom', async () => {
    const inTrace = { headers: { 'x-portkey-trace-id': 'trace-of-meaning' } };
    expect(status(await ask('Why is the sky blue?', inTrace))).toBe('SEMANTIC MISS');
    expect(kinds()).toEqual(['embed', 'messages']);
    world.reset();
    const hit = await ask('What makes the sky blue?', inTrace);
    expect(status(hit)).toBe('SEMANTIC HIT');
    expect(kinds()).toEqual(['embed']);
    expect(world.calls()[0]?.json).toEqual({
      instances: [{ content: 'What makes the sky blue?', task_type: 'SEMANTIC_SIMILARITY' }],
      parameters: { autoTruncate: false },
    });

    const rows = (await world.rows('limit=100')).filter(({ trace_id: trace }) => trace === 'trace-of-meaning');
    const own = rows.filter(({ operation }) => operation === 'embed');
    expect(rows).toHaveLength(4);
    const hitRow = rows.find(({ id }) => id === hit.id);
    expect(hitRow).toMatchObject({ cost_nano_usd: 0, cache_status: 'SEMANTIC HIT' });
    expect(own[0]).toMatchObject({
      parent_span_id: hitRow?.['span_id'],
      api_key_id: hitRow?.['api_key_id'],
      cost_nano_usd: 6 * 150,
      is_success: true,
    });
  });

  it('asks as the caller, whatever config the key is bound to', async () => {
    await world.admin('POST', '/v1/configs', { name: 'by meaning', slug: 'pc-meaning', config: CONFIG });
    const { key } = await world.makeKey({
      scopes: ['completions.write'],
      defaults: { config_id: 'pc-meaning', allow_config_override: false },
    });
    const bound = { key, headers: { 'x-portkey-config': null } };
    expect(status(await ask('How tall is the tower?', bound))).toBe('SEMANTIC MISS');
    expect(status(await ask('Please, how tall is the tower?', bound))).toBe('SEMANTIC HIT');
    expect(kinds()).toEqual(['embed', 'messages', 'embed']);
  });

  it('keeps its own embeddings and the local model’s apart', async () => {
    const local = { ...CONFIG, cache: { mode: 'semantic' } };
    expect(status(await ask('How deep is the lake?'))).toBe('SEMANTIC MISS');
    world.reset();
    expect(status(await ask('Please, how deep is the lake?', {}, local))).toBe('SEMANTIC MISS');
    expect(kinds()).toEqual(['messages']);
  });
});
