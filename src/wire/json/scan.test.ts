import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson, anyObject, spaces } from '../../../testkit/tricky-json.ts';
import { findMember, readMember, elementsOf, JsonScanError, membersOf, scanDocument } from './scan.ts';

/** Space before a text changes nothing but its length: a large one is passed over by SIMD, a small one plainly. */
const LARGE = ' '.repeat(9_000);
/** More than is copied to where SIMD is. */
const TOO_LARGE = ' '.repeat(4 * 1024 * 1024);

describe.each([
  ['a small text', ''],
  ['a large text', LARGE],
])('scanning the top level of %s', (_, before) => {
  const scan = (text: string, split?: string) => scanDocument(Buffer.from(before + text), split);

  it('finds each member of any JSON object, whatever hides in its strings', () => {
    fc.assert(
      fc.property(anyObject, spaces, (object, indent) => {
        const document = scan(JSON.stringify(object, null, indent));
        expect(document.members.map(({ key }) => key)).toEqual(Object.keys(object));
        for (const [key, value] of Object.entries(object)) {
          expect(readMember(document, key)).toEqual(JSON.parse(JSON.stringify(value)));
        }
      }),
    );
  });

  it('finds the elements of an array in the same pass when asked to split it', () => {
    fc.assert(
      fc.property(fc.array(anyJson, { maxLength: 6 }), spaces, (messages, indent) => {
        const { bytes, members } = scan(
          JSON.stringify({ model: 'm', messages, stream: true }, null, indent),
          'messages',
        );
        const split = findMember(members, 'messages')?.elements ?? [];
        const parsed = split.map(({ start, end }) => JSON.parse(bytes.toString('utf8', start, end)) as unknown);
        expect(parsed).toEqual(JSON.parse(JSON.stringify(messages)));
      }),
    );
  });

  it.each([15, 16, 17, 31, 32, 33, 300])(
    'finds the end of a string of %i bytes, with and without escapes at it',
    (n) => {
      const filler = 'x'.repeat(n);
      for (const value of [filler, `${filler}"`, `${filler}\\`, `"${filler}`, `${filler}\\"${filler}`]) {
        expect(readMember(scan(JSON.stringify({ value, after: 1 })), 'value')).toBe(value);
      }
    },
  );

  it('lets the last of two equal keys count, as JSON.parse does', () => {
    expect(readMember(scan('{"model":"a","model":"b"}'), 'model')).toBe('b');
  });

  it.each([
    '',
    '[]',
    '"text"',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,}',
    '{"a":"x',
    '{"a":"x\\"',
    '{"a":["x","y',
    '{"a":{"b":[',
    '{"a":[1,2}',
    '{"a":1} {}',
    '{a:1}',
    '{"a" 1}',
  ])('refuses %j as something that is not one JSON object', (text) => {
    expect(() => scan(text)).toThrow(JsonScanError);
  });

  it('never reads past the end or hangs on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          scanDocument(Buffer.concat([Buffer.from(`${before}{"a":`), bytes]), 'a');
        } catch (error) {
          expect(error).toBeInstanceOf(JsonScanError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('scanning', () => {
  it('finds the same by SIMD as without, and refuses the same, in anything that looks like JSON', () => {
    const bytes = fc.array(fc.oneof(fc.constantFrom(...Buffer.from('"\\\\{}[],:1u/')), fc.nat(255)), { maxLength: 80 });
    const scanned = (before: string, rest: readonly number[]) => {
      try {
        const { members } = scanDocument(Buffer.concat([Buffer.from(`${before}{"a":[`), Buffer.from(rest)]), 'a');
        return members.map(({ key, end, elements }) => [key, end - before.length, elements?.length]);
      } catch (error) {
        return error instanceof JsonScanError ? error.position - before.length : error;
      }
    };
    fc.assert(
      fc.property(bytes, (rest) => {
        for (const end of ['', ']}', '"]}', '"}]}']) {
          const all = [...rest, ...Buffer.from(end)];
          expect(scanned(LARGE, all)).toEqual(scanned('', all));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('lists nested members and elements by their ranges', () => {
    const bytes = Buffer.from('{"a":[{"b":1},2]}');
    const [first] = elementsOf(bytes, 5);
    expect(membersOf(bytes, first?.start ?? 0).map(({ key }) => key)).toEqual(['b']);
    expect(elementsOf(bytes, 5)).toHaveLength(2);
  });

  it('sees nothing of the text that was scanned before, where the next one is cut off', () => {
    const whole = Buffer.from(`${LARGE}{"a":["one","two"],"b":"three"}`);
    for (let length = whole.length - 1; length > LARGE.length; length -= 1) {
      scanDocument(whole);
      expect(() => scanDocument(whole.subarray(0, length))).toThrow(JsonScanError);
    }
  });

  it('stops at the end of the largest text that is copied, where a string in it never ends', () => {
    const text = Buffer.alloc(4 * 1024 * 1024, 'x');
    text.write('{"a":"');
    expect(() => scanDocument(text)).toThrow(JsonScanError);
  });

  it('finds the members of a text that is too large to be copied', () => {
    const document = scanDocument(Buffer.from(`${TOO_LARGE}{"a":["x"],"b":{"c":2}}`), 'a');
    expect(findMember(document.members, 'a')?.elements).toHaveLength(1);
    expect(readMember(document, 'b')).toEqual({ c: 2 });
    expect(document.strings).toBeUndefined();
  });
});

describe('the short strings of a large document', () => {
  const mayHold = (text: string, wanted: string): boolean | undefined =>
    scanDocument(Buffer.from(LARGE + text)).strings?.mayHold(Buffer.from(JSON.stringify(wanted)));

  it('never lack one that stands below the top level, be it a key or a value, in any nesting', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anyJson), spaces, (original, indent) => {
        const { strings } = scanDocument(Buffer.from(LARGE + JSON.stringify(original, null, indent)));
        const below = JSON.stringify(Object.values(original)).matchAll(/"(?:[^"\\]|\\.)*"/g);
        for (const [quoted] of below) expect(strings?.mayHold(Buffer.from(quoted))).toBe(true);
      }),
    );
  });

  it('do without the keys of the top level, which are members', () => {
    expect(mayHold('{"system":"be brief","messages":[{"role":"user"}]}', 'system')).toBe(false);
    expect(mayHold('{"system":"be brief","messages":[{"role":"system"}]}', 'system')).toBe(true);
  });

  it('are those of this document, and not of one before it', () => {
    expect(mayHold('{"a":[{"role":"system"}]}', 'system')).toBe(true);
    expect(mayHold('{"a":[{"role":"user"}]}', 'system')).toBe(false);
  });

  it.each(['{"a":["s\\u0079stem"]}', '{"a":[{"image\\/png":1}]}'])(
    'may be any where one is written in another way than it reads: %s',
    (text) => {
      expect(mayHold(text, 'system')).toBe(true);
      expect(mayHold(text.replaceAll(/\\./g, ''), 'system')).toBe(false);
    },
  );

  it('say nothing about long strings, which are passed over and not looked at', () => {
    const long = 'x'.repeat(200);
    expect(mayHold(`{"a":["${long}"]}`, long)).toBe(true);
    expect(mayHold('{"a":[]}', long)).toBe(true);
  });

  it('are not noted in a small one, which is searched as fast', () => {
    expect(scanDocument(Buffer.from('{"a":["b"]}')).strings).toBeUndefined();
  });
});
