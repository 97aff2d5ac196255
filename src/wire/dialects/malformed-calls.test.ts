/** Every member of a full request in every dialect, once with each wrong value: it is refused with the name of a field, or taken; nothing throws. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Translator } from '../chat/translator.ts';
import { isObject, type JsonObject } from '../json/object.ts';
import { TRANSLATORS } from './golden.ts';

const FOLDER = new URL('golden/', import.meta.url);
const WRONG: readonly unknown[] = [undefined, null, true, -1.5, 'x', '', [], [null], ['x'], [[]], {}, { x: { x: [] } }];

type Path = readonly (string | number)[];

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* pathsIn(item, [...path, index]);
  else if (isObject(value)) for (const [key, member] of Object.entries(value)) yield* pathsIn(member, [...path, key]);
}

/** A copy with another value at that path; undefined takes it out. */
function withValue(body: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(body)) return body.map((item, index) => (index === step ? withValue(item, rest, value) : item));
  const copy = { ...(body as JsonObject) };
  copy[String(step)] = withValue(copy[String(step)], rest, value);
  return copy;
}

const bodies = [...TRANSLATORS.values()].flatMap((translator) =>
  readdirSync(new URL(`${translator.id}/`, FOLDER))
    // Each member of it is in another one, too.
    .filter((name) => name.endsWith('.in.json') && name !== 'claude-code.in.json')
    .map((name) => ({ translator, name, text: readFileSync(new URL(`${translator.id}/${name}`, FOLDER), 'utf8') })),
);

/** Writes the call for everybody; returns the place that is refused, or null. */
function problemIn(translator: Translator, body: unknown): string | null {
  const read = translator.readCall(JSON.parse(JSON.stringify(body)) as JsonObject, { model: 'm', stream: false });
  if (!read.ok) return read.problem.field;
  for (const target of TRANSLATORS.values()) {
    target.writeCall(read.call, { model: 'm', maxOutputTokens: null, quirks: {} });
  }
  return null;
}

describe.each(bodies)('$translator.id: $name', ({ translator, text }) => {
  const body = JSON.parse(text) as JsonObject;

  it('with any member of a wrong type is refused with a field, or taken, and never ends in an exception', () => {
    for (const path of pathsIn(body)) {
      for (const value of WRONG) {
        const what = `${path.join('.')} = ${JSON.stringify(value)}`;
        let field: string | null = null;
        expect(() => (field = problemIn(translator, withValue(body, path, value))), what).not.toThrow();
        if (field !== null) expect(field, what).toMatch(/^\w/);
      }
    }
  });

  it('with a list of 500 levels is refused, or taken, and never ends in an exception', () => {
    let deep: unknown = [];
    for (let depth = 0; depth < 500; depth += 1) deep = [deep];
    for (const key of Object.keys(body)) {
      expect(() => problemIn(translator, { ...body, [key]: deep }), key).not.toThrow();
    }
  });
});
