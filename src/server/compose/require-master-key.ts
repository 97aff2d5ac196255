/** Whether this process has the master key that the records are sealed with. */
import { claimRecords, isMasterKey } from '../../control/master-key/reseal.ts';
import type { Records } from '../../storage/ports/records/records.ts';
import type { Sealer } from '../../storage/ports/sealer.ts';

/** A key that was rotated away, or another than that of the other processes, opens nothing: better no start than one with every integration broken. */
export async function requireMasterKey(
  records: Records,
  sealer: Sealer,
  { isShared }: { isShared: boolean },
): Promise<void> {
  if (await (isShared ? claimRecords(records, sealer) : isMasterKey(records, sealer))) return;
  await records.close();
  throw new Error(
    isShared
      ? 'The master key is not the one that the records in PostgreSQL are sealed with. Every process needs the same one: set TOLLGATE_MASTER_KEY, or copy master.key into the data directory.'
      : 'The master key is not the one that the records are sealed with: it was rotated since. Use the new one.',
  );
}
