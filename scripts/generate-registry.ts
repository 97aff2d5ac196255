/**
 * Writes the registries of what is declared by its place: providers and checks, one folder each; migrations, routes of
 * the admin API and suites of the records, one file each. A folder's index.ts exports one Provider or one Check, or a
 * list of them. Run it after adding one: `npm run registry`. A test fails while a registry is stale.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Registry {
  /** Of src/. */
  file: string;
  /** Of src/, with a folder for each. */
  folders: string;
  /** From the file, where the shape is. */
  shape: string;
  type: string;
  list: string;
  /** What each is known by. */
  says: string;
  /** Keys of one entry, as code. */
  keys: string;
}

const REGISTRIES: readonly Registry[] = [
  {
    file: 'providers/registry.gen.ts',
    folders: 'providers/',
    shape: './provider.ts',
    type: 'Provider',
    list: 'PROVIDERS',
    says: 'Every provider by the contract id.',
    keys: '.map((provider) => [provider.id, provider])',
  },
  {
    file: 'guardrails/registry.gen.ts',
    folders: 'guardrails/checks/',
    shape: './check.ts',
    type: 'Check',
    list: 'CHECKS',
    says: 'Every check by its ids.',
    keys: '.flatMap((check) => [check.id, ...check.aliases].map((id): [string, Check] => [id, check]))',
  },
];

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

/** The file's whole text, the same for the same folders. */
function renderRegistry({ file, folders, shape, type, list, says, keys }: Registry): string {
  const entries = readdirSync(`${SRC}${folders}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ folder: entry.name, ...exported(`${folders}${entry.name}`, type) }))
    .toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
  const from = folders.slice(file.lastIndexOf('/') + 1);
  return [
    `/** ${says} Written by scripts/generate-registry.ts: do not edit. */`,
    ...entries.map(({ folder, name }) => `import { ${name} } from './${from}${folder}/index.ts';`),
    `import type { ${type} } from '${shape}';`,
    '',
    `export const ${list}: ReadonlyMap<string, ${type}> = new Map(`,
    `  [${entries.map(({ name, isList }) => (isList ? `...${name}` : name)).join(', ')}]${keys},`,
    ');',
    '',
  ].join('\n');
}

function exported(folder: string, type: string): { name: string; isList: boolean } {
  const source = readFileSync(`${SRC}${folder}/index.ts`, 'utf8');
  const form = new RegExp(`^export const (\\w+): (${type}|readonly ${type}\\[\\])(?= =)`, 'm');
  const [, name, found] = form.exec(source) ?? [];
  if (name !== undefined) return { name, isList: found !== type };
  throw new Error(`src/${folder}/index.ts exports no \`const …: ${type}\`, nor a list of them.`);
}

const MIGRATIONS = 'storage/records/migrations/';

/** The registry of the migrations, in the order of their names. */
function renderMigrations(): string {
  const names = readdirSync(`${SRC}${MIGRATIONS}`)
    .filter((name) => /^\d{4}-[\w-]+\.ts$/.test(name))
    .map((name) => ({
      file: name,
      as: `m${name.slice(0, -3).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));
  return [
    '/** Every migration of the records, oldest first. Written by scripts/generate-registry.ts: do not edit. */',
    `import type { Migration } from '../migration.ts';`,
    ...names.map(({ file, as }) => `import { migration as ${as} } from './${file}';`),
    '',
    'export const MIGRATIONS: readonly Migration[] = [',
    ...names.map(({ as }) => `  ${as},`),
    '];',
    '',
  ].join('\n');
}

/** One list of what the files of a folder export. */
interface FileList {
  file: string;
  /** The name in what a file of the folder exports, as group 1. Other files are left out. */
  exported: RegExp;
  says: string;
  imports: readonly string[];
  list: (names: readonly string[]) => readonly string[];
}

const FILE_LISTS: readonly FileList[] = [
  {
    file: 'http/admin/routes.gen.ts',
    exported: /^export const (\w+_ROUTES): readonly Route\[\] = /m,
    says: 'The routes of every noun of the admin API.',
    imports: ["import type { Route } from './route.ts';"],
    list: (names) => ['export const ALL_ROUTES: readonly Route[] = [', ...names.map((name) => `  ...${name},`), '];'],
  },
  {
    file: 'storage/ports/records/nouns.gen.suite.ts',
    exported: /^export function (describe(?!Records\b)\w+)\(open: OpenRecords\): void/m,
    says: 'The suite of every noun of the records.',
    imports: ["import type { OpenRecords } from './fixture.suite.ts';"],
    list: (names) => [
      'export const NOUN_SUITES: readonly ((open: OpenRecords) => void)[] = [',
      ...names.map((name) => `  ${name},`),
      '];',
    ],
  },
];

function renderFileList({ file, exported: form, says, imports, list }: FileList): string {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const found = readdirSync(`${SRC}${folder}`)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('.gen.'))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .flatMap((name) => {
      const exportedName = form.exec(readFileSync(`${SRC}${folder}${name}`, 'utf8'))?.[1];
      return exportedName === undefined ? [] : [{ name, exportedName }];
    });
  return [
    `/** ${says} Written by scripts/generate-registry.ts: do not edit. */`,
    ...found.map(({ name, exportedName }) => `import { ${exportedName} } from './${name}';`),
    ...imports,
    '',
    ...list(found.map(({ exportedName }) => exportedName)),
    '',
  ].join('\n');
}

export const GENERATED: readonly { file: string; render: () => string }[] = [
  ...REGISTRIES.map((registry) => ({ file: registry.file, render: () => renderRegistry(registry) })),
  { file: `${MIGRATIONS}registry.gen.ts`, render: renderMigrations },
  ...FILE_LISTS.map((one) => ({ file: one.file, render: () => renderFileList(one) })),
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { file, render } of GENERATED) writeFileSync(`${SRC}${file}`, render());
}
