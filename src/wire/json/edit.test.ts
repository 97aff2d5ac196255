import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson, spaces } from '../../../testkit/tricky-json.ts';
import { applyEdits, lengthOf, type Edit } from './edit.ts';
import { scanDocument } from './scan.ts';

const scan = (text: string) => scanDocument(Buffer.from(text));
const edit = (text: string, ...edits: Edit[]): string => Buffer.concat(applyEdits(scan(text), edits)).toString();

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

  it('reads escaped keys as what they mean, so that no spelling slips past an edit', () => {
    expect(edit('{"mo\\u0064el":"x","a":1}', { type: 'remove', key: 'model' })).toBe('{"a":1}');
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
