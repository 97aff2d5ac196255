import { describe, expect, it } from 'vitest';
import { gluedHeader, headerIn, headerLines, mergeHeaders, unglued } from './custom-headers.ts';

describe('custom headers', () => {
  it('are cut at the first colon, so that JSON arrives whole', () => {
    expect(headerIn('x-portkey-config: {"a": {"b": 1}}\r\nX-Team :core', 'x-portkey-config')).toBe('{"a": {"b": 1}}');
    expect(headerIn('X-Team :core', 'x-team')).toBe('core');
  });

  it('without a colon have no name', () => {
    expect(headerLines('x-portkey-provider @a').map(({ name }) => name)).toEqual(['']);
  });

  it.each([
    [String.raw`x-portkey-api-key: K\nx-portkey-provider: @a`, String.raw`\n`],
    [String.raw`x-portkey-api-key: K\\nx-portkey-provider: @a`, String.raw`\\n`],
    ['x-portkey-api-key: K, x-portkey-provider: @a', ','],
    ['x-portkey-api-key: K; x-portkey-provider: @a', ';'],
  ])('that became one header are found and told apart: %s', (text, by) => {
    expect(gluedHeader(text)).toEqual({ name: 'x-portkey-api-key', by });
    expect(unglued(text)).toBe('x-portkey-api-key: K\nx-portkey-provider: @a');
  });

  it.each(['x-portkey-provider: @a\nx-team: b', 'x-portkey-metadata: {"a":"b, c: d"}', ''])(
    'that are right are left alone: %j',
    (text) => {
      expect(gluedHeader(text)).toBeNull();
    },
  );

  it('merge: foreign lines stay, ours are replaced, leftovers are named', () => {
    const existing = 'x-portkey-config: pc-old\nx-team: core\nX-Portkey-Provider: @old\nno colon';
    expect(mergeHeaders(existing, [['x-portkey-provider', '@new']])).toEqual({
      text: 'x-team: core\nno colon\nx-portkey-provider: @new',
      dropped: ['x-portkey-config'],
    });
  });
});
