/** `tollgate secrets rotate`: a new master key for everything that is sealed. */
import { rotateMasterKey } from '../../compose/engines.ts';
import { environment } from '../../config/environment.ts';
import { readOptions, UsageError } from '../../config/options.ts';
import type { Command } from '../command.ts';

export const secrets: Command = async ([verb, ...args], { print }) => {
  if (verb !== 'rotate') throw new UsageError(`"tollgate secrets" takes the word rotate, got "${verb ?? ''}"`);
  const options = readOptions(args, environment);
  const count = await rotateMasterKey(options, environment['TOLLGATE_NEW_MASTER_KEY'] || undefined);
  print(count === 0 ? 'Everything is sealed with the new master key already.' : `Sealed anew: ${count} rows.`);
  print(
    options.masterKey === undefined
      ? `The new key is in ${options.dataDir}/master.key. Back it up: a backup of the records from before takes the old one.`
      : 'Set TOLLGATE_MASTER_KEY to the new key now, and unset TOLLGATE_NEW_MASTER_KEY. The old one is refused from here on.',
  );
  return 0;
};
