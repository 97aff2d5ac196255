import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileWat } from './compile-wat.ts';

it('the bytes that run are those of the .wat beside them: run `npm run wat` when this fails', async () => {
  const compiled = await compileWat();
  expect(compiled.map(({ path }) => path).toSorted()).toEqual(['src/wire/json/skip.gen.ts']);
  for (const { path, text } of compiled) {
    expect(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).toBe(text);
  }
});
