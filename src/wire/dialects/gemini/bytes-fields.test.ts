import { describe, expect, it } from 'vitest';
import { packState } from '../../chat/opaque-state.ts';
import { readSignature, standardBase64, writeSignature } from './bytes-fields.ts';

it('an image in the alphabet for URLs, as Python’s library sends it, reaches other vendors in the usual one', () => {
  const bytes = Buffer.from([0xfb, 0xef, 0xff, 0xfe]);
  const forUrls = '--___g==';
  expect(Buffer.from(forUrls, 'base64')).toEqual(bytes);
  expect(standardBase64(forUrls)).toBe(bytes.toString('base64'));
  expect(standardBase64('++///g==')).toBe('++///g==');
});

/** What a library does that keeps bytes: decode, and encode for URLs. */
const throughPython = (text: string): string =>
  Buffer.from(text, 'base64').toString('base64url').padEnd(text.length, '=');

describe('a thought signature', () => {
  it('of another vendor survives a library that decodes it to bytes', () => {
    const state = { issuer: 'claude', kind: 'signature', value: 'EqQB+/abc==' } as const;
    expect(readSignature(throughPython(writeSignature(state)))).toEqual(state);
  });

  it('of Gemini’s own is what Gemini wrote', () => {
    const state = { issuer: 'gemini', kind: 'signature', value: '++///g==' } as const;
    expect(writeSignature(state)).toBe(state.value);
    expect(readSignature(throughPython(state.value))).toEqual(state);
  });

  it('that an older version packed without encoding it is read', () => {
    const state = { issuer: 'gpt', kind: 'encrypted', value: 'rs_1:gAAA' } as const;
    expect(readSignature(packState(state))).toEqual(state);
  });
});
