/** For commands that work on the stored records themselves, whether or not the gateway runs. */
import type { Records } from '../../storage/ports/records/records.ts';
import { openRecords } from '../compose/engines.ts';
import { environment } from '../config/environment.ts';
import { readDatabaseUrl } from '../config/options.ts';
import { requireRecords } from '../data-directory.ts';

export const RECORDS_FLAGS = { 'data-dir': { type: 'string' }, 'database-url': { type: 'string' } } as const;

/** Hands the records to `work` and closes them. Throws where the directory has none, and UsageError. */
export async function withRecords<Result>(
  flags: { 'data-dir'?: string | undefined; 'database-url'?: string | undefined },
  work: (records: Records) => Promise<Result>,
): Promise<Result> {
  const dataDir = flags['data-dir'] ?? environment['TOLLGATE_DATA_DIR'] ?? '.tollgate';
  const databaseUrl = readDatabaseUrl(flags['database-url'] ?? environment['TOLLGATE_DATABASE_URL']);
  if (databaseUrl === null) requireRecords(dataDir);
  const records = await openRecords({ dataDir, databaseUrl });
  try {
    return await work(records);
  } finally {
    await records.close();
  }
}
