/** Answers that come too late, are too long, or do not come: the caller is told which, once, and nothing is read any more. */
import { describe, expect, it } from 'vitest';
import type { Flow, Receiver, Transport } from '../../gateway/transport.ts';
import { LateAnswer, LongAnswer, wholeAnswer } from './whole-answer.ts';

const FLOW: Flow = { pause: () => undefined, resume: () => undefined };

function world() {
  const seen: { handlers: Receiver | null; aborted: number; fire: () => void; isCancelled: boolean } = {
    handlers: null,
    aborted: 0,
    fire: () => undefined,
    isCancelled: false,
  };
  const send: Transport['send'] = (_request, handlers) => {
    seen.handlers = handlers;
    return () => void (seen.aborted += 1);
  };
  const after = (_ms: number, run: () => void) => {
    seen.fire = run;
    return () => void (seen.isCancelled = true);
  };
  const request = { method: 'GET', url: 'https://keys.example', headers: {}, body: null } as const;
  const answer = wholeAnswer({ transport: { send }, after }, request, { timeoutMs: 50, maxBytes: 8 });
  return { seen, answer };
}

describe('a small request', () => {
  it('has the answer that came in pieces, and its timer is gone', async () => {
    const { seen, answer } = world();
    seen.handlers?.started(200, { 'content-type': 'text/plain' }, FLOW);
    seen.handlers?.data(Buffer.from('1234'));
    seen.handlers?.data(Buffer.from('5678'));
    seen.handlers?.ended();
    expect(await answer).toEqual({ status: 200, headers: { 'content-type': 'text/plain' }, body: '12345678' });
    expect(seen).toMatchObject({ isCancelled: true, aborted: 0 });
  });

  it('gives up at the byte that is too many', async () => {
    const { seen, answer } = world();
    seen.handlers?.started(200, {}, FLOW);
    seen.handlers?.data(Buffer.from('123456789'));
    await expect(answer).rejects.toThrow(LongAnswer);
    expect(seen).toMatchObject({ isCancelled: true, aborted: 1 });
  });

  it('gives up when the time is over', async () => {
    const { seen, answer } = world();
    seen.fire();
    await expect(answer).rejects.toThrow(LateAnswer);
    expect(seen.aborted).toBe(1);
  });

  it('passes on what the transport says', async () => {
    const { seen, answer } = world();
    seen.handlers?.failed(new Error('ECONNREFUSED'));
    await expect(answer).rejects.toThrow('ECONNREFUSED');
  });
});
