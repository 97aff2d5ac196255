import { beforeEach, describe, expect, it } from 'vitest';
import {
  answers,
  eventsBy,
  event,
  fails,
  gatewayInMemory,
  messageBy,
  resets,
  streams,
  to,
  type Behaviour,
} from '../../../testkit/gateway-in-memory.ts';

let gateway: ReturnType<typeof gatewayInMemory>;

beforeEach(() => {
  gateway = gatewayInMemory();
});

const one = { provider: '@a' };
const retry = (attempts: number, own: object = {}) => ({ ...one, retry: { attempts, ...own } });
const OVERLOADED = event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });

describe('retries at one target', () => {
  it('wait longer each time, and report how many it took', async () => {
    gateway.script('a', fails(503), resets, fails(429));
    const asked = await gateway.ask({ config: retry(5) });
    expect(asked.calls).toEqual(['a', 'a', 'a', 'a']);
    expect(gateway.waits).toEqual([1000, 2000, 4000]);
    expect(asked.headers['x-portkey-retry-attempt-count']).toBe('3');
    expect(asked.row.attempts.map(({ status, reason, wait_ms: wait }) => [status, reason, wait])).toEqual([
      [503, 'status_503', 0],
      [0, 'unreachable', 1000],
      [429, 'status_429', 2000],
      [200, 'answered', 4000],
    ]);
  });

  it('that did not help are counted as -1, and leave the caller its own retries', async () => {
    gateway.script('a', fails(503), fails(503), fails(503));
    const asked = await gateway.ask({ config: retry(2) });
    expect(asked.calls).toHaveLength(3);
    expect(asked.headers['x-portkey-retry-attempt-count']).toBe('-1');
    expect(asked.error).toMatchObject({ status: 503, retryable: null });
  });

  it('never end a session that would have survived an outage without them', async () => {
    gateway.script('a', fails(503), fails(503), fails(503), fails(503), fails(503));
    let asked = await gateway.ask({ config: retry(2) });
    // Claude Code tries a 503 up to ten times, and not once after `x-should-retry: false`.
    for (let tries = 0; tries < 10 && asked.error !== null && asked.error.retryable !== false; tries += 1) {
      asked = await gateway.ask({ config: retry(2) });
    }
    expect(asked.error).toBeNull();
  });

  it('are none where the config asks for none', async () => {
    gateway.script('a', fails(503));
    const asked = await gateway.ask({ config: one });
    expect(asked.calls).toEqual(['a']);
    expect(asked.headers['x-portkey-retry-attempt-count']).toBe('0');
  });

  it('come before the next target of a fallback, and are counted for each', async () => {
    gateway.script('a', fails(503), fails(503));
    gateway.script('c', fails(503));
    const asked = await gateway.ask({
      config: { strategy: { mode: 'fallback' }, retry: { attempts: 1 }, targets: to('a', 'c') },
    });
    expect(asked.calls).toEqual(['a', 'a', 'c', 'c']);
    expect(asked.headers['x-portkey-retry-attempt-count']).toBe('1');
    expect(gateway.waits).toEqual([1000, 1000]);
  });

  it('follow an overloaded_error inside a 200 stream as they follow a 529', async () => {
    const [start = ''] = eventsBy('a');
    gateway.script('a', streams([start, OVERLOADED]), streams([OVERLOADED]));
    const asked = await gateway.ask({ config: retry(2, { on_status_codes: [529] }), stream: true });
    expect(asked.calls).toHaveLength(3);
    expect(asked.text).toBe(eventsBy('a').join(''));
  });

  it('follow a stream that broke before its first content, and none that broke after it', async () => {
    const events = eventsBy('a');
    gateway.script('a', streams(events.slice(0, 1), 'breaks'), streams(events.slice(0, 3), 'breaks'));
    const asked = await gateway.ask({ config: retry(5), stream: true });
    expect(asked.calls).toHaveLength(2);
    expect(asked.error).toMatchObject({ code: 'upstream_cut' });
  });

  it('follow a page that is no answer, as a 502', async () => {
    gateway.script('a', answers(200, '<html>'));
    expect((await gateway.ask({ config: retry(1) })).calls).toHaveLength(2);
    gateway.script('a', answers(200, '<html>'));
    const asked = await gateway.ask({ config: retry(1, { on_status_codes: [503] }) });
    expect(asked.calls).toHaveLength(1);
    expect(asked.row).toMatchObject({ outcome: 'error', time_to_first_byte_ms: null });
  });

  it('end when the wait would be too long, without waiting', async () => {
    gateway.script('a', fails(429, { 'retry-after': '60' }));
    const asked = await gateway.ask({ config: retry(5, { use_retry_after_header: true }) });
    expect(asked.calls).toHaveLength(1);
    expect(gateway.waits).toEqual([]);
    expect(asked.headers['x-portkey-retry-attempt-count']).toBe('-1');
  });

  it('end when the caller hangs up while they wait, and the log says that it was the caller', async () => {
    gateway.script('a', fails(503));
    gateway.script('c', fails(503));
    gateway.deps.pause = (_, client) => {
      client.destroy();
      return Promise.resolve(false);
    };
    const asked = await gateway.ask({
      config: { strategy: { mode: 'fallback' }, targets: [one, { provider: '@c', retry: { attempts: 3 } }] },
    });
    expect(asked.calls).toEqual(['a', 'c']);
    expect(asked.row).toMatchObject({ outcome: 'client_closed', response_status_code: 499 });
  });
});

describe('repairs', () => {
  it('come without a wait, and are no retries', async () => {
    gateway.script('a', fails(401), answers(400, 'Unexpected beta'), fails(503));
    const asked = await gateway.ask({ config: retry(1), headers: { 'anthropic-beta': 'beta' } });
    expect(asked.calls).toHaveLength(4);
    expect(gateway.waits).toEqual([1000]);
    expect(asked.headers['x-portkey-retry-attempt-count']).toBe('1');
    expect(asked.row.attempts.map(({ reason }) => reason)).toEqual([
      'token_refused',
      'beta_refused',
      'status_503',
      'answered',
    ]);
  });

  it('are made once each', async () => {
    gateway.script('a', fails(401), fails(401));
    const asked = await gateway.ask({ config: one });
    expect(asked.calls).toHaveLength(2);
    expect(asked.error).toMatchObject({ code: 'credentials_rejected' });
  });

  it('are made anew at the next target', async () => {
    gateway.script('a', fails(401), fails(401));
    gateway.script('c', fails(401));
    const asked = await gateway.ask({ config: { strategy: { mode: 'fallback' }, targets: to('a', 'c') } });
    expect(asked.calls).toEqual(['a', 'a', 'c', 'c']);
    expect(asked.status).toBe(200);
  });

  it('leave a beta alone that the caller wants to be sent as it is', async () => {
    gateway.script('a', answers(400, 'Unexpected beta'));
    const asked = await gateway.ask({ config: { ...one, forward_headers: ['anthropic-beta'] } });
    expect(asked.calls).toHaveLength(1);
    expect(asked.status).toBe(400);
  });
});

describe('an upstream that answers a question for a stream in one piece', () => {
  beforeEach(() => {
    gateway.deps.bounds = { ...gateway.deps.bounds, pingMs: 10_000 };
  });
  const late: Behaviour = (receiver, world) => {
    gateway.pass(10_001);
    answers(200, messageBy('a'))(receiver, world);
  };

  it.each<[string, Behaviour]>([
    ['at once', answers(200, messageBy('a'))],
    ['after a ping has begun the stream', late],
  ])('%s is told as one, and kept', async (_, behaviour) => {
    gateway.script('a', behaviour);
    const config = { ...one, cache: 'simple' };
    const asked = await gateway.ask({ config, stream: true });
    expect(asked.headers['content-type']).toContain('text/event-stream');
    expect(asked.text).toMatch(/event: message_start\n(?:.*\n)*.*by a(?:.*\n)*event: message_stop\n/);
    expect(asked.row).toMatchObject({ is_success: true, input_tokens: 10, output_tokens: 5 });
    expect((await gateway.ask({ config })).headers['x-portkey-cache-status']).toBe('HIT');
  });

  it('falls through like any other answer that is not wanted', async () => {
    gateway.script('a', answers(200, { ...messageBy('a'), stop_reason: 'refusal' }));
    const config = { strategy: { mode: 'fallback', on_stop_reasons: ['refusal'] }, targets: to('a', 'c') };
    const asked = await gateway.ask({ config, stream: true });
    expect(asked.calls).toEqual(['a', 'c']);
    expect(asked.text).not.toContain('by a');
  });

  it.each<[string, object | string]>([
    ['nothing that could be told in events', '{"type":"message","content":[{]}'],
    ['more than a model ever said', { ...messageBy('a'), content: [{ type: 'text', text: 'x'.repeat(4_300_000) }] }],
  ])('but says %s has not answered', async (_, body) => {
    gateway.script('a', answers(200, body));
    const asked = await gateway.ask({ config: one, stream: true });
    expect(asked.error).toMatchObject({ code: 'upstream_error' });
  });
});

describe('the time bounds of a target', () => {
  it.each([
    ['to the first byte', { request_timeout: 5000 }, false, 'timeout'],
    ['for the whole attempt', { total_timeout: 5000 }, false, 'timeout'],
    ['to the first byte of a stream', { request_timeout: 5000 }, true, 'timeout'],
  ])('%s', async (_, bounds, stream, reason) => {
    gateway.script('a', () => {
      gateway.pass(5000);
      gateway.pass(1);
    });
    const asked = await gateway.ask({ config: { ...one, ...bounds }, stream });
    expect(asked.error).toMatchObject({ code: 'upstream_timeout', status: 408 });
    expect(asked.error?.message).toMatch(/ within its (?:request|total)_timeout of 5000 ms\.$/);
    expect(asked.row.attempts).toMatchObject([{ reason, duration_ms: 5001 }]);
  });

  it('between two chunks, once a stream has begun', async () => {
    gateway.script('a', (receiver, world) => {
      streams(eventsBy('a').slice(0, 3), 'stalls')(receiver, world);
      gateway.pass(3000);
      receiver.data(Buffer.from(event('ping', {})));
      gateway.pass(3000);
      gateway.pass(2001);
    });
    const asked = await gateway.ask({ config: { ...one, request_timeout: 1000, idle_timeout: 5000 }, stream: true });
    expect(asked.error).toMatchObject({ code: 'upstream_timeout' });
    expect(asked.row.attempts[0]?.duration_ms).toBe(8001);
  });

  it('are each target’s own', async () => {
    const slow = () => gateway.pass(3000);
    gateway.script('a', slow);
    gateway.script('c', (receiver, world) => {
      slow();
      answers(200, { type: 'message' })(receiver, world);
    });
    const targets = [
      { ...one, request_timeout: 2000 },
      { provider: '@c', request_timeout: 4000 },
    ];
    const asked = await gateway.ask({ config: { strategy: { mode: 'fallback' }, request_timeout: 9000, targets } });
    expect(asked.calls).toEqual(['a', 'c']);
    expect(asked.status).toBe(200);
  });
});

describe('the parameters of a target', () => {
  it('are merged anew for each, from the body as it came', async () => {
    gateway.script('a', fails(503));
    const asked = await gateway.ask({
      config: {
        strategy: { mode: 'fallback' },
        default_params: { temperature: 0.5, max_tokens: 1 },
        targets: [
          { ...one, override_params: { top_k: 7 }, drop_params: ['max_tokens'] },
          { provider: '@c', override_params: { temperature: 1 } },
        ],
      },
    });
    const [first = {}, second = {}] = asked.bodies;
    expect(first).toMatchObject({ temperature: 0.5, top_k: 7, messages: [{ role: 'user', content: 'Hello?' }] });
    expect(first).not.toHaveProperty('max_tokens');
    expect(second).toMatchObject({ temperature: 1, max_tokens: 100 });
    expect(second).not.toHaveProperty('top_k');
  });

  it('that are none leave the caller’s own bytes', async () => {
    const text = '{ "messages" : [ ],"model":"claude-x", "max_tokens":1e2 }';
    let got = '';
    const { transport } = gateway.deps;
    gateway.deps.transport = {
      send(request, receiver) {
        got = Buffer.concat(request.body).toString();
        return transport.send(request, receiver);
      },
    };
    await gateway.ask({ config: one, text });
    expect(got).toBe(text);
  });
});
