import { beforeEach, describe, expect, it } from 'vitest';
import {
  answers,
  event,
  eventsBy,
  fails,
  gatewayInMemory,
  messageBy,
  streams,
  to,
  type Behaviour,
  type Question,
} from '../../../testkit/gateway-in-memory.ts';
import { priceOf } from '../../catalog/price-book.ts';
import { emptyUsage } from '../../wire/usage.ts';
import { countTokens } from '../endpoints/count-tokens.ts';
import { messages } from '../endpoints/messages.ts';
import { price } from './price.ts';
import { failure, success } from '../../kernel/result.ts';

/** $3, $0.30, $3.75 and $15 for a million tokens: input, read from the cache, written to it, output. */
const MODEL = 'claude-sonnet-4-5@20250929';
/** Of `messageBy`: 10, 700, 300 and 5 tokens. */
const ANSWER = 10 * 3000 + 700 * 300 + 300 * 3750 + 5 * 15_000;
/** Of `message_start`, which has all of it but the output. */
const START = ANSWER - 5 * 15_000;

const [start = ''] = eventsBy('a');
const OVERLOADED = event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
const fallback = (...slugs: string[]) => ({ strategy: { mode: 'fallback' }, targets: to(...slugs) });
/** Goes on after answers as well. */
const picky = (...slugs: string[]) => ({
  strategy: { mode: 'fallback', on_status_codes: [200, 412] },
  targets: to(...slugs),
});

const USAGE = { ...emptyUsage(), meters: { input_tokens: 3 } };

let gateway: ReturnType<typeof gatewayInMemory>;

beforeEach(() => {
  gateway = gatewayInMemory();
  gateway.deps.catalog.priceOf = priceOf;
});

/** The bill: the row's cost, what of it was for nothing, and each attempt's. */
async function bill(question: Question) {
  const { row } = await gateway.ask({ ...question, body: { model: MODEL, ...question.body } });
  const { cost_nano_usd: cost, discarded_nano_usd: discarded, input_tokens: inputTokens, unpriced } = row;
  return { cost, discarded, inputTokens, unpriced, attempts: row.attempts.map((made) => made.cost_nano_usd) };
}

describe('what was paid and not used is in the bill', () => {
  it('of an answer that a fallback falls from', async () => {
    expect(await bill({ config: picky('a', 'c') })).toEqual({
      cost: 2 * ANSWER,
      discarded: ANSWER,
      inputTokens: 10,
      unpriced: false,
      attempts: [ANSWER, ANSWER],
    });
  });

  it('of a stream that broke before its first content, and was asked for again', async () => {
    gateway.script('a', streams([start], 'breaks'));
    expect(await bill({ config: { provider: '@a', retry: { attempts: 1 } }, stream: true })).toMatchObject({
      cost: START + ANSWER,
      discarded: START,
      attempts: [START, ANSWER],
    });
  });

  it('of a stream that was overloaded after it had counted its input', async () => {
    gateway.script('a', streams([start, OVERLOADED]));
    expect(await bill({ config: fallback('a', 'c'), stream: true })).toMatchObject({
      cost: START + ANSWER,
      discarded: START,
    });
  });

  it('of something that is no answer, and yet reports what it used', async () => {
    gateway.script('a', answers(200, { ...messageBy('a'), type: 'strange' }));
    expect(await bill({ config: fallback('a', 'c') })).toMatchObject({ cost: 2 * ANSWER, discarded: ANSWER });
  });

  it('when nothing came of it at all; the tokens are an attempt’s, and no answer’s', async () => {
    gateway.script('a', streams([start], 'breaks'));
    expect(await bill({ config: { provider: '@a' }, stream: true })).toEqual({
      cost: START,
      discarded: START,
      inputTokens: null,
      unpriced: false,
      attempts: [START],
    });
  });

  it('when the last target cannot even be asked', async () => {
    expect(await bill({ config: picky('a', 'nobody') })).toMatchObject({ cost: ANSWER, discarded: ANSWER });
  });

  it('when the answer then comes from the cache', async () => {
    const cached = { provider: '@c', cache: 'simple' };
    await bill({ config: cached });
    const config = { ...picky('a'), targets: [...to('a'), cached] };
    expect(await bill({ config })).toMatchObject({ cost: ANSWER, discarded: ANSWER, inputTokens: null });
  });
});

describe('what was not paid is not in the bill', () => {
  it('as a failure that reported no usage', async () => {
    gateway.script('a', fails(503));
    expect(await bill({ config: fallback('a', 'c') })).toMatchObject({
      cost: ANSWER,
      discarded: null,
      attempts: [null, ANSWER],
    });
  });

  it('as an answer without a price, which is flagged beside what has one', async () => {
    const unheard = answers(200, { ...messageBy('a'), model: 'claude-unheard-of' });
    gateway.script('a', unheard, unheard);
    const config = {
      ...picky(),
      targets: [{ provider: '@a', override_params: { model: 'claude-unheard-of' } }, ...to('c')],
    };
    expect(await bill({ config })).toMatchObject({
      cost: ANSWER,
      discarded: null,
      unpriced: true,
      attempts: [null, ANSWER],
    });
    expect(await bill({ config: config.targets[0] })).toMatchObject({ cost: null, unpriced: true });
  });
});

describe('what an answer itself cost', () => {
  it('is what a hit saves, without what was thrown away on the way', async () => {
    const config = { ...picky('a'), targets: [...to('a'), { provider: '@c', cache: 'simple' }] };
    await bill({ config });
    const { row } = await gateway.ask({ config, body: { model: MODEL } });
    expect(row).toMatchObject({ cache_status: 'HIT', saved_nano_usd: ANSWER });
  });

  it('is what targets are compared by, without what was thrown away on the way', async () => {
    const config = { strategy: { mode: 'least-cost' }, retry: { attempts: 1 }, targets: to('a', 'c') };
    gateway.script('a', streams([start], 'breaks'));
    await bill({ config, stream: true });
    await bill({ config, stream: true });
    const { row } = await gateway.ask({ config, stream: true, body: { model: MODEL } });
    const perThousand = Math.round((ANSWER * 1000) / 1015);
    expect(row.notes).toEqual([`config.targets[0]: the least: ${perThousand} nano-dollars per 1,000 tokens`]);
  });
});

const LINES = [{ meter: 'input_tokens', units: 1, unit_pico_usd: 7000 }];

it('goes by platform, model and region of the attempt that was made, and by none where there is no connection', () => {
  const asked: unknown[] = [];
  const notes: string[] = [];
  const own = { row: null, baseModel: null, factors: null };
  const catalog = { priceOf: (used: unknown) => (asked.push(used), { costNanoUsd: 7 }), priceLines: () => LINES };
  const attempt = (connection: object, usage: object | null = USAGE) => ({
    target: { provider: { provider: { platform: 'vertex' }, connection, models: { priceOf: () => own } } },
    record: { model: 'claude-x' },
    usage,
    cost: null,
  });
  const EU = success({ region: 'eu' });
  const attempts = [attempt(EU), attempt(failure({ reason: 'gone' })), attempt(EU, null)];
  price({ route: { endpoint: messages }, notes } as never, { attempts } as never, { catalog } as never);
  const used = { platform: 'vertex', model: 'claude-x', usage: USAGE, own };
  expect(notes).toEqual(['The integration sets prices of its own: the cost is by those.']);
  expect(asked).toEqual([
    { ...used, region: 'eu' },
    { ...used, region: null },
  ]);
  expect(attempts.map(({ cost }) => cost)).toEqual([
    { costNanoUsd: 7, lines: LINES },
    { costNanoUsd: 7, lines: LINES },
    null,
  ]);
});

describe('what cannot be priced is flagged and named', () => {
  it.each([
    ['missing', undefined, 'usage could not be read'],
    ['empty', {}, 'usage could not be read'],
    ['of the wrong type', 'a lot', 'usage could not be read'],
    [
      'with a meter nobody knows',
      { input_tokens: 1, output_tokens: 1, gpu_seconds: 4 },
      'usage.gpu_seconds could not be read',
    ],
  ])('usage that is %s', async (_, usage, because) => {
    gateway.script('a', answers(200, { ...messageBy('a'), usage }));
    const { row } = await gateway.ask({ config: { provider: '@a' }, body: { model: MODEL } });
    expect(row).toMatchObject({ cost_nano_usd: null, unpriced: true, is_success: true });
    expect(row.attempts[0]).toMatchObject({ unpriced: true, unpriced_because: because });
    expect(row.notes).toContain(`Unpriced: config: ${because}.`);
  });

  it('a stream that ends well without any usage', async () => {
    const [, ...events] = eventsBy('a');
    const told = [event('message_start', { message: {} }), ...events.filter((text) => !text.includes('message_delta'))];
    const end = event('message_delta', { delta: { stop_reason: 'end_turn' } });
    gateway.script('a', streams([...told.slice(0, -1), end, ...told.slice(-1)]));
    const { row } = await gateway.ask({ config: { provider: '@a' }, stream: true, body: { model: MODEL } });
    expect(row).toMatchObject({ cost_nano_usd: null, unpriced: true, is_success: true });
  });
});

describe('an attempt that reported no usage after its request was sent', () => {
  const because = 'no usage came back after the request was sent; the provider may bill it';

  it.each<[string, Behaviour]>([
    ['unreachable', (receiver) => receiver.failed(new Error('ECONNRESET'))],
    ['timeout', (_, { wait }) => wait(3_600_000)],
    ['shutdown', (_, { halt }) => halt()],
    ['client_closed', (_, { client }) => client.destroy()],
  ])('may be billed when it ends as %s', async (reason, behave) => {
    gateway.script('a', (receiver, world) => {
      world.handOver();
      behave(receiver, world);
    });
    const { row } = await gateway.ask({ config: { provider: '@a' }, body: { model: MODEL } });
    expect(row).toMatchObject({ cost_nano_usd: null, unpriced: true });
    expect(row.attempts).toMatchObject([{ reason, unpriced: true, unpriced_because: because }]);
  });

  it.each<[string, Behaviour]>([
    ['timeout', (_, { wait }) => wait(3_600_000)],
    ['client_closed', (_, { client }) => client.destroy()],
  ])('is not billed when it ends as %s before all of the request had left', async (reason, behave) => {
    gateway.script('a', behave);
    const { row } = await gateway.ask({ config: { provider: '@a' }, body: { model: MODEL } });
    expect(row.attempts).toMatchObject([{ reason, unpriced: false }]);
  });

  it('may be billed, so it is flagged beside the answer that came after it', async () => {
    gateway.script('a', streams([], 'breaks'));
    const { row } = await gateway.ask({ config: fallback('a', 'c'), stream: true, body: { model: MODEL } });
    expect(row).toMatchObject({ cost_nano_usd: ANSWER, unpriced: true, is_success: true });
    expect(row.attempts).toMatchObject([
      { reason: 'cut', cost_nano_usd: null, unpriced: true, unpriced_because: because },
      { cost_nano_usd: ANSWER, unpriced: false },
    ]);
  });

  it('is not one that the upstream refused in full', async () => {
    gateway.script('a', fails(503));
    const { row } = await gateway.ask({ config: { provider: '@a' }, body: { model: MODEL } });
    expect(row).toMatchObject({ cost_nano_usd: null, unpriced: false });
  });

  it('is not one whose provider could not be reached', async () => {
    gateway.script('a', (receiver) => receiver.failed(new Error('ECONNREFUSED')));
    const { row } = await gateway.ask({ config: { provider: '@a' }, body: { model: MODEL } });
    expect(row.attempts).toMatchObject([{ reason: 'unreachable', unpriced: false }]);
  });
});

it('counting tokens costs nothing, which is a price', async () => {
  const attempts = [{ usage: null, cost: null }];
  price({ route: { endpoint: countTokens } } as never, { attempts } as never, {} as never);
  expect(attempts[0]?.cost).toEqual({ costNanoUsd: 0 });
});

it('keeps what each attempt used', async () => {
  const { row } = await gateway.ask({ config: picky('a', 'c'), body: { model: MODEL } });
  expect(row.attempts[0]?.usage).toEqual({
    input_tokens: 10,
    output_tokens: 5,
    cache_read_tokens: 700,
    cache_write_5m_tokens: 300,
    cache_write_1h_tokens: 0,
    thinking_tokens: 0,
    web_search_requests: 0,
    web_fetch_requests: 0,
  });
});
