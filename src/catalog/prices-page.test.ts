import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderPricesPage } from '../../scripts/render-prices.ts';
import { SURCHARGES } from './price-surcharges.data.ts';

const PAGE = readFileSync(new URL('../../docs/reference/prices.md', import.meta.url), 'utf8');

it('the page of prices is what the catalog says', () => {
  expect(PAGE).toBe(renderPricesPage());
});

it.each(['fast mode', 'US-only inference', 'Batch API', 'regional and multi-region endpoints', 'Priority Tier'])(
  'the page lists the surcharge for %s with its source and date',
  (label) => {
    const rules = SURCHARGES.filter((rule) => rule.label === label && rule.percent !== 100);
    expect(rules.length).toBeGreaterThan(0);
    for (const { source, asOf, models, platform } of rules) {
      const line = PAGE.split('\n').find(
        (text) => text.startsWith(`| ${label} | ${platform} |`) && text.includes(models.name),
      );
      expect(line).toContain(source);
      expect(line).toContain(asOf);
    }
  },
);

it.each([
  ['web search', '$10 for 1,000 searches'],
  ['one-hour cache write', '2 × the input price'],
  ['long context: `claude-sonnet-4-20250514` on vertex', 'input 3 → 6 above 200,000, output 15 → 22.5 above 200,000'],
  ['long context: `claude-haiku-5-5` on anthropic', 'input 0.1 → 0.5 above 100,000, output 0.5 → 2.5 above 100,000'],
])('the page gives a source and a date for %s', (what, price) => {
  const line = PAGE.split('\n').find((text) => text.startsWith(`| ${what}`));
  expect(line).toContain(price);
  expect(line).toMatch(/<https:[^>]+>.* \| 2026-11-29 \|$/);
});

it.each([
  ['vertex', 'claude-3-7-sonnet-20250219', 'cache read', '0.3', '–'],
  ['vertex', 'claude-sonnet-4-5-20250929', 'input', '3 → 6 above 200,000', '3'],
  ['anthropic', 'claude-sonnet-4-20250514', 'output', '15 → 22.5 above 200,000', '15'],
])('the page says where the sources differ: %s %s %s', (platform, id, what, ours, theirs) => {
  expect(PAGE).toContain(`| ${platform} | \`${id}\` | ${what} | ${ours} | ${theirs} |`);
});
