/** docs/reference/compatibility.md says what the suites of tests/compat run, and each of its languages has a suite. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLAUDE_CODE, CLIENTS, CODEX } from '../compat/compatibility.data.ts';
import { renderCompatibility } from '../compat/render-compatibility.ts';
import { REPOSITORY } from './planted.ts';

it('the page is what `npm run registry` writes', () => {
  expect(readFileSync(`${REPOSITORY}/docs/reference/compatibility.md`, 'utf8')).toBe(renderCompatibility());
});

const suites = globSync('tests/compat/*.test.ts', { cwd: REPOSITORY }).map((path) =>
  readFileSync(`${REPOSITORY}/${path}`, 'utf8'),
);

// The compiler demands a driver for every row of a language.
it.each([...new Set(Object.values(CLIENTS).map(({ language }) => language))])(
  'a suite runs the rows of %s',
  (language) => {
    expect(suites.filter((suite) => suite.includes(`describeClients('${language}', {`))).toHaveLength(1);
  },
);

it.each([
  ...Object.keys(CLAUDE_CODE.on).map((place) => `CLAUDE_CODE.on.${place}`),
  ...Object.keys(CODEX.on).map((place) => `CODEX.on.${place}`),
])('a test is called by %s', (name) => {
  expect(suites.filter((suite) => suite.includes(`it(\`works \${${name}}`))).toHaveLength(1);
});
