/** Every check that is registered runs the suite: a folder without a test of its own is found here. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHECKS } from './registry.gen.ts';

const FOLDERS = readdirSync(new URL('checks/', import.meta.url));

it('every folder of checks has its test', () => {
  expect(FOLDERS.length).toBeGreaterThan(15);
  const without = FOLDERS.filter((folder) => !existsSync(new URL(`checks/${folder}/index.test.ts`, import.meta.url)));
  expect(without).toEqual([]);
});

it('no two checks have the same id', () => {
  const ids = [...new Set(CHECKS.values())].flatMap(({ id, aliases }) => [id, ...aliases]);
  expect(ids).toEqual([...new Set(ids)]);
  expect(CHECKS.size).toBe(ids.length);
});
