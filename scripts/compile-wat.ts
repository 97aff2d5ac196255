/**
 * Writes a `.gen.ts` beside every `.wat` of the source: the package is built by `tsc` alone, so the compiled bytes are a text
 * in a module. `npm run wat`; a test fails while one of them is stale.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Compiled {
  /** The `.gen.ts`, from the root of the project. */
  path: string;
  /** Its whole text, the same for the same source. */
  text: string;
}

export async function compileWat(): Promise<Compiled[]> {
  const wabt = await loadWabt();
  return globSync('src/**/*.wat', { cwd: ROOT }).map((source) => {
    const parsed = wabt.parseWat(source, readFileSync(`${ROOT}${source}`, 'utf8'), { simd: true });
    const bytes = Buffer.from(parsed.toBinary({}).buffer);
    parsed.destroy();
    const name = basename(source, '.wat');
    const text = [
      `/** ${name}.wat, compiled, in base64. Written by scripts/compile-wat.ts: do not edit. */`,
      `export const ${name.toUpperCase().replaceAll('-', '_')} = '${bytes.toString('base64')}';`,
      '',
    ].join('\n');
    return { path: source.replace(/\.wat$/, '.gen.ts'), text };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, text } of await compileWat()) writeFileSync(`${ROOT}${path}`, text);
}
