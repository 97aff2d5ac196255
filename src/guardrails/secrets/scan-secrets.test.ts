import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../../bench/guardrails/random.ts';
import { keyBlocks, namedSamples, secretNegatives, vendorSamples } from '../../../bench/guardrails/secret-samples.ts';
import { scanSecrets } from './scan-secrets.ts';

const found = (text: string) => scanSecrets(text).map(({ start, end }) => text.slice(start, end));

describe('the labelled set', () => {
  const chance = chanceOf(7);

  it('has enough of both, and every credential in it is found, whole', () => {
    const samples = [...vendorSamples(chance, 10), ...namedSamples(chance, 100), ...keyBlocks(chance, 10)];
    expect(samples.length).toBeGreaterThan(600);
    const missed = samples.filter(
      ({ text, wanted }) => !found(text).some((one) => one.includes(wanted[0]?.value ?? '')),
    );
    expect(missed.length / samples.length).toBeLessThanOrEqual(0.02);
  });

  it('finds next to nothing where code only looks like it', () => {
    const samples = secretNegatives(chance, 12);
    expect(samples.length).toBeGreaterThan(600);
    const wrong = samples.filter(({ text }) => found(text).length > 0);
    expect(wrong.map(({ text }) => text).slice(0, 5)).toEqual([]);
  });
});

describe('a credential', () => {
  const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';

  it.each([
    ['after the letter of an escape', String.raw`"line\nKEY\n${TOKEN}"`],
    ['in brackets', `(${TOKEN})`],
    ['at the end of a sentence', `I used ${TOKEN}.`],
    ['in a command', `git clone https://x:${TOKEN}@github.com/a/b`],
  ])('is found %s', (_name, text) => {
    expect(found(text).join(' ')).toContain(TOKEN);
  });

  it.each([
    ['a placeholder of dots', 'sk-ant-...'],
    ['a placeholder of x', 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ['an example of AWS', 'AKIAIOSFODNN7EXAMPLE'],
    ['a variable', 'password = os.environ["DB_PASSWORD"]'],
    ['a template', 'token: ${{ secrets.GITHUB_TOKEN }}'],
    ['a git hash', 'commit 790f87a1b2c3d4e5f60718293a4b5c6d7e8f9012'],
    ['a number of tokens', '"max_tokens": 4096000000000001'],
    ['a type', 'password: SecretString<32>'],
    ['a form', 'password: "Enter your password"'],
  ])('is not %s', (_name, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('hostile text', () => {
  it.each([
    'sk-',
    'password="',
    'eyJa.eyJ',
    '-----BEGIN PRIVATE KEY-----',
    'a:/',
    'token=',
    'AKIA',
    'Bearer a',
    'secret_',
  ])('made of %j over and over takes no more than linear time', (piece) => {
    // A pattern that reads on from each of its beginnings takes longer than a test may.
    expect(() => scanSecrets(piece.repeat(400_000 / piece.length))).not.toThrow();
  });

  it('never gives places that overlap or lie outside', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        let end = 0;
        for (const one of scanSecrets(`token="${text}" ${text}`)) {
          expect(one.start).toBeGreaterThanOrEqual(end);
          expect(one.end).toBeGreaterThan(one.start);
          end = one.end;
        }
      }),
    );
  });
});
