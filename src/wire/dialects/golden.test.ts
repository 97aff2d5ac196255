/**
 * Golden translations: `golden/<from>/<case>.in.json` is a client's body, `golden/<from>/<case>.<to>.out.json` what an
 * upstream of the other dialect gets, with every warning, or why it is refused.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/object.ts';
import { TRANSLATORS, translate } from './golden.ts';

const FOLDER = new URL('golden/', import.meta.url);

const json = (path: string): JsonObject => JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')) as JsonObject;

describe.each(readdirSync(FOLDER))('a call from %s', (from) => {
  const outputs = readdirSync(new URL(`${from}/`, FOLDER)).filter((file) => file.endsWith('.out.json'));

  it.each(outputs)('%s', (file) => {
    const [name = '', to = ''] = file.split('.');
    const asked = json(`${from}/${name}.in.json`);
    const before = JSON.stringify(asked);
    expect(translate(from, to, asked)).toEqual(json(`${from}/${file}`));
    expect(JSON.stringify(asked), 'the body that was read is as it was').toBe(before);
  });

  it('has an output in every other dialect for every case', () => {
    const names = readdirSync(new URL(`${from}/`, FOLDER)).filter((file) => file.endsWith('.in.json'));
    const wanted = names.flatMap((file) =>
      [...TRANSLATORS.keys()].map((to) => file.replace('.in.json', `.${to}.out.json`)),
    );
    expect(outputs.toSorted()).toEqual(wanted.toSorted());
  });
});
