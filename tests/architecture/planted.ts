/** Reads the planted violations: small wrong files that say in a `// breaks: rule …` line what the guard must find. */
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const REPOSITORY = resolve(import.meta.dirname, '../..');

/** Absolute path of one planted tree, which is laid out like the repository. */
export function plantedTree(name: 'rooms' | 'lint' | 'source' | 'dead'): string {
  return resolve(import.meta.dirname, 'planted', name);
}

/** `path: rule` for every violation that the tree announces, sorted; innocent files announce none. */
export function announced(tree: string): string[] {
  return globSync('**/*.ts', { cwd: tree })
    .flatMap((path) => {
      const rules = /^\/\/ breaks: (.+)$/m.exec(readFileSync(`${tree}/${path}`, 'utf8'))?.[1]?.split(' ') ?? [];
      return rules.map((rule) => `${path}: ${rule}`);
    })
    .toSorted();
}

/** What a guard found, in the form of `announced`; several findings of one rule in one file count once. */
export function found(violations: readonly { path: string; rule: string }[]): string[] {
  return [...new Set(violations.map(({ path, rule }) => `${path}: ${rule}`))].toSorted();
}
