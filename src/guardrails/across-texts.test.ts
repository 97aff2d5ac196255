import { describe, expect, it } from 'vitest';
import { atOnce } from '../kernel/slices.ts';
import { scanAcross } from './across-texts.ts';
import { scanSecrets } from './secrets/scan-secrets.ts';
import { scanPii } from './pii/scan-pii.ts';

const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';
const scan = (text: string) => [...scanSecrets(text), ...scanPii(text, new Set(['EMAIL_ADDRESS']))];

function parts(...texts: string[]): string[] {
  const found = texts.flatMap((text, word) => scan(text).map((one) => ({ ...one, word })));
  const list = texts.map((text) => ({ text, group: 'user' }));
  return atOnce(scanAcross(list, found, scan)).map(({ word, start, end }) => texts[word]?.slice(start, end) ?? '');
}

describe('over several texts', () => {
  it('a credential is found in all the pieces that it is split into', () => {
    const [a, b, c] = [TOKEN.slice(0, 3), TOKEN.slice(3, 20), TOKEN.slice(20)];
    expect(parts(`Use ${a}`, b, `${c} now`)).toEqual([a, b, c]);
  });

  it('a credential is found at the end of a long text and the beginning of another', () => {
    const long = 'All steps are green. '.repeat(400);
    expect(parts(`${long}${TOKEN.slice(0, 9)}`, `${TOKEN.slice(9)} ${long}`)).toEqual([
      TOKEN.slice(0, 9),
      TOKEN.slice(9),
    ]);
  });

  it('what a text shows by itself does not grow by the end of the one before', () => {
    expect(parts('Please contact', 'ada@firma.ch')).toEqual([]);
    expect(parts(`Use ${TOKEN}`, 'ada@firma.ch')).toEqual([]);
  });

  it('texts of others are not joined', () => {
    const list = [
      { text: TOKEN.slice(0, 9), group: 'user' },
      { text: TOKEN.slice(9), group: 'tool-result' },
      { text: TOKEN.slice(0, 9), group: null },
      { text: TOKEN.slice(9), group: null },
    ];
    expect(atOnce(scanAcross(list, [], scan))).toEqual([]);
  });
});
