import { describe, expect, it } from 'vitest';
import { callersMetadata, readBaggage, readMetadata } from './read-metadata.ts';

function read(value: unknown): { metadata: Record<string, string>; notes: string[] } {
  const notes: string[] = [];
  return { metadata: readMetadata(typeof value === 'string' ? value : JSON.stringify(value), notes), notes };
}

describe('metadata', () => {
  it('that is no JSON object is left out, and the row says so', () => {
    for (const header of ['[1]', '"text"', '7', 'null', '{', 'team=blue']) {
      expect(read(header)).toEqual({ metadata: {}, notes: [expect.stringContaining('left out')] });
    }
  });

  it('keeps numbers and flags as text, and leaves out what is nested', () => {
    expect(read({ a: 1, b: true, c: { d: 1 }, e: null, f: 'x' }).metadata).toEqual({ a: '1', b: 'true', f: 'x' });
  });

  it('with a value that is too long is cut', () => {
    expect(read({ a: 'x'.repeat(200) }).metadata).toEqual({ a: 'x'.repeat(128) });
  });

  it('with thousands of pairs keeps the first, because every row of the log carries them', () => {
    const pairs = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index + 100}`, 'v'.repeat(60)]));
    const { metadata, notes } = read(pairs);
    expect(Object.keys(metadata)).toEqual(Object.keys(pairs).slice(0, 128));
    expect(notes).toEqual([expect.stringContaining('8192 characters')]);
  });

  it('is left whole where it just fits', () => {
    const pairs = Object.fromEntries(Array.from({ length: 128 }, (_, index) => [`k${index + 100}`, 'v'.repeat(60)]));
    expect(read(pairs)).toEqual({ metadata: pairs, notes: [] });
  });
});

it.each([
  ['team=build, user=ada%20l%C3%B6w;ttl=3', { team: 'build', user: 'ada löw' }],
  ['a=1=2', { a: '1=2' }],
  ['broken=%E4, whole=yes', { whole: 'yes' }],
  ['nothing, =x, ;', {}],
  [`long=${'x'.repeat(500)}`, { long: 'x'.repeat(128) }],
  [undefined, {}],
])('baggage %j gives its pairs', (header, pairs) => {
  expect(readBaggage(header)).toEqual(pairs);
});

it('baggage takes no more room than metadata may', () => {
  const header = Array.from({ length: 400 }, (_, index) => `name-${index}=${'x'.repeat(100)}`).join(',');
  expect(JSON.stringify(readBaggage(header)).length).toBeLessThan(10_000);
});

it('headers that the operator names fill gaps only: whoever says more wins', () => {
  const headers = {
    'x-team': 'header',
    'x-project': 'header',
    'x-key': 'header',
    'x-place': 'header',
    'x-long': 'x'.repeat(200),
    'x-other': 'header',
    baggage: 'x-project=baggage',
    'x-portkey-metadata': '{"x-team":"told"}',
  };
  const tagging = {
    caller: { userId: null, metadata: { 'x-key': 'key' } },
    workspace: { metadata: { 'x-place': 'workspace' } },
    metadataHeaders: ['x-team', 'x-project', 'x-key', 'x-place', 'x-long', 'x-absent'],
  };
  expect(callersMetadata(headers, tagging, [])).toEqual({
    'x-team': 'told',
    'x-project': 'baggage',
    'x-key': 'key',
    'x-place': 'workspace',
    'x-long': 'x'.repeat(128),
  });
});
