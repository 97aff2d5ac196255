import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonArray, wantsArray } from './json-array.ts';

const written = (pieces: readonly string[]): string => {
  const frames = jsonArray.open();
  return [...pieces.map((piece) => frames.push(piece)), frames.end()].map(String).join('');
};

describe('a stream as one JSON array', () => {
  it('is the array of its events, with pings between them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.record({ text: fc.string() }), { nil: undefined }), { maxLength: 6 }),
        (events) => {
          const pieces = events.map((event) =>
            event === undefined ? ': ping\n\n' : `data: ${JSON.stringify(event)}\r\n\r\n`,
          );
          const expected = events.filter((event) => event !== undefined);
          expect(JSON.parse(written(pieces))).toEqual(expected);
        },
      ),
    );
  });

  it('sends each element when it is there', () => {
    const frames = jsonArray.open();
    expect(frames.push('data: {"a":1}\n\n').toString()).toBe('[{"a":1}');
    expect(frames.push('data: {"b":2}\n\ndata: {"c":3}\n\n').toString()).toBe('\n,\n{"b":2}\n,\n{"c":3}');
  });
});

it.each([
  ['/v1beta/models/x:streamGenerateContent', true],
  ['/v1beta/models/x:streamGenerateContent?alt=json', true],
  ['/v1beta/models/x:streamGenerateContent?alt=sse', false],
  ['/v1beta/models/x:streamGenerateContent?key=1&%24alt=sse', false],
])('%s wants an array: %s', (url, expected) => {
  expect(wantsArray(url)).toBe(expected);
});
