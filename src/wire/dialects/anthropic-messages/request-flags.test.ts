import { describe, expect, it } from 'vitest';
import { scanDocument } from '../../json/scan.ts';
import { anthropicVersion, requestedBetas } from './request-flags.ts';

const scan = (json: string) => scanDocument(Buffer.from(json));

describe('the flags of a request', () => {
  it('are those of its header and, after them, those of its body', () => {
    const document = scan('{"anthropic_beta":["b","a"]}');
    expect(requestedBetas({ 'anthropic-beta': 'a' }, document)).toEqual(['a', 'b']);
  });

  it('are those of the gateway’s own header in place of the client’s', () => {
    const headers = { 'x-portkey-anthropic-beta': 'own', 'anthropic-beta': 'other' };
    expect(requestedBetas(headers, scan('{}'))).toEqual(['own']);
  });

  it('are refused by name where the body’s are no JSON', () => {
    const refused = expect.objectContaining({
      code: 'invalid_json',
      message: expect.stringMatching(/^anthropic_beta:/) as string,
    });
    expect(() => requestedBetas({}, scan('{"anthropic_beta":[tru]}'))).toThrow(refused as Error);
  });
});

it.each<[string, Record<string, string>, string | null]>([
  ['none', {}, null],
  ['the client’s', { 'anthropic-version': '2023-06-01' }, '2023-06-01'],
  [
    'the gateway’s own header over the client’s',
    { 'anthropic-version': '2023-06-01', 'x-portkey-anthropic-version': '2026-10-21' },
    '2026-10-21',
  ],
])('the version is %s', (_, headers, version) => {
  expect(anthropicVersion(headers)).toBe(version);
});
