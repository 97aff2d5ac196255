import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePaths, cutPaths, joinPaths, prepareCuts } from './cut.ts';
import { applyEdits } from './edit.ts';
import { scanDocument } from './scan.ts';

function cut(json: string, ...paths: string[]): { json: string; found: string[] } {
  const document = scanDocument(Buffer.from(json));
  const { edits, found } = cutPaths(document, compilePaths(paths));
  return { json: Buffer.concat(applyEdits(document, edits)).toString(), found };
}

describe('cutting members by path', () => {
  it('takes a top-level member with its comma', () => {
    expect(cut('{"a":1,"tags":{"x":1},"b":2}', 'tags')).toEqual({ json: '{"a":1,"b":2}', found: ['tags'] });
  });

  it('keeps every other byte, white space included', () => {
    const before = '{ "tools" : [ {"name":"a",  "strict" : true},\n {"name":"b"} ] }';
    expect(cut(before, 'tools[].strict').json).toBe('{ "tools" : [ {"name":"a"},\n {"name":"b"} ] }');
  });

  it('reaches through nested arrays', () => {
    const before = '{"m":[{"c":[{"k":{"scope":"x","t":1}},{"c":[{"k":{"t":1,"scope":"x"}}]}]}]}';
    expect(cut(before, 'm[].c[].k.scope', 'm[].c[].c[].k.scope').json).toBe(
      '{"m":[{"c":[{"k":{"t":1}},{"c":[{"k":{"t":1}}]}]}]}',
    );
  });

  it('leaves a member of the same name at another place alone', () => {
    const before = '{"m":[{"c":[{"input":{"k":{"scope":"mine"}},"scope":"mine"}]}]}';
    expect(cut(before, 'm[].c[].k.scope')).toEqual({ json: before, found: [] });
  });

  it('is not fooled by the name inside a text', () => {
    const before = String.raw`{"m":[{"k":"say \"scope\": it"}]}`;
    expect(cut(before, 'm[].k.scope').json).toBe(before);
  });

  it('takes along what it empties', () => {
    expect(cut('{"output_config":{"effort":"high"},"a":1}', 'output_config.effort').json).toBe('{"a":1}');
    expect(cut('{"m":[{"k":{"scope":1}},{"k":{"t":1}}]}', 'm[].k.scope').json).toBe('{"m":[{"k":{"t":1}}]}');
  });

  it('leaves what it empties when asked to take exactly what is named', () => {
    const cutOnly = (json: string, ...paths: string[]): string => {
      const document = scanDocument(Buffer.from(json));
      return Buffer.concat(
        applyEdits(document, cutPaths(document, compilePaths(paths), { keepEmpty: true }).edits),
      ).toString();
    };
    expect(cutOnly('{"m":[{"input":{"secret":1}}]}', 'm[].input.secret')).toBe('{"m":[{"input":{}}]}');
    expect(cutOnly('{"m":[{"a":1}, {"a":2}],"b":1}', 'm[*]')).toBe('{"m":[],"b":1}');
  });

  it('reaches one element by its index, as the document has it before any cut', () => {
    expect(cut('{"t":[1,2,3,4]}', 't[0]', 't[2]').json).toBe('{"t":[2,4]}');
    expect(cut('{"t":[{"a":1,"b":1},{"a":1,"b":1}]}', 't[1].a', 't[9].a')).toEqual({
      json: '{"t":[{"a":1,"b":1},{"b":1}]}',
      found: ['t[1].a'],
    });
    expect(cut('{"t":[[1,2],[3,4]]}', 't[*][0]').json).toBe('{"t":[[2],[4]]}');
  });

  it('joins what is said of one element and of every element', () => {
    const before = '{"t":[{"a":1,"b":1,"c":1},{"a":1,"b":1,"c":1}]}';
    expect(cut(before, 't[0].b', 't[*].a').json).toBe('{"t":[{"c":1},{"b":1,"c":1}]}');
  });

  it('takes a key for a key, even one that looks like an index', () => {
    expect(cut('{"t":{"[]":{"a":1},"0":{"a":1}}}', 't[].a', 't[0].a').found).toEqual([]);
    expect(cut(String.raw`{"t":{"say \"a\"":1,"b":2}}`, 't.say "a"').json).toBe('{"t":{"b":2}}');
  });

  it('does not mind a value of another type on the way', () => {
    for (const before of ['{"m":"scope"}', '{"m":null}', '{"m":["scope",{"k":[{"scope":1}]}]}', '{"m":{"scope":1}}']) {
      expect(cut(before, 'm[].k.scope').json).toBe(before);
    }
  });

  it('agrees with deleting from the parsed object, whatever the formatting', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const cache = fc.record({ type: fc.constant('ephemeral'), scope: value, ttl: value }, { requiredKeys: ['type'] });
    const block = fc.record(
      { type: fc.constant('text'), text: fc.string(), cache_control: cache, input: value },
      { requiredKeys: ['type'] },
    );
    const body = fc.record(
      { tags: value, messages: fc.array(fc.record({ content: fc.array(block) })), other: value },
      { requiredKeys: ['messages'] },
    );
    fc.assert(
      fc.property(body, fc.constantFrom(undefined, 1, '\t'), (input, indent) => {
        const after = cut(JSON.stringify(input, null, indent), 'tags', 'messages[].content[].cache_control.scope');
        const expected = structuredClone(input);
        delete expected.tags;
        for (const { content } of expected.messages)
          for (const { cache_control } of content) delete cache_control?.scope;
        expect(JSON.parse(after.json)).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
      { numRuns: 200 },
    );
  });

  it('stays fast on a body made of hits', () => {
    // 1 s on a two-core machine. Looking through all hits for each block takes longer than a test may.
    const block = '{"k":{"scope":1,"t":1}}';
    const json = `{"m":[${Array.from({ length: 300_000 }, () => block).join(',')}]}`;
    expect(cut(json, 'm[].k.scope').json).not.toContain('scope');
  });
});

it.each([
  [['t[0].a'], ['t[*].b', 'u'], 3],
  [['u'], ['u.x', 't'], 2],
  [[], ['t[1]'], 1],
])('joined lists cut what one list of both does: %j and %j', (one, other, count) => {
  const document = scanDocument(Buffer.from('{"t":[{"a":1,"b":1},{"a":1,"b":1}],"u":{"x":1},"v":1}'));
  const joined = joinPaths(compilePaths(one), compilePaths(other));
  const { edits, found } = cutPaths(document, compilePaths([...one, ...other]));
  expect(cutPaths(document, joined)).toEqual({ edits, found });
  expect(found).toHaveLength(count);
});

describe.each([
  ['a letter', 'strict', '\\u0073trict'],
  ['a slash', 'a/b', 'a\\/b'],
])('a key that is written with an escape for %s', (_what, key, written) => {
  it.each([
    ['in a small body', ''],
    ['in a large one', 'x'.repeat(20_000)],
  ])('is found %s', (_where, filler) => {
    const document = scanDocument(Buffer.from(`{"filler":"${filler}","tools":[{"${written}":true,"name":"x"}]}`));
    const { edits } = cutPaths(document, compilePaths([`tools[].${key}`]));
    expect(Buffer.concat(applyEdits(document, edits)).toString()).toBe(`{"filler":"${filler}","tools":[{"name":"x"}]}`);
  });
});

describe('a large document', () => {
  const MARK = { type: 'ephemeral', scope: 'global' };
  const TURNS = 5000;
  const turn = { role: 'user', content: [{ type: 'text', text: 'b', cache_control: MARK }] };
  const body = Buffer.from(JSON.stringify({ messages: Array.from({ length: TURNS }, () => turn), system: 'x' }));
  const PATHS = ['messages[].content[].cache_control.scope', 'system'];

  function prepared(paths: readonly string[]) {
    const document = scanDocument(body, 'messages');
    let pauses = 0;
    for (const slices = prepareCuts(document, compilePaths(paths)); slices.next().done !== true;) pauses += 1;
    return { document, pauses };
  }

  it('is cut in slices, with the same edits as at once', () => {
    const { document, pauses } = prepared(PATHS);
    expect(pauses).toBeGreaterThanOrEqual(TURNS / 1000);
    const { edits, found } = cutPaths(document, compilePaths(PATHS));
    expect({ edits, found }).toEqual(cutPaths(scanDocument(body, 'messages'), compilePaths(PATHS)));
    expect(edits).toHaveLength(TURNS + 1);
  });

  it('is looked through once for the same paths, and again for others', () => {
    const { document } = prepared(PATHS);
    const first = cutPaths(document, compilePaths(PATHS));
    expect(cutPaths(document, compilePaths(PATHS))).toBe(first);
    expect(cutPaths(document, compilePaths(['system'])).found).toEqual(['system']);
    const emptied = cutPaths(document, compilePaths(['messages[].content[].cache_control.type']), { keepEmpty: true });
    expect(emptied.edits).toHaveLength(TURNS);
  });
});
