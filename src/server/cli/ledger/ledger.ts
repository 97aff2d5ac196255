/** `tollgate ledger reconcile`: do the books of budgets agree with each other? Only reads; a gateway may be running. */
import { reconcileLedger } from '../../compose/engines.ts';
import { environment } from '../../config/environment.ts';
import { readDatabaseUrl, UsageError } from '../../config/options.ts';
import { readFlags, type Command } from '../command.ts';

const FLAGS = { 'data-dir': { type: 'string' }, 'database-url': { type: 'string' } } as const;

export const ledger: Command = async ([verb, ...rest], { print }) => {
  if (verb !== 'reconcile') throw new UsageError(`expected "ledger reconcile", got "ledger ${verb ?? ''}"`.trim());
  const flags = readFlags(rest, FLAGS);
  const directory = flags['data-dir'] ?? environment['TOLLGATE_DATA_DIR'] ?? '.tollgate';
  const databaseUrl = readDatabaseUrl(flags['database-url'] ?? environment['TOLLGATE_DATABASE_URL']);
  const found = await reconcileLedger({ dataDir: directory, databaseUrl });
  if (found === null) throw new UsageError(`--data-dir: there is no ledger in ${directory}`);
  const { accounts, postings, holds, unexplained } = found;
  print(`${accounts} accounts, ${postings} postings, ${holds} holds that stand`);
  print(`${unexplained === 0 ? '0.00' : String(unexplained)} unexplained`);
  return unexplained === 0 ? 0 : 1;
};
