/** The table of threats tells the truth: each row names a test that is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { REPOSITORY } from './planted.ts';

const rows = readFileSync(join(REPOSITORY, 'docs/reference/threats.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| threat |'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

it('the table of threats has rows of three cells', () => {
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((cells) => cells.length !== 5 || cells.slice(1, 4).includes(''))).toEqual([]);
});

it.each(rows.map(([, threat = '', , test = '']) => [threat, test]))('has a test: %s', (_, test) => {
  const paths = [...test.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
  expect(paths).not.toEqual([]);
  for (const path of paths) expect(existsSync(join(REPOSITORY, path)), path).toBe(true);
});
