/** For commands that work on the stored records themselves, whether or not the gateway runs. */
import type { Records } from '../../storage/ports/records/records.ts';
import { openRecords } from '../compose/engines.ts';
import { environment } from '../config/environment.ts';
import { requireRecords } from '../data-directory.ts';

/** Hands the records to `work` and closes them. Throws where the directory has none. */
export async function withRecords<Result>(
  dataDir: string | undefined,
  work: (records: Records) => Promise<Result>,
): Promise<Result> {
  const directory = dataDir ?? environment['TOLLGATE_DATA_DIR'] ?? '.tollgate';
  requireRecords(directory);
  const records = await openRecords(directory);
  try {
    return await work(records);
  } finally {
    await records.close();
  }
}
