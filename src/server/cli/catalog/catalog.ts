/** `tollgate catalog import`: prices and facts of models out of a published catalog, which a running gateway takes up. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CatalogFormatError } from '../../../catalog/import/read-model.ts';
import { readCatalog } from '../../../catalog/import/read-catalog.ts';
import type { ImportedCatalog } from '../../../catalog/imported.ts';
import { CATALOG_FILE } from '../../compose/imported-catalog.ts';
import { environment } from '../../config/environment.ts';
import { UsageError } from '../../config/options.ts';
import { readFlags, type Command, type Terminal } from '../command.ts';

const FLAGS = {
  'data-dir': { type: 'string' },
  file: { type: 'string' },
  provider: { type: 'string' },
  replace: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const;

const MAX_SHOWN = 10;

export const catalog: Command = ([verb, ...rest], terminal) => {
  if (verb !== 'import') throw new UsageError(`expected "catalog import", got "catalog ${verb ?? ''}"`.trim());
  const flags = readFlags(rest, FLAGS);
  if (flags.file === undefined) throw new UsageError('--file: the catalog to import, as JSON, is missing');
  const directory = flags['data-dir'] ?? environment['TOLLGATE_DATA_DIR'] ?? '.tollgate';
  const read = readFile(flags.file, flags.provider ?? null);
  tell(read, terminal);
  if (flags['dry-run'] === true) return Promise.resolve(0);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const target = join(directory, CATALOG_FILE);
  const before = flags.replace === true ? null : stored(target);
  const written = `${target}.new`;
  writeFileSync(written, `${JSON.stringify(merged(before, read.catalog))}\n`, { mode: 0o600 });
  // A gateway that reads it sees the old one or the new one.
  renameSync(written, target);
  terminal.print(`Written to ${target}. A running gateway takes it up within seconds.`);
  return Promise.resolve(0);
};

function readFile(file: string, provider: string | null): ReturnType<typeof readCatalog> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--file: ${file} cannot be read as JSON (${reason})`);
  }
  try {
    return readCatalog(json, { name: basename(file), provider });
  } catch (error) {
    if (error instanceof CatalogFormatError) throw new UsageError(`--file: ${error.message}`);
    throw error;
  }
}

function tell(
  { format, models, catalog: { platforms }, leftOut }: ReturnType<typeof readCatalog>,
  terminal: Terminal,
): void {
  terminal.print(`${models} models of ${Object.keys(platforms).length} providers, in the shape of ${format}`);
  for (const reason of leftOut.slice(0, MAX_SHOWN)) terminal.note(`left out: ${reason}`);
  if (leftOut.length > MAX_SHOWN) terminal.note(`left out: ${leftOut.length - MAX_SHOWN} more`);
}

function stored(file: string): ImportedCatalog | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ImportedCatalog;
  } catch {
    return null;
  }
}

/** The newer import goes before the older one, model by model. */
function merged(before: ImportedCatalog | null, after: ImportedCatalog): ImportedCatalog {
  if (before === null) return after;
  const names = new Set([...Object.keys(before.platforms), ...Object.keys(after.platforms)]);
  const platforms = Object.fromEntries(
    [...names].map((name) => [name, { ...before.platforms[name], ...after.platforms[name] }]),
  );
  const sources = new Set([...before.source.split('+'), after.source].filter((source) => source !== ''));
  return { source: [...sources].join('+'), platforms };
}
