import { describe, expect, it } from 'vitest';
import { weaknessOf } from './strength.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The same numbers in every run: 0 to 1. Source: mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('an admin key that an operator chose', () => {
  it.each([
    ['too short', 'k7#pQ2x9LmZ4vB1', /at least 16 characters/],
    ['with a space', 'k7#pQ2x9LmZ4vB1 tY', /without spaces/],
    ['one character again and again', 'a'.repeat(40), /repeats itself/],
    ['a word again and again', 'tollgate'.repeat(5), /repeats itself/],
    ['digits in their order', '01234567890123456789', /counts up/],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz', /counts up/],
    ['two characters in turn', '01'.repeat(16), /repeats itself/],
    ['a placeholder', 'CHANGE-ME-before-production-x9', /placeholder/],
    ['common words', 'my-super-secret-admin-key', /common words/],
    ['the name of the product and a year', 'tollgate-admin-key-2026', /common words/],
    ['a variable of an example', 'YOUR_TOLLGATE_ADMIN_KEY', /common words/],
    ['common words behind our prefix', 'tg-admin-secret-key', /common words/],
    ['common words and a short number', 'prod-gateway-master-token-42', /common words/],
    ['common words with digits for letters', 's3cr3t-4dm1n-k3y-t0llg4t3', /common words/],
    ['an instruction that was left there', 'replace-with-a-strong-key', /common words/],
    ['words one after the other', 'correcthorsebatterystaple', /made of words/],
    ['words with dashes', 'correct-horse-battery-staple', /made of words/],
    ['words with capitals', 'SunflowerMountainRiver', /made of words/],
    ['words of a trade', 'kubernetes-cluster', /made of words/],
    ['words and a year', 'sunflower2019mountain', /made of words/],
    ['words with digits for letters', 'c0rr3ct-horse-b4ttery', /made of words/],
    ['words of another language', 'unserhaushatvierzimmer', /made of words/],
    ['two rows of the keyboard in turn', '1q2w3e4r5t6y7u8i9o0p', /keyboard/],
    ['the columns of the keyboard', '1qaz-2wsx-3edc-4rfv', /keyboard/],
    ['a password of everybody', 'my-P4ss-is-Passw0rd-2026-xyz', /placeholder/],
  ])('is weak: %s', (_, text, reason) => {
    expect(weaknessOf(text, 'organisation-service')).toMatch(reason);
  });

  it.each([
    ['hex of openssl', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['base64 of openssl', 'mR1yq0dV8c5b7xQmJ3nP6w=='],
    ['with a name in front', 'tg-admin-4e1b9c7a2d'],
    ['a name, and a run that is not all of it', 'tg-admin-repro-0123456789abcdef'],
    ['letters of one case, at random', 'xqvkzjwhpbgtmfrdlynu'],
    ['base64 without a digit', 'QkZrWnVhTmxPeVhqRmRi'],
    ['words before enough that is random', 'kubernetes-9f86d081884c7d659a2f'],
  ])('will do: %s', (_, text) => {
    expect(weaknessOf(text, 'organisation-service')).toBeNull();
  });
});

it('a key of a workspace only needs to be long enough, and to fit in a header', () => {
  expect(weaknessOf('tg-ci-0123456789abcdef', 'workspace-service')).toBeNull();
  expect(weaknessOf('tg-ci-012345678', 'workspace-user')).toMatch(/at least 16/);
});

it('random keys are not taken for words, but for a few in a thousand with letters of one case', () => {
  const random = seededRandom(9);
  const ALPHABETS = ['0123456789abcdef', '0123456789abcdefghijklmnopqrstuvwxyz', BASE64, 'abcdefghijklmnopqrstuvwxyz'];
  const refused = ALPHABETS.map((alphabet) => {
    const keys = Array.from({ length: 2000 }, () =>
      Array.from({ length: 24 }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join(''),
    );
    return keys.filter((key) => weaknessOf(key, 'organisation-service')?.includes('made of words')).length;
  });
  for (const count of refused) expect(count).toBeLessThan(10);
});
