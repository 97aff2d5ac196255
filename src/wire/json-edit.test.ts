import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEdits,
  elementsOf,
  findMember,
  JsonScanError,
  lengthOf,
  membersOf,
  readMember,
  scanDocument,
  type Edit,
} from './json-edit.ts';

const scan = (text: string) => scanDocument(Buffer.from(text));
const edit = (text: string, ...edits: Edit[]): string => Buffer.concat(applyEdits(scan(text), edits)).toString();

/** Texts that hide structure in strings: quotes, backslashes, brackets, all lengths around the short-string limit. */
const trickyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'a', 'é', '\n'), maxLength: 60 }),
);
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    trickyText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(trickyText, tie('value'), { maxKeys: 5 }),
  ),
})).value;
const anyObject = fc.dictionary(trickyText, anyJson, { maxKeys: 8, noNullPrototype: true });
const spaces = fc.constantFrom(undefined, 0, 2, '\t');

describe('scanning the top level', () => {
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
        const bytes = Buffer.from(JSON.stringify({ model: 'm', messages, stream: true }, null, indent));
        const split = findMember(scanDocument(bytes, 'messages').members, 'messages')?.elements ?? [];
        const parsed = split.map(({ start, end }) => JSON.parse(bytes.toString('utf8', start, end)) as unknown);
        expect(parsed).toEqual(JSON.parse(JSON.stringify(messages)));
      }),
    );
  });

  it('reads escaped keys as what they mean, so that no spelling slips past an edit', () => {
    expect(edit('{"mo\\u0064el":"x","a":1}', { type: 'remove', key: 'model' })).toBe('{"a":1}');
  });

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
          scanDocument(Buffer.concat([Buffer.from('{"a":'), bytes]), 'a');
        } catch (error) {
          expect(error).toBeInstanceOf(JsonScanError);
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
});

describe('editing', () => {
  it('hands the very same bytes on when there is nothing to edit', () => {
    const document = scan('{ "a" : 1 }');
    expect(applyEdits(document, [])).toEqual([document.bytes]);
  });

  it.each<[string, string, Edit[], string]>([
    ['the first member', '{"a":1,"b":2}', [{ type: 'remove', key: 'a' }], '{"b":2}'],
    ['the last member', '{"a":1,"b":2}', [{ type: 'remove', key: 'b' }], '{"a":1}'],
    ['a member in the middle', '{"a":1, "b":2, "c":3}', [{ type: 'remove', key: 'b' }], '{"a":1, "c":3}'],
    [
      'neighbours at the end',
      '{"a":1,"b":2,"c":3}',
      [
        { type: 'remove', key: 'b' },
        { type: 'remove', key: 'c' },
      ],
      '{"a":1}',
    ],
    [
      'everything',
      '{"a":1,"b":2}',
      [
        { type: 'remove', key: 'a' },
        { type: 'remove', key: 'b' },
      ],
      '{}',
    ],
    ['every occurrence', '{"a":1,"b":2,"a":3}', [{ type: 'remove', key: 'a' }], '{"b":2}'],
    ['nothing that is absent', '{"a":1}', [{ type: 'remove', key: 'x' }], '{"a":1}'],
  ])('removes %s with the comma that belongs to it', (_, text, edits, expected) => {
    expect(edit(text, ...edits)).toBe(expected);
  });

  it('replaces in place, and appends what is not there', () => {
    expect(edit('{"a":1,"b":2}', { type: 'set', key: 'a', json: '"x"' })).toBe('{"a":"x","b":2}');
    expect(edit('{"a":1}', { type: 'set', key: 'v', json: '2' })).toBe('{"a":1,"v":2}');
    expect(edit('{ }', { type: 'set', key: 'v', json: '2' })).toBe('{"v":2 }');
  });

  it('leaves one member when it sets a key that stood twice', () => {
    expect(edit('{"a":1,"b":2,"a":3}', { type: 'set', key: 'a', json: '9' })).toBe('{"b":2,"a":9}');
  });

  it('drops a splice inside a member that is removed', () => {
    expect(
      edit('{"a":[1,2],"b":3}', { type: 'splice', start: 6, end: 7, replacement: '7' }, { type: 'remove', key: 'a' }),
    ).toBe('{"b":3}');
  });

  it('means for any object the same as editing the parsed object, and keeps untouched members byte for byte', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const object = fc.dictionary(key, anyJson, { maxKeys: 4, noNullPrototype: true });
    const edits = fc.uniqueArray(
      fc.oneof(
        fc.record({ type: fc.constant('remove' as const), key }),
        fc.record({ type: fc.constant('set' as const), key, json: anyJson.map((value) => JSON.stringify(value)) }),
      ),
      { selector: (one) => one.key, maxLength: 4 },
    );
    fc.assert(
      fc.property(object, edits, spaces, (original, changes, indent) => {
        const text = JSON.stringify(original, null, indent);
        const pieces = applyEdits(scan(text), changes);
        const edited = Buffer.concat(pieces).toString();
        expect(lengthOf(pieces)).toBe(Buffer.byteLength(edited));
        const expected: Record<string, unknown> = JSON.parse(text) as Record<string, unknown>;
        for (const change of changes) {
          if (change.type === 'remove') delete expected[change.key];
          else expected[change.key] = JSON.parse(change.json);
        }
        expect(JSON.parse(edited)).toEqual(expected);
        const touched = new Set<string>(changes.map((change) => change.key));
        for (const member of scan(text).members) {
          if (!touched.has(member.key))
            expect(edited).toContain(Buffer.from(text).toString('utf8', member.start, member.end));
        }
      }),
    );
  });
});

describe('the short strings of a large document', () => {
  /** Too long to be noted itself. */
  const enlarged = (value: object, indent?: string | number): string =>
    JSON.stringify({ ...value, filler: 'x'.repeat(10_000) }, null, indent);
  const holds = (text: string, wanted: string): boolean | undefined =>
    scan(enlarged(JSON.parse(text) as object)).strings?.mayHold(Buffer.from(JSON.stringify(wanted)));

  it('never lack one that stands below the top level, be it a key or a value, in any nesting', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anyJson), spaces, (original, indent) => {
        const text = enlarged(original, indent);
        const below = JSON.stringify(Object.values(original)).matchAll(/"(?:[^"\\]|\\.)*"/g);
        for (const [quoted] of below) expect(scan(text).strings?.mayHold(Buffer.from(quoted))).toBe(true);
      }),
    );
  });

  it('do without the keys of the top level, which are members', () => {
    expect(holds('{"system":"be brief","messages":[{"role":"user"}]}', 'system')).toBe(false);
    expect(holds('{"system":"be brief","messages":[{"role":"system"}]}', 'system')).toBe(true);
  });

  it('say nothing about long strings, which are passed over and not looked at', () => {
    const long = 'x'.repeat(200);
    expect(holds(`{"a":["${long}"]}`, long)).toBe(true);
    expect(holds('{"a":[]}', long)).toBe(true);
  });

  it('are not noted in a small one, which is searched as fast', () => {
    expect(scan('{"a":["b"]}').strings).toBeUndefined();
  });
});
