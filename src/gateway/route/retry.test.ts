import { describe, expect, it } from 'vitest';
import type { FailureReading } from '../../providers/provider.ts';
import type { RetryConfig } from '../../routing/parse.ts';
import { decide, type Tried } from './retry.ts';

const RETRY_CODES = [429, 500, 502, 503, 504, 529];
const MINUTE = 60_000;

const RETRY: RetryConfig = { attempts: 5, onStatusCodes: new Set(RETRY_CODES), useRetryAfter: false };
const LISTENS: RetryConfig = { ...RETRY, useRetryAfter: true };
const FRESH: Tried = { retries: 0, waitedMs: 0 };
const MIDDLE = (): number => 0.5;
const GIVE_UP = { action: 'give-up', exhausted: false };
const EXHAUSTED = { action: 'give-up', exhausted: true };

function saying(status: number, own: Partial<FailureReading> = {}) {
  const reading: FailureReading = {
    status,
    native: null,
    isOverloaded: false,
    thinkingRefused: false,
    message: 'No',
    retryAfterMs: null,
    upstreamRequestId: null,
    credentialRefused: false,
    refusal: null,
    ...own,
  };
  return { status, reading };
}
const SILENCE = { status: 0, reading: null };

const after = (
  failure: ReturnType<typeof saying> | typeof SILENCE,
  own: Partial<Tried> = {},
  retry: RetryConfig | null = RETRY,
) => decide(failure, { ...FRESH, ...own }, { retry, random: MIDDLE });

describe('whether a failed attempt is tried again', () => {
  it.each(RETRY_CODES)('after %d', (status) => {
    expect(after(saying(status))).toEqual({ action: 'again', waitMs: 1000 });
  });

  it.each([400, 401, 403, 404, 408, 413, 501])('not after %d, unless it is listed', (status) => {
    expect(after(saying(status))).toEqual(GIVE_UP);
    expect(after(saying(status), {}, { ...RETRY, onStatusCodes: new Set([status]) })).toMatchObject({
      action: 'again',
    });
  });

  it('by a list that takes the place of the usual one', () => {
    expect(after(saying(503), {}, { ...RETRY, onStatusCodes: new Set([418]) })).toEqual(GIVE_UP);
  });

  it('always when no answer came, whatever the list says', () => {
    expect(after(SILENCE, {}, { ...RETRY, onStatusCodes: new Set() })).toEqual({ action: 'again', waitMs: 1000 });
  });

  it('never without retries in the config: that is no exhaustion', () => {
    for (const failure of [saying(503), SILENCE]) {
      expect(after(failure, {}, null)).toEqual(GIVE_UP);
      expect(after(failure, {}, { ...RETRY, attempts: 0 })).toEqual(GIVE_UP);
    }
  });

  it('not more often than asked', () => {
    expect(after(saying(503), { retries: 4 })).toMatchObject({ action: 'again' });
    expect(after(saying(503), { retries: 5 })).toEqual(EXHAUSTED);
    expect(after(SILENCE, { retries: 1 }, { ...RETRY, attempts: 1 })).toEqual(EXHAUSTED);
  });
});

describe('how long it waits', () => {
  it.each([
    [0, 1000],
    [1, 2000],
    [2, 4000],
    [3, 8000],
    [4, 16_000],
  ])('before retry %d: around %d ms, a quarter up or down', (retries, around) => {
    const wait = (chance: number) => decide(saying(503), { ...FRESH, retries }, { retry: RETRY, random: () => chance });
    expect(wait(0)).toEqual({ action: 'again', waitMs: around * 0.75 });
    expect(wait(0.5)).toEqual({ action: 'again', waitMs: around });
    expect(wait(1 - Number.EPSILON)).toEqual({ action: 'again', waitMs: around * 1.25 });
  });

  it('as the upstream asks, only when the config listens', () => {
    expect(after(saying(429, { retryAfterMs: 7000 }), {}, LISTENS)).toEqual({ action: 'again', waitMs: 7000 });
    expect(after(saying(429, { retryAfterMs: 7000 }), {}, RETRY)).toEqual({ action: 'again', waitMs: 1000 });
  });

  it('not at all when the upstream says now', () => {
    expect(after(saying(429, { retryAfterMs: 0 }), {}, LISTENS)).toEqual({ action: 'again', waitMs: 0 });
  });

  it('as ever when the upstream asks for nothing', () => {
    expect(after(saying(429), { retries: 2 }, LISTENS)).toEqual({ action: 'again', waitMs: 4000 });
    expect(after(SILENCE, { retries: 2 }, LISTENS)).toEqual({ action: 'again', waitMs: 4000 });
  });

  it('never as long as a minute, in one piece or in all', () => {
    const asks = (retryAfterMs: number, waitedMs = 0) =>
      after(saying(429, { retryAfterMs }), { waitedMs, retries: 1 }, LISTENS);
    expect(asks(MINUTE - 1)).toEqual({ action: 'again', waitMs: 59_999 });
    expect(asks(MINUTE)).toEqual(EXHAUSTED);
    expect(asks(20_000, 40_000)).toEqual({ action: 'again', waitMs: 20_000 });
    expect(asks(20_001, 40_000)).toEqual(EXHAUSTED);
    expect(asks(Infinity)).toEqual(EXHAUSTED);
  });
});
