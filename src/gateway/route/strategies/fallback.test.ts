import { describe, expect, it } from 'vitest';
import { fallsFrom } from './fallback.ts';

describe('a fallback goes on to the next target', () => {
  it.each<[number, readonly number[] | null, boolean]>([
    // Without a list: after everything that is no success.
    [200, null, false],
    [204, null, false],
    [246, null, false],
    [299, null, false],
    [199, null, true],
    [302, null, true],
    [400, null, true],
    [401, null, true],
    [408, null, true],
    [412, null, true],
    [429, null, true],
    [529, null, true],
    [0, null, true],
    // With a list: after its members only, successes included.
    [429, [429, 503], true],
    [500, [429, 503], false],
    [200, [429, 503], false],
    [246, [246], true],
    [408, [408], true],
    [408, [429], false],
    [412, [412], true],
    // No answer has no code to be listed by.
    [0, [429], true],
    [0, [], true],
    [500, [], false],
  ])('after %d with the list %j: %j', (status, codes, expected) => {
    const onStatusCodes = codes === null ? null : new Set(codes);
    const why = fallsFrom({ status, stopReason: null }, { onStatusCodes, onStopReasons: new Set() });
    expect(why).toBe(expected ? (status === 0 ? 'no answer' : String(status)) : null);
  });

  it.each<[string | null, string[], string | null]>([
    ['refusal', ['refusal'], 'the stop reason refusal'],
    ['refusal', ['max_tokens', 'refusal'], 'the stop reason refusal'],
    ['refusal', [], null],
    ['end_turn', ['refusal'], null],
    [null, ['refusal'], null],
  ])('after a success that stopped with %j and the list %j: %j', (stopReason, reasons, expected) => {
    const onStopReasons = new Set(reasons);
    expect(fallsFrom({ status: 200, stopReason }, { onStatusCodes: null, onStopReasons })).toBe(expected);
    expect(fallsFrom({ status: 200, stopReason }, { onStatusCodes: new Set([503]), onStopReasons })).toBe(expected);
  });
});
