/** `tollgate migrate`: copies the records from the data directory into PostgreSQL, or back. */
import { copyRecordsBetween } from '../../compose/engines.ts';
import { environment } from '../../config/environment.ts';
import { readDatabaseUrl, UsageError } from '../../config/options.ts';
import { readFlags, type Command } from '../command.ts';
import { RECORDS_FLAGS } from '../records-of.ts';

const DIRECTIONS = { 'to-postgres': 'postgres', 'to-sqlite': 'sqlite' } as const;

export const migrate: Command = async ([verb = '', ...rest], { print }) => {
  const to = Object.entries(DIRECTIONS).find(([name]) => name === verb)?.[1];
  if (to === undefined) throw new UsageError('expected "tollgate migrate to-postgres" or "tollgate migrate to-sqlite"');
  const flags = readFlags(rest, RECORDS_FLAGS);
  const dataDir = flags['data-dir'] ?? environment['TOLLGATE_DATA_DIR'] ?? '.tollgate';
  const databaseUrl = readDatabaseUrl(flags['database-url'] ?? environment['TOLLGATE_DATABASE_URL']);
  if (databaseUrl === null) throw new UsageError('--database-url / TOLLGATE_DATABASE_URL: which PostgreSQL?');
  const rows = await copyRecordsBetween({
    dataDir,
    databaseUrl,
    to,
    onTable: (table, count) => print(`${table}: ${count} rows`),
  });
  print(`Copied and compared: ${rows} rows. The records that were copied from are as they were.`);
  print(
    to === 'postgres'
      ? `Start Tollgate with TOLLGATE_DATABASE_URL and the same master key (TOLLGATE_MASTER_KEY, or ${dataDir}/master.key).`
      : 'Start Tollgate with this data directory and the same master key, and without TOLLGATE_DATABASE_URL.',
  );
  return 0;
};
