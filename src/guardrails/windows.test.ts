import { expect, it } from 'vitest';
import { atOnce } from '../kernel/slices.ts';
import { linearPattern } from './linear-pattern.ts';
import { scanSecrets } from './secrets/scan-secrets.ts';
import { MAX_FINDINGS, scanInWindows } from './windows.ts';

const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';
const found = (text: string) =>
  atOnce(scanInWindows(text, scanSecrets)).map(({ start, end }) => text.slice(start, end));

it.each([65_500, 65_536, 57_300, 61_400, 131_000])(
  'a credential at %i, where a window ends, is found once and whole',
  (at) => {
    const filler = 'lorem ipsum dolor sit amet '.repeat(12_000);
    const text = `${filler.slice(0, at)} ${TOKEN} ${filler.slice(0, 150_000)}`;
    expect(found(text)).toEqual([TOKEN]);
  },
);

it('a line of ten megabytes is read in slices, each with a pause behind it', () => {
  const slices = scanInWindows(`${'a1b2c3 '.repeat(1_500_000)}${TOKEN}`, scanSecrets);
  let pauses = 0;
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) {
      expect(value).toHaveLength(1);
      break;
    }
    pauses += 1;
  }
  expect(pauses).toBeGreaterThan(150);
});

it('fails after more findings than anybody writes: what follows must not pass unread', () => {
  let windows = 0;
  const everywhere = (text: string) => {
    windows += 1;
    return Array.from(text, (_, start) => ({ start, end: start + 1, kind: 'X' }));
  };
  expect(() => atOnce(scanInWindows('x'.repeat(300_000), everywhere))).toThrow(`more than ${MAX_FINDINGS} findings`);
  expect(windows).toBe(1);
});

it('fails where a pattern is found once too often in a short text: the last place must not pass unmasked', () => {
  const everyA = (text: string) =>
    linearPattern('a')
      .places(text)
      .map((place) => ({ ...place, kind: 'A' }));
  const scan = (count: number) => atOnce(scanInWindows('a '.repeat(count), everyA));
  expect(scan(MAX_FINDINGS)).toHaveLength(MAX_FINDINGS);
  expect(() => scan(MAX_FINDINGS + 1)).toThrow(`more than ${MAX_FINDINGS} findings`);
});
