/** `tollgate reset-password`: a link with which somebody chooses a new password, for whoever has the machine. */
import { randomBytes } from 'node:crypto';
import { newResetToken, resetLink } from '../../../control/sign-in/reset-password.ts';
import { environment } from '../../config/environment.ts';
import { UsageError } from '../../config/options.ts';
import { systemClock } from '../../timers.ts';
import { DEFAULT_URL, readFlags, readUrl, type Command } from '../command.ts';
import { RECORDS_FLAGS, withRecords } from '../records-of.ts';

const FLAGS = {
  ...RECORDS_FLAGS,
  email: { type: 'string' },
  url: { type: 'string' },
  'second-factor': { type: 'boolean' },
} as const;

export const resetPassword: Command = async (args, { print }) => {
  const flags = readFlags(args, FLAGS);
  const email = (flags.email ?? '').trim().toLowerCase();
  if (email === '') throw new UsageError('--email: whose password?');
  const url = flags.url ?? environment['TOLLGATE_PUBLIC_URL'] ?? environment['TOLLGATE_URL'] ?? DEFAULT_URL;
  const base = readUrl('url', url).replace(/\/+$/, '');
  return withRecords(flags, async (records) => {
    const users = await records.system(({ signIn }) => signIn.usersByEmail(email));
    if (users.length === 0) throw new UsageError(`--email: nobody has an account with ${email}`);
    for (const user of users) {
      const token = await records.within(user.organisationId, async (tx) => {
        if (flags['second-factor'] === true) await tx.secondFactors.removeAll(user.id);
        return newResetToken({ clock: systemClock, randomBytes }, tx, user);
      });
      print(`${user.email} (${user.role}): ${resetLink(base, token)}`);
    }
    if (flags['second-factor'] === true) print('The second factor is gone: the password alone signs in.');
    print('Each link works once, for an hour, and ends every session of the person.');
    return 0;
  });
};
