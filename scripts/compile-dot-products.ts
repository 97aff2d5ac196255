/**
 * Writes src/storage/vectors/dot-products.gen.ts from dot-products.wat beside it: the package is built by `tsc` alone, so
 * the compiled bytes are a text in a module. `npm run dot-products`; a test fails while the file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const VECTORS = new URL('../src/storage/vectors/', import.meta.url);
const SOURCE = new URL('dot-products.wat', VECTORS);
const TARGET = new URL('dot-products.gen.ts', VECTORS);

/** The file's whole text, the same for the same source. */
export async function renderDotProducts(): Promise<string> {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat('dot-products.wat', readFileSync(SOURCE, 'utf8'), { simd: true });
  const bytes = Buffer.from(parsed.toBinary({}).buffer);
  parsed.destroy();
  return [
    '/** dot-products.wat, compiled, in base64. Written by scripts/compile-dot-products.ts: do not edit. */',
    `export const DOT_PRODUCTS = '${bytes.toString('base64')}';`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, await renderDotProducts());
