/**
 * Writes src/providers/registry.gen.ts from the folders of src/providers/: each one's index.ts exports one Provider, or
 * a list of them.
 * Run it after adding a provider: `node scripts/generate-registry.ts`. A test fails while the file is stale.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PROVIDERS = fileURLToPath(new URL('../src/providers/', import.meta.url));
const TARGET = `${PROVIDERS}registry.gen.ts`;

/** The file's whole text, the same for the same folders. */
export function renderRegistry(): string {
  const entries = readdirSync(PROVIDERS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ folder: entry.name, ...exported(entry.name) }))
    .toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
  return [
    '/** Every provider by the contract id. Written by scripts/generate-registry.ts: do not edit. */',
    ...entries.map(({ folder, name }) => `import { ${name} } from './${folder}/index.ts';`),
    "import type { Provider } from './provider.ts';",
    '',
    'export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(',
    `  [${entries.map(({ name, isList }) => (isList ? `...${name}` : name)).join(', ')}].map((provider) => [provider.id, provider]),`,
    ');',
    '',
  ].join('\n');
}

function exported(folder: string): { name: string; isList: boolean } {
  const source = readFileSync(`${PROVIDERS}${folder}/index.ts`, 'utf8');
  const [, name, type] = /^export const (\w+): (Provider|readonly Provider\[\])(?= =)/m.exec(source) ?? [];
  if (name !== undefined) return { name, isList: type !== 'Provider' };
  throw new Error(`src/providers/${folder}/index.ts exports no \`const …: Provider\`, nor a list of them.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, renderRegistry());
