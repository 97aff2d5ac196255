/** The seat of a guard, through the whole data plane in memory. */
import { beforeEach, describe, expect, it } from 'vitest';
import { answers, eventsBy, gatewayInMemory, messageBy, streams, to } from '../../../testkit/gateway-in-memory.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { AnswerGuard } from './guard.ts';

let gateway: ReturnType<typeof gatewayInMemory>;
let offered: string[];

const DENIED = new GatewayError('invalid_request', 'Denied by a guard.', { status: 446 });
const EVENTS = eventsBy('a');
const WHOLE = EVENTS.join('');

function sit(guard: Partial<AnswerGuard>): void {
  const passing: AnswerGuard = {
    offer: () => ({ action: 'pass' }),
    end: () => ({ action: 'pass' }),
    judge: () => ({ action: 'pass' }),
  };
  gateway.deps.openGuard = () => ({
    ...passing,
    ...guard,
    offer(events) {
      offered.push(events.toString());
      return guard.offer?.(events) ?? { action: 'pass' };
    },
  });
}

beforeEach(() => {
  gateway = gatewayInMemory();
  offered = [];
});

const ask = (over: object = {}) => gateway.ask({ config: { provider: '@a' }, stream: true, ...over });

describe('a guard of a stream', () => {
  it('sees whole events and lets them pass as they are', async () => {
    sit({});
    gateway.script('a', streams([WHOLE.slice(0, 90), WHOLE.slice(90)]));
    expect((await ask()).text).toBe(WHOLE);
    expect(offered.join('')).toBe(WHOLE);
    for (const events of offered) expect(events.endsWith('\n\n')).toBe(true);
  });

  it('holds everything until it has seen the end, and nothing has left before', async () => {
    let left = 'unknown';
    sit({
      offer: () => ({ action: 'hold' }),
      end() {
        left = gateway.deps.clock.elapsed() >= 0 ? offered.join('') : '';
        return { action: 'pass' };
      },
    });
    const asked = await ask();
    expect(left).toBe(WHOLE);
    expect(asked.text).toBe(WHOLE);
    expect(asked.row).toMatchObject({ is_success: true, output_tokens: 5 });
  });

  it('may think about the end, while no bound of the upstream runs out', async () => {
    sit({
      offer: () => ({ action: 'hold' }),
      async end() {
        await Promise.resolve();
        gateway.pass(700_000);
        return { action: 'pass' };
      },
    });
    // A ping in between is the client's, and no part of the answer.
    expect((await ask()).text.endsWith(WHOLE)).toBe(true);
  });

  it('puts other bytes in the place of what it held', async () => {
    sit({
      offer: () => ({ action: 'hold' }),
      end: () => ({ action: 'replace', bytes: Buffer.from('event: x\ndata: {}\n\n') }),
    });
    expect((await ask()).text).toBe('event: x\ndata: {}\n\n');
  });

  it('refuses before anything has left: the answer is the error', async () => {
    sit({ offer: () => ({ action: 'refuse', error: DENIED }) });
    const asked = await ask();
    expect(asked.error).toMatchObject({ status: 446, message: 'Denied by a guard.' });
    expect(asked.text).toBe('');
    expect(asked.row).toMatchObject({ response_status_code: 446, outcome: 'error' });
    expect(asked.row.attempts[0]).toMatchObject({ reason: 'refused_by_guard' });
  });

  it('refuses in the middle: the stream ends with the error, and what was held is gone', async () => {
    let calls = 0;
    sit({
      offer() {
        calls += 1;
        return calls === 4 ? { action: 'refuse', error: DENIED } : { action: 'pass' };
      },
    });
    gateway.script('a', streams(EVENTS));
    const asked = await ask();
    expect(asked.text.startsWith(EVENTS.slice(0, 3).join(''))).toBe(true);
    expect(asked.text).not.toContain('message_stop');
    expect(asked.error).toMatchObject({ message: 'Denied by a guard.' });
    expect(asked.row).toMatchObject({ outcome: 'upstream_cut', error_message: 'Denied by a guard.' });
  });

  it('that fails refuses: nothing leaves unguarded', async () => {
    sit({
      offer() {
        throw new Error('out of order');
      },
    });
    expect((await ask()).error).toMatchObject({ code: 'internal' });
    sit({ offer: () => ({ action: 'hold' }), end: () => Promise.reject(new Error('out of order')) });
    const asked = await ask();
    expect(asked.error).toMatchObject({ code: 'internal' });
    expect(asked.text).toBe('');
  });

  it('drops what it held of a stream that broke off', async () => {
    sit({ offer: () => ({ action: 'hold' }) });
    gateway.script('a', streams(EVENTS.slice(0, 4), 'breaks'));
    const asked = await ask();
    expect(asked.error).toMatchObject({ code: 'upstream_cut' });
    expect(asked.text).toBe('');
  });
});

describe('a guard of a whole answer', () => {
  it('lets it pass, replaces it, or refuses it', async () => {
    sit({});
    expect((await ask({ stream: false })).text).toBe(JSON.stringify(messageBy('a')));
    sit({ judge: () => Promise.resolve({ action: 'replace', bytes: Buffer.from('{"type":"message"}') }) });
    expect((await ask({ stream: false })).text).toBe('{"type":"message"}');
    sit({ judge: () => ({ action: 'refuse', error: DENIED }) });
    expect((await ask({ stream: false })).error).toMatchObject({ status: 446 });
  });

  it('sees an answer that comes in one piece where a stream was asked for', async () => {
    sit({ judge: () => ({ action: 'refuse', error: DENIED }) });
    gateway.script('a', answers(200, messageBy('a')));
    expect((await ask()).error).toMatchObject({ status: 446 });
  });

  it('is refused where the caller’s config may go on: a fallback on its status asks the next', async () => {
    gateway.deps.openGuard = ({ target }) =>
      target.provider.slug !== 'a'
        ? null
        : {
            offer: () => ({ action: 'pass' }),
            end: () => ({ action: 'pass' }),
            judge: () => ({ action: 'refuse', error: DENIED }),
          };
    const config = { strategy: { mode: 'fallback', on_status_codes: [446] }, targets: to('a', 'c') };
    const asked = await gateway.ask({ config });
    expect(asked.calls).toEqual(['a', 'c']);
    expect(asked.text).toBe(JSON.stringify(messageBy('c')));
  });

  it('is never kept in the cache when it was refused', async () => {
    sit({ judge: () => ({ action: 'refuse', error: DENIED }) });
    const config = { provider: '@a', cache: { mode: 'simple' } };
    await gateway.ask({ config });
    gateway.deps.openGuard = () => null;
    expect((await gateway.ask({ config })).row.cache_status).toBe('MISS');
  });
});
