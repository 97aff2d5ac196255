/** The pages tell the truth about the repository: links lead somewhere, dependencies are accounted for. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { REPOSITORY } from './planted.ts';

const read = (path: string): string => readFileSync(`${REPOSITORY}/${path}`, 'utf8');

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

describe('links', () => {
  const pages = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md', 'deploy/**/*.md'], { cwd: REPOSITORY });

  it.each(pages)('every link in %s leads to a file', (page) => {
    const prose = read(page).replaceAll(/^```.*?^```/gms, '');
    const targets = [...prose.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    const local = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(local.filter((target) => !existsSync(join(REPOSITORY, dirname(page), target)))).toEqual([]);
  });
});

describe('the recipes', () => {
  const [, recipes = ''] = read('CONTRIBUTING.md').split('## Recipes');
  const paths = [...recipes.matchAll(/`((?:src|dashboard|docs|tests)\/[^`<]*|[A-Z]+\.md)`/g)].map(
    ([, path = '']) => path,
  );

  it.each([...new Set(paths)])('name a place that is there: %s', (path) => {
    expect(existsSync(join(REPOSITORY, path))).toBe(true);
  });

  it('are found', () => expect(paths.length).toBeGreaterThan(30));
});

describe('dependencies', () => {
  it('none comes in without a line in docs/decisions', () => {
    const decisions = globSync('docs/decisions/*.md', { cwd: REPOSITORY }).map(read).join('\n');
    const manifest = Manifest.parse(JSON.parse(read('package.json')));
    const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(names.filter((name) => !decisions.includes(`\`${name}\``))).toEqual([]);
  });
});
