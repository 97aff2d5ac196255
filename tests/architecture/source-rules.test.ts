/** Rules that no linter has hold in src, and a planted offence of each is found. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { announced, found, plantedTree, REPOSITORY } from './planted.ts';
import { type Finding, inspect } from './source-rules.ts';

function inspectTree(root: string): Finding[] {
  const names = { providers: providerNames(root), dialects: dialectNames(root) };
  return globSync('src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts', '**/*.suite.ts'] }).flatMap((path) =>
    inspect({ path, text: readFileSync(`${root}/${path}`, 'utf8') }, names),
  );
}

/** Ids and folder names of the providers, read from the providers themselves so that no list can go stale. */
function providerNames(root: string): Set<string> {
  const files = globSync('src/providers/*/*.ts', { cwd: root });
  const ids = files.flatMap((path) =>
    [...readFileSync(`${root}/${path}`, 'utf8').matchAll(/\bid: '([a-z0-9-]+)'/g)].map((match) => match[1] ?? ''),
  );
  return new Set([...ids, ...files.map((path) => path.split('/')[2] ?? '')]);
}

/** A dialect is called as its folder. */
function dialectNames(root: string): Set<string> {
  return new Set(globSync('src/wire/dialects/*/*.ts', { cwd: root }).map((path) => path.split('/')[3] ?? ''));
}

describe('rules of the house that no linter has', () => {
  it('no file of src breaks one', () => {
    const findings = inspectTree(REPOSITORY).map(({ rule, path, line }) => `${rule}: ${path}:${line}`);
    expect(findings).toEqual([]);
  });

  it('a house without providers and dialects would leave their rules without a subject', () => {
    expect(providerNames(REPOSITORY).size).toBeGreaterThan(1);
    expect(dialectNames(REPOSITORY).size).toBeGreaterThan(1);
  });
});

describe('planted offences', () => {
  it('each yields exactly the rule it announces', () => {
    const tree = plantedTree('source');
    expect(found(inspectTree(tree))).toEqual(announced(tree));
  });
});
