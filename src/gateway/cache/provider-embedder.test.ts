/** The embedder of a provider: the port's suite, and what it does to the request that needs it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { answers, fails, gatewayInMemory, to, type Question } from '../../../testkit/gateway-in-memory.ts';
import { bigramVector, letterVector } from '../../../testkit/text-vectors.ts';
import { describeEmbedder } from '../../workers/ports/embedder.suite.ts';
import type { CompiledWorkspace } from '../snapshot/snapshot.ts';
import { providerEmbedder } from './provider-embedder.ts';

const paired = gatewayInMemory({ vectorOf: bigramVector });
const asking = {
  headers: { authorization: 'Bearer key-one' },
  trace: { traceId: 't', spanId: 's', parentSpanId: null, spanName: 'llm' },
  snapshot: paired.snapshot,
  workspace: { id: 'id-one' } as CompiledWorkspace,
};

describeEmbedder(providerEmbedder(asking, '@a/vectors', paired.deps));

let gateway: ReturnType<typeof gatewayInMemory>;

beforeEach(() => {
  gateway = gatewayInMemory();
});

const config = {
  provider: '@a',
  cache: { mode: 'semantic', max_age: 60, embedding_model: '@b1/vectors' },
};
const saying = (content: string): Question => ({ config, body: { messages: [{ role: 'user', content }] } });
const WHY = saying('Why is the sky blue?');
const WHAT = saying('What makes the sky blue?');

/** Everything has happened that waits for nothing outside. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** The cache status, and who was called, in order. */
async function seen(question: Question): Promise<string> {
  const { headers, calls } = await gateway.ask(question);
  return [headers['x-portkey-cache-status'], ...calls].join(' ');
}

describe('a question whose meaning a provider is asked for', () => {
  it('is answered from another that means the same', async () => {
    expect(await seen(WHY)).toBe('SEMANTIC MISS b1 a');
    expect(await seen(WHAT)).toBe('SEMANTIC HIT b1');
    const { row, text } = await gateway.ask({ ...WHAT, config: { ...config, provider: '@c' } });
    expect(text).toContain('by a');
    expect(row.notes.join()).toMatch(/means the same \(cosine 0\.\d\d\)/);
  });

  it('is first looked up word by word, which asks nobody', async () => {
    await seen(WHY);
    expect(await seen(WHY)).toBe('HIT');
  });

  it('is streamed to who wants a stream', async () => {
    await seen(WHY);
    const { headers, text } = await gateway.ask({ ...WHAT, stream: true });
    expect(headers).toMatchObject({ 'x-portkey-cache-status': 'SEMANTIC HIT' });
    expect(text).toMatch(/^event: message_start\n[\s\S]*event: message_stop\n/);
  });

  const under = (cache: object): Question => ({ ...WHAT, config: { ...config, cache: { ...config.cache, ...cache } } });

  it.each<[string, Question]>([
    ['another tenant', { ...WHAT, workspace: 'two' }],
    ['another embedding model', under({ embedding_model: '@b1/other' })],
    ['another provider of vectors', under({ embedding_model: '@b2/vectors' })],
    ['the local model', under({ embedding_model: undefined })],
    ['another namespace', { ...WHAT, headers: { 'x-portkey-cache-namespace': 'n' } }],
  ])('never meets one of %s', async (_, question) => {
    await seen(WHY);
    expect(await seen(question)).toMatch(/^SEMANTIC MISS .*a$/);
    expect(await seen(WHAT)).toMatch(/HIT/);
  });

  it('that differs in a word that matters is asked, however near its vector lies', async () => {
    await seen(WHY);
    expect(await seen(saying("Why isn't the sky blue?"))).toBe('SEMANTIC MISS b1 a');
  });

  it('is the gateway’s own request: priced, on the caller’s key, below the caller’s span', async () => {
    const metadata = { 'x-portkey-metadata': '{"team":"red"}', 'x-claude-code-session-id': 'session-1' };
    const { row } = await gateway.ask({ ...WHY, headers: metadata });
    const own = gateway.rows.find(({ operation }) => operation === 'embed');
    expect(own).toMatchObject({
      workspace_id: row.workspace_id,
      api_key_id: row.api_key_id,
      metadata: { team: 'red' },
      session_id: 'session-1',
      trace_id: row.trace_id,
      parent_span_id: row.span_id,
      provider_slug: 'b1',
      ai_model: 'vectors',
      input_tokens: 1,
      cost_nano_usd: 5000,
      config_id: null,
      is_success: true,
    });
    expect(own?.id).not.toBe(row.id);
    expect(own?.span_id).not.toBe(row.span_id);
  });

  it('asks the provider that the config names, whatever the caller’s headers say', async () => {
    const headers = { 'x-portkey-provider': '@c', 'x-portkey-virtual-key': 'c', 'x-portkey-request-timeout': '1' };
    expect(await seen({ ...WHY, headers })).toBe('SEMANTIC MISS b1 a');
  });

  it('asks once for a whole fallback, and for every target that had no answer', async () => {
    gateway.script('b2', fails(503));
    const { provider: _, ...cached } = config;
    const falling = { ...cached, strategy: { mode: 'fallback' }, targets: to('b2', 'a') };
    expect(await seen({ ...WHY, config: falling })).toBe('SEMANTIC MISS b1 b2 a');
  });

  it('asks nobody about a request that is no plain question', async () => {
    const tools = { tools: [{ name: 'Bash', input_schema: { type: 'object' } }] };
    expect(await seen({ config, body: tools })).toBe('MISS a');
  });
});

describe('an embedder that is away', () => {
  const note = (why: string) => expect.stringContaining(`The semantic cache was passed over: ${why}`) as string;

  it.each<[string, () => Question, string]>([
    [
      'because its provider is down',
      () => {
        gateway.script('b1', fails(503));
        return WHY;
      },
      '{"type":"error"',
    ],
    [
      'because what it says are no vectors',
      () => {
        gateway.script('b1', answers(200, { vectors: 7 }));
        return WHY;
      },
      'The provider "@b1" answered 200 with something that is no answer.',
    ],
    [
      'because its vector is none',
      () => {
        gateway.script('b1', answers(200, { vectors: [[0, 0]], inputTokens: 1 }));
        return WHY;
      },
      'The provider answered with a vector that has no direction.',
    ],
    [
      'because a number of its vector is too large to be one',
      () => {
        gateway.script('b1', answers(200, { vectors: [[1, 1e39]], inputTokens: 1 }));
        return WHY;
      },
      'The provider answered with a vector that has no direction.',
    ],
    [
      'because the workspace has no such provider',
      () => ({ ...WHY, config: { ...config, cache: { mode: 'semantic', embedding_model: '@nobody/vectors' } } }),
      'There is no provider "@nobody"',
    ],
    [
      'because its provider makes none',
      () => ({ ...WHY, config: { ...config, cache: { mode: 'semantic', embedding_model: '@c/vectors' } } }),
      'The provider "@c" makes no embeddings.',
    ],
  ])('%s: the request goes on, its row says why, and the exact cache works', async (_, question, why) => {
    const asked = question();
    const { status, text, row } = await gateway.ask(asked);
    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('by a') as string });
    expect(row).toMatchObject({ cache_status: 'SEMANTIC MISS', is_success: true });
    expect(row.notes).toContainEqual(note(why));
    expect(await seen(asked)).toBe('HIT');
  });

  it('is asked no second time by the same request, and is asked again by the next', async () => {
    gateway.script('b1', fails(503), fails(503));
    gateway.script('b2', fails(503));
    const { provider: _, ...cached } = config;
    const falling = { ...cached, strategy: { mode: 'fallback' }, targets: to('b2', 'a') };
    const { calls } = await gateway.ask({ ...WHY, config: falling });
    expect(calls).toEqual(['b1', 'b2', 'a']);
    expect(await seen(WHAT)).toBe('SEMANTIC MISS b1 a');
    expect(await seen(saying('So what makes the sky blue?'))).toMatch(/^SEMANTIC (HIT|MISS) b1/);
  });

  it('because it hangs: the request waits a while and goes on; a vector that comes late is remembered', async () => {
    let answerLate = (): void => undefined;
    gateway.script('b1', (receiver, world) => {
      const vectors = [letterVector('Why is the sky blue?')];
      answerLate = () => answers(200, { vectors, inputTokens: 1 })(receiver, world);
    });
    const asked = gateway.ask(WHY);
    await settled();
    gateway.loseSemanticPatience();
    const { row, status } = await asked;
    expect(status).toBe(200);
    expect(row.notes).toContainEqual(note('The semantic cache took longer than 1000 ms.'));
    answerLate();
    await settled();
    expect(await seen(WHAT)).toBe('SEMANTIC HIT b1');
  });

  it('and stays so is given up after ten seconds, with a row of its own', async () => {
    gateway.script('b1', () => undefined);
    const asked = gateway.ask(WHY);
    await settled();
    gateway.loseSemanticPatience();
    await asked;
    expect(gateway.rows.filter(({ operation }) => operation === 'embed')).toEqual([]);
    gateway.pass(10_001);
    await settled();
    expect(gateway.rows.find(({ operation }) => operation === 'embed')).toMatchObject({
      error_code: 'upstream_timeout',
      response_status_code: 408,
    });
  });
});
