import { describe, expect, it } from 'vitest';
import { cutStrings } from './cut-strings.ts';

const LONG = 'long \\u00fc "quoted" ü '.repeat(20_000);
const event = (value: unknown) => Buffer.from(`event: x\ndata: ${JSON.stringify(value)}\n\n`);
const data = (bytes: Buffer): unknown => JSON.parse(/data: (.*)/.exec(bytes.toString())?.[1] ?? '');

describe('the long strings of a large event', () => {
  it('are left out up to their beginnings, and everything else stays', () => {
    const value = { text: LONG, usage: { tokens: 7 }, short: 'a "b" \\', more: [LONG, 1, LONG] };
    const { bytes, cut } = cutStrings(event(value));
    const read = data(bytes) as typeof value;
    expect(read).toMatchObject({ usage: { tokens: 7 }, short: value.short });
    expect(LONG.startsWith(read.text) && read.text.length > 50).toBe(true);
    expect(cut).toBe(event(value).length - bytes.length);
    expect(bytes.length).toBeLessThan(1000);
  });

  it('end between two characters and two escapes, wherever the cut falls', () => {
    for (let shift = 0; shift < 12; shift += 1) {
      const text = 'x'.repeat(shift) + '"ü\u{1f600}\\'.repeat(40_000);
      const read = data(cutStrings(event([text])).bytes) as [string];
      expect(text.startsWith(read[0])).toBe(true);
    }
  });

  it.each([
    ['a small event', event({ text: 'x'.repeat(10_000) })],
    ['an event that is cut off', Buffer.from(`data: {"a":"${LONG}`)],
  ])('stay in %s', (_, bytes) => {
    expect(cutStrings(bytes)).toEqual({ bytes, cut: 0 });
  });
});
