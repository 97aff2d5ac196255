/** What users copy out of README.md and the recipes is what the program takes and gives. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { readDeclaration } from '../../src/control/declarative/read.ts';
import { mergeSettings } from '../../src/server/cli/claude-code/merge.ts';
import { REPOSITORY } from './planted.ts';

const read = (path: string): string => readFileSync(`${REPOSITORY}/${path}`, 'utf8');
const blockOf = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(read('README.md'))?.[1] ?? '';

it('the Claude Code settings are those that `tollgate claude-code` prints', () => {
  const connection = { url: 'http://127.0.0.1:8787', key: 'tg-...', provider: 'vertex-prod', config: null, models: {} };
  expect(blockOf('json')).toBe(mergeSettings('', connection).text);
});

it.each([
  ['README.md', blockOf('yaml')],
  ['docs/recipes/tollgate.yaml', read('docs/recipes/tollgate.yaml')],
])('the declarative file in %s can be read', (_, text) => {
  const sources = { environment: () => 'k'.repeat(40), readFile: () => '{"type": "service_account"}' };
  expect(readDeclaration(text, sources).integrations).toHaveLength(1);
});
