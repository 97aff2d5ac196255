/** Keeps what `tollgate catalog import` wrote in use, and takes a newer file without a restart. */
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { useImported, type ImportedCatalog } from '../../catalog/imported.ts';
import type { Logger } from '../../observe/logger.ts';

export const CATALOG_FILE = 'catalog.json';

const LOOK_EVERY_MS = 5000;

/** Returns the function that ends it. A file that cannot be read leaves what was in use. */
export function keepImportedCatalog(dataDir: string, logger: Logger): () => void {
  const file = join(dataDir, CATALOG_FILE);
  const read = (): void => {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return useImported(null);
    }
    try {
      const catalog = JSON.parse(text) as ImportedCatalog;
      useImported(catalog);
      logger.info('Imported prices are in use.', { source: catalog.source });
    } catch (error) {
      logger.warn('The imported catalog cannot be read: what was in use before stays.', { file, error });
    }
  };
  read();
  const changed = (): void => read();
  watchFile(file, { interval: LOOK_EVERY_MS, persistent: false }, changed);
  return () => unwatchFile(file, changed);
}
