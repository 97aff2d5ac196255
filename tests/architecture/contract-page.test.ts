/** Comments cite the contract by the sections of a page of our own: each citation leads to one. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const PAGE = 'docs/reference/portkey-contract.md';
const CODE = ['src/**/*.ts', 'tests/**/*.ts', 'testkit/**/*.ts'];

const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');
const anchors = new Set(
  [...readFileSync(PAGE, 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? '')),
);

it('a citation of the contract leads to a section of its page', () => {
  const files = globSync(CODE).filter((file) => !file.includes('planted'));
  const cited = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bcontract#([a-z-]+[a-z])/gi)].map(([, anchor]) => ({ file, anchor })),
  );
  expect(cited.length).toBeGreaterThan(40);
  expect(cited.filter(({ anchor }) => !anchors.has(anchor ?? ''))).toEqual([]);
});

/** Published standards have paragraphs that anybody can look up. */
const STANDARD = /RFC|OpenID Connect|SAML 2\.0/;

it('nothing cites a document that is not here by its paragraph', () => {
  const strangers = globSync(CODE).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => /§ ?\d/.test(line) && !STANDARD.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(strangers).toEqual([]);
});
