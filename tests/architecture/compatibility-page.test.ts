/** docs/reference/compatibility.md says what the suites of tests/compat run, and each of its languages has a suite. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLIENTS } from '../compat/compatibility.data.ts';
import { renderCompatibility } from '../compat/render-compatibility.ts';
import { REPOSITORY } from './planted.ts';

it('the page is what `npm run registry` writes', () => {
  expect(readFileSync(`${REPOSITORY}/docs/reference/compatibility.md`, 'utf8')).toBe(renderCompatibility());
});

// The compiler demands a driver for every row of a language.
it.each([...new Set(Object.values(CLIENTS).map(({ language }) => language))])(
  'a suite runs the rows of %s',
  (language) => {
    const suites = globSync('tests/compat/*.test.ts', { cwd: REPOSITORY }).map((path) =>
      readFileSync(`${REPOSITORY}/${path}`, 'utf8'),
    );
    expect(suites.filter((suite) => suite.includes(`describeClients('${language}', {`))).toHaveLength(1);
  },
);
