/**
 * `npm run build`: the program under dist/, in some dozens of files instead of 2,000, which halves the time of a start. What it
 * starts besides itself (threads, the process of the log) is a file of its own, beside the others.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');

const ENTRIES = [
  'src/server/cli/main.ts',
  'src/storage/ledger/journal-worker.ts',
  'src/storage/log/engine-process.ts',
  'src/workers/embeddings/local-worker.ts',
  'src/workers/translations/translation-worker.ts',
  'src/workers/vectors/memory-worker.ts',
];

/** Packages that every start loads, in many files each. The others stay packages: some have files of their own beside their code. */
const INLINED = new Set([
  '@hono/node-server',
  '@node-saml/node-saml',
  '@xmldom/is-dom-node',
  '@xmldom/xmldom',
  'hono',
  'jose',
  'kysely',
  'undici',
  'xml-crypto',
  'xml-encryption',
  'xml2js',
  'xmlbuilder',
  'xpath',
  'yaml',
  'zod',
]);

/** As `@scope/name` of `@scope/name/part`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const isFile = (specifier: string): boolean => /^[./]|^[A-Za-z]:\\/.test(specifier);

/** Rejects with what does not compile. */
export async function buildProgram(folder: string): Promise<void> {
  await build({
    cwd: ROOT,
    input: ENTRIES,
    platform: 'node',
    external: (specifier) => !isFile(specifier) && !INLINED.has(packageOf(specifier)),
    logLevel: 'warn',
    output: { dir: folder, format: 'esm', sourcemap: true, keepNames: true },
  });
}

if (import.meta.main) {
  const folder = join(ROOT, 'dist');
  await rm(folder, { recursive: true, force: true });
  await buildProgram(folder);
}
