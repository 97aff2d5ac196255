import { describe, expect, it } from 'vitest';
import { ParameterError } from './check.ts';
import { checkException, compileExceptions, hashOfText, type Exception } from './exceptions.ts';
import { whyLikelyFalse } from './likely-false.ts';

const exception = (over: Partial<Exception>): Exception => ({
  id: 'e',
  kind: 'hash',
  value: hashOfText('ada@firma.ch'),
  check: null,
  reason: '',
  author: 'ada',
  created_at: '2026-11-30T00:00:00Z',
  ...over,
});

describe('an exception', () => {
  it('covers the very text, and no other, of its own check', () => {
    const all = compileExceptions([exception({})]);
    expect(all?.covers('portkey.pii', 'ada@firma.ch')).toBe(true);
    expect(all?.covers('portkey.pii', 'ada@firma.chx')).toBe(false);
    const one = compileExceptions([exception({ check: 'portkey.pii' })]);
    expect(one?.covers('tollgate.secrets', 'ada@firma.ch')).toBe(false);
  });

  it('by a pattern covers what matches whole: a part that matches would let the rest pass', () => {
    const all = compileExceptions([exception({ kind: 'pattern', value: '[a-z]+@firma\\.ch' })]);
    expect(all?.covers('portkey.pii', 'eve@firma.ch')).toBe(true);
    expect(all?.covers('portkey.pii', 'eve@firma.ch.evil.example')).toBe(false);
    expect(all?.without('default.regexMatch', 'to eve@firma.ch and bob@other.ch')).toBe('to   and bob@other.ch');
  });

  it('that cannot run is named', () => {
    expect(() => checkException({ kind: 'pattern', value: '(a' })).toThrow(ParameterError);
    expect(() => checkException({ kind: 'hash', value: 'no' })).toThrow(ParameterError);
  });
});

it.each([
  ['EMAIL_ADDRESS', 'ada@firma.ch', 'For example: ', '', true],
  ['EMAIL_ADDRESS', 'test@firma.ch', '', '', true],
  ['CREDIT_CARD', '0000 0000 0000 0000', '', '', true],
  ['IP_ADDRESS', '4.2.1.9', 'upgraded to v', '', true],
  ['NAME', 'Ada Lovelace', 'Dear ', ',', true],
  ['EMAIL_ADDRESS', 'ada@firma.ch', 'An example.\nWrite to ', ' now', false],
  ['SSN', '536-90-4399', 'SSN: ', '', false],
])('a reviewer is told that %s %s after "%s" is likely to be false, where something speaks for it', (...args) => {
  const [kind, text, before, after, isLikely] = args;
  expect(whyLikelyFalse({ kind, text, before, after, seen: 1, of: 3 }) !== null).toBe(isLikely);
});

it('what stands in most conversations is likely to be a template', () => {
  const hit = { kind: 'EMAIL_ADDRESS', text: 'ada@firma.ch', before: '', after: '' };
  expect(whyLikelyFalse({ ...hit, seen: 8, of: 12 })).toMatch(/most conversations/);
  expect(whyLikelyFalse({ ...hit, seen: 3, of: 12 })).toBeNull();
});
