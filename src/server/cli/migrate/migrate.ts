/** `tollgate migrate`: moves what an embedded Tollgate keeps in its data directory to the engines of several nodes, or back. */
import { createLogger } from '../../../observe/logger.ts';
import { copyRecordsBetween, moveBodies, moveLogBetween, requireUnusedRecords } from '../../compose/engines.ts';
import { readBlobsAddress } from '../../config/blobs-address.ts';
import { environment } from '../../config/environment.ts';
import { readClickhouseUrl, readDatabaseUrl, readEgress, UsageError } from '../../config/options.ts';
import { systemClock } from '../../timers.ts';
import { readFlags, type Command, type Terminal } from '../command.ts';
import { RECORDS_FLAGS } from '../records-of.ts';

type Move = (given: Given, terminal: Terminal) => Promise<void>;

const FLAGS = { ...RECORDS_FLAGS, 'clickhouse-url': { type: 'string' }, blobs: { type: 'string' } } as const;

interface Given {
  dataDir: string;
  flags: { 'database-url'?: string | undefined; 'clickhouse-url'?: string | undefined; blobs?: string | undefined };
}

const MOVES: Readonly<Record<string, Move>> = {
  'to-postgres': (given, terminal) => copyRecords('postgres', given, terminal),
  'to-sqlite': (given, terminal) => copyRecords('sqlite', given, terminal),
  'to-clickhouse': (given, terminal) => moveLog('clickhouse', given, terminal),
  'to-duckdb': (given, terminal) => moveLog('duckdb', given, terminal),
  'to-bucket': (given, terminal) => movePacks('bucket', given, terminal),
  'from-bucket': (given, terminal) => movePacks('directory', given, terminal),
};

export const migrate: Command = async ([verb = '', ...rest], terminal) => {
  const move = Object.hasOwn(MOVES, verb) ? MOVES[verb] : undefined;
  if (move === undefined) {
    throw new UsageError(`expected "tollgate migrate" with one of ${Object.keys(MOVES).join(', ')}`);
  }
  const flags = readFlags(rest, FLAGS);
  // What is made here is for nobody else, from its first byte on, whatever the directory's mode is.
  process.umask(0o077);
  await move({ flags, dataDir: flags['data-dir'] ?? environment['TOLLGATE_DATA_DIR'] ?? '.tollgate' }, terminal);
  return 0;
};

async function copyRecords(to: 'postgres' | 'sqlite', { flags, dataDir }: Given, { print }: Terminal): Promise<void> {
  const databaseUrl = readDatabaseUrl(flags['database-url'] ?? environment['TOLLGATE_DATABASE_URL']);
  if (databaseUrl === null) throw new UsageError('--database-url / TOLLGATE_DATABASE_URL: which PostgreSQL?');
  const rows = await copyRecordsBetween({
    dataDir,
    databaseUrl,
    to,
    onTable: (table, count) => print(`${table}: ${count} rows`),
    onLedger: ({ accounts, spent }) =>
      print(`ledger: ${accounts} accounts with ${spent} spent, the same on both sides`),
  });
  print(`Copied and compared: ${rows} rows. What was copied from is as it was.`);
  print(
    to === 'postgres'
      ? `Start Tollgate with TOLLGATE_DATABASE_URL and the same master key (TOLLGATE_MASTER_KEY, or ${dataDir}/master.key).`
      : 'Start Tollgate with this data directory and the same master key, and without TOLLGATE_DATABASE_URL.',
  );
}

const NANO_PER_USD = 1e9;

async function moveLog(
  to: 'clickhouse' | 'duckdb',
  { flags, dataDir }: Given,
  { print, note }: Terminal,
): Promise<void> {
  const clickhouseUrl = readClickhouseUrl(flags['clickhouse-url'] ?? environment['TOLLGATE_CLICKHOUSE_URL'] ?? '');
  if (clickhouseUrl === null) throw new UsageError('--clickhouse-url / TOLLGATE_CLICKHOUSE_URL: which ClickHouse?');
  const totals = await moveLogBetween({
    dataDir,
    clickhouseUrl,
    to,
    logger: createLogger({ level: 'warn', write: note, now: systemClock.now }),
    onBatch: (moved) => print(`${moved} rows`),
  });
  const { rows, costNanoUsd, inputTokens, outputTokens } = totals;
  const cost = (costNanoUsd / NANO_PER_USD).toFixed(6);
  print(
    `Copied and compared: ${rows} rows, $${cost}, ${inputTokens} input and ${outputTokens} output tokens on both sides.`,
  );
  print(
    to === 'clickhouse'
      ? 'Start Tollgate with TOLLGATE_CLICKHOUSE_URL. log.duckdb is as it was, and is not read any more.'
      : 'Start Tollgate without TOLLGATE_CLICKHOUSE_URL. The rows in ClickHouse are as they were.',
  );
}

async function movePacks(
  to: 'bucket' | 'directory',
  { flags, dataDir }: Given,
  { print, note }: Terminal,
): Promise<void> {
  const variable = (name: string): string | undefined => environment[name] || undefined;
  const blobs = readBlobsAddress(flags.blobs ?? environment['TOLLGATE_BLOBS'] ?? '', variable);
  if (blobs === null) throw new UsageError('--blobs / TOLLGATE_BLOBS: which bucket?');
  const databaseUrl = readDatabaseUrl(flags['database-url'] ?? environment['TOLLGATE_DATABASE_URL']);
  if (databaseUrl === null) await requireUnusedRecords({ dataDir, databaseUrl });
  const packs = await moveBodies({
    dataDir,
    blobs,
    egress: readEgress(environment),
    to,
    logger: createLogger({ level: 'warn', write: note, now: systemClock.now }),
    onPack: (number, bytes) => print(`pack ${number}: ${bytes} bytes`),
  });
  print(
    to === 'bucket'
      ? `Moved: ${packs} packs, each as large in the bucket as it was here. Start Tollgate with TOLLGATE_BLOBS.`
      : `Copied: ${packs} packs, each as large here as in the bucket, which keeps them. Start Tollgate without TOLLGATE_BLOBS.`,
  );
}
