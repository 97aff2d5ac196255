/** A newcomer asks, ARCHITECTURE.md and docs/reference/where-is-it.md answer with paths, and the paths are there. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { REPOSITORY } from './planted.ts';

const read = (path: string): string => readFileSync(`${REPOSITORY}/${path}`, 'utf8');

/** Questions, and the paths of their answers. */
function readRows(section: string): { question: string; paths: string[] }[] {
  const rows = section.split('\n').filter((line) => /^\| (?!-|a newcomer asks)/.test(line));
  return rows.map((row) => {
    const [, question = '', answer = ''] = row.split('|');
    return { question: question.trim(), paths: [...answer.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '') };
  });
}

describe('the ten-second table', () => {
  const first = readRows(
    read('ARCHITECTURE.md')
      .split(/^## The ten-second table$/m)[1]
      ?.split(/^## /m)[0] ?? '',
  );
  const further = readRows(read('docs/reference/where-is-it.md'));

  it('has not lost its rows, and leaves ARCHITECTURE.md on one page', () => {
    expect(further.length).toBeGreaterThanOrEqual(50);
    expect(first.length).toBeGreaterThanOrEqual(20);
    expect(first.length).toBeLessThanOrEqual(25);
  });

  it.each([...first, ...further])('$question', ({ paths }) => {
    expect(paths).not.toEqual([]);
    expect(paths.filter((path) => !existsSync(`${REPOSITORY}/${path}`))).toEqual([]);
  });
});
