import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderDotProducts } from '../../../scripts/compile-dot-products.ts';

it('the bytes that run are those of dot-products.wat: run `npm run dot-products` when this fails', async () => {
  expect(readFileSync(new URL('dot-products.gen.ts', import.meta.url), 'utf8')).toBe(await renderDotProducts());
});
