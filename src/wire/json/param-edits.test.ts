import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from './edit.ts';
import { scanDocument } from './scan.ts';
import { isObject, type JsonObject } from './object.ts';
import { compileDrops, paramEdits, type Params } from './param-edits.ts';

/** With the paths as a config writes them. */
type Given = Partial<Omit<Params, 'drops'> & { drops: readonly string[] }>;

function edited(json: string, { drops = [], ...params }: Given): string {
  const document = scanDocument(Buffer.from(json));
  const all = { defaults: {}, overrides: {}, ...params, drops: compileDrops(drops) };
  return Buffer.concat(applyEdits(document, paramEdits(document, all))).toString();
}

describe('default parameters', () => {
  it('fill what is absent and leave what is there, a null included', () => {
    const defaults = { max_tokens: 100, temperature: 0.5, top_p: 1 };
    expect(edited('{"max_tokens": 7, "top_p":null}', { defaults })).toBe(
      '{"max_tokens": 7, "top_p":null,"temperature":0.5}',
    );
  });

  it('fill absent members of an object that is there', () => {
    const defaults = { metadata: { team: 'a', user_id: 'b', deep: { x: 1 } } };
    expect(edited('{"metadata":{"user_id":"u","deep":{"y":2}}}', { defaults })).toBe(
      '{"metadata":{"user_id":"u","deep":{"y":2,"x":1},"team":"a"}}',
    );
    expect(edited('{"metadata":"none"}', { defaults })).toBe('{"metadata":"none"}');
  });
});

describe('override parameters', () => {
  it('replace in place and append what is absent', () => {
    expect(edited('{"max_tokens":7, "a":1}', { overrides: { max_tokens: 100, stop: ['x'] } })).toBe(
      '{"max_tokens":100, "a":1,"stop":["x"]}',
    );
  });

  it('are laid over objects member by member, and replace whatever is no object', () => {
    const overrides = { metadata: { team: 'a' }, thinking: { type: 'disabled' }, tools: [{ name: 'x' }] };
    expect(edited('{"metadata":{"user_id":"u"},"thinking":"on","tools":[{"name":"y"}]}', { overrides })).toBe(
      '{"metadata":{"user_id":"u","team":"a"},"thinking":{"type":"disabled"},"tools":[{"name":"x"}]}',
    );
  });

  it('keep the bytes of members that they do not name, inside an object too', () => {
    const before = '{ "metadata" : { "id": 12345678901234567890, "t":1 } , "x":1.0 }';
    expect(edited(before, { overrides: { metadata: { t: 2 } } })).toBe(
      '{ "metadata" : { "id": 12345678901234567890, "t":2 } , "x":1.0 }',
    );
  });
});

describe('dropped parameters', () => {
  it('take exactly what is named, and ignore what is missing', () => {
    const before = '{"tools":[{"function":{"strict":true}},{"function":{"strict":true,"name":"x"}}],"user":"u"}';
    expect(edited(before, { drops: ['tools[*].function.strict', 'user', 'gone', 'tools[7].x', 'user.name'] })).toBe(
      '{"tools":[{"function":{}},{"function":{"name":"x"}}]}',
    );
  });

  it('come last: they take what defaults and overrides have set', () => {
    const params = {
      defaults: { a: { x: 1, y: 1 }, b: 1 },
      overrides: { a: { z: 1 }, c: [{ k: 1 }, { k: 2, l: 3 }] },
      drops: ['a.x', 'b', 'c[*].k', 'd[0]'],
    };
    expect(edited('{"a":{"x":0},"d":[1,2]}', params)).toBe('{"a":{"y":1,"z":1},"d":[2],"c":[{},{"l":3}]}');
    expect(edited('{"a":{"x":0}}', { overrides: { a: { x: 2 } }, drops: ['a'] })).toBe('{}');
  });
});

describe('the parameter pipeline', () => {
  it('hands the very same bytes on when it has nothing to change', () => {
    const document = scanDocument(Buffer.from('{"a":{"b":1}}'));
    const params = { defaults: { a: { b: 2 } }, overrides: {} };
    expect(paramEdits(document, { ...params, drops: compileDrops(['x.y']) })).toEqual([]);
    expect(paramEdits(document, { ...params, drops: null })).toEqual([]);
  });

  it('leaves the model to the router, at the top only', () => {
    const params = { defaults: { model: 'a' }, overrides: { model: 'b', x: { model: 'c' } }, drops: ['model'] };
    expect(edited('{"model":"m"}', params)).toBe('{"model":"m","x":{"model":"c"}}');
    expect(edited('{"y":1}', params)).toBe('{"y":1,"x":{"model":"c"}}');
  });

  it('is not confused by names that objects have of themselves', () => {
    const overrides = JSON.parse('{"__proto__":{"a":1},"toString":1}');
    expect(edited('{"constructor":{}}', { overrides, defaults: { constructor: { b: 1 } } })).toBe(
      '{"constructor":{"b":1},"__proto__":{"a":1},"toString":1}',
    );
  });

  it('means the same as its three steps on the parsed object', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, 0, 1, 'text', true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const object = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
    const step = fc.constantFrom('.a', '.b', '.c', '[*]', '[0]', '[1]');
    const path = fc.tuple(key, fc.array(step, { maxLength: 3 })).map(([head, steps]) => head + steps.join(''));
    const params = fc.record({ defaults: object, overrides: object, drops: fc.array(path, { maxLength: 4 }) });
    fc.assert(
      fc.property(object, params, fc.constantFrom(undefined, 2), (body, all, indent) => {
        expect(JSON.parse(edited(JSON.stringify(body, null, indent), all))).toEqual(inThreeSteps(body, all));
      }),
      { numRuns: 3000 },
    );
  });
});

/** The pipeline as one would write it with nothing to preserve. */
function inThreeSteps(body: JsonObject, { defaults, overrides, drops }: Required<Given>): unknown {
  const changed = merged(merged(defaults, body), overrides);
  return without(
    changed,
    drops.map((path) => path.match(/[^.[\]]+/g) ?? []),
  );
}

/** `over` wins. */
function merged(under: JsonObject, over: JsonObject): JsonObject {
  const result = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return result;
}

/** The value without what the paths lead to; every path is followed in the value as it came. */
function without(value: unknown, paths: string[][]): unknown {
  const onward = (isStep: (step: string | undefined) => boolean): string[][] =>
    paths.filter(([first]) => isStep(first)).map((path) => path.slice(1));
  const inner = (item: unknown, below: string[][]): unknown[] =>
    below.some((path) => path.length === 0) ? [] : [without(item, below)];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      inner(
        item,
        onward((step) => step === '*' || step === String(index)),
      ),
    );
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([key, item]) =>
    inner(
      item,
      onward((step) => step === key),
    ).map((left) => [key, left]),
  );
  return Object.fromEntries(members);
}
