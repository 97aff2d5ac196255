/** A newcomer asks, ARCHITECTURE.md answers with a path, and the path is there. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { REPOSITORY } from './planted.ts';

/** Rows of the first table under "The ten-second table": question and the paths of the answer. */
function tenSecondTable(): { question: string; paths: string[] }[] {
  const page = readFileSync(`${REPOSITORY}/ARCHITECTURE.md`, 'utf8');
  const section = page.split(/^## The ten-second table$/m)[1]?.split(/^## /m)[0] ?? '';
  const rows = section.split('\n').filter((line) => /^\| (?!-|a newcomer asks)/.test(line));
  return rows.map((row) => {
    const [, question = '', answer = ''] = row.split('|');
    return { question: question.trim(), paths: [...answer.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '') };
  });
}

describe('the ten-second table', () => {
  const table = tenSecondTable();

  it('has not lost its rows', () => {
    expect(table.length).toBeGreaterThanOrEqual(10);
  });

  it.each(table)('$question', ({ paths }) => {
    expect(paths).not.toEqual([]);
    expect(paths.filter((path) => !existsSync(`${REPOSITORY}/${path}`))).toEqual([]);
  });
});
