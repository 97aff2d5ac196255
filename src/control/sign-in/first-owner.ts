/** The first owner: a link, printed at the start while an organisation has no people, makes one who signs in with a password. */
import { z } from 'zod';
import type { OrganisationId } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { Email } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { audit, change } from '../transaction.ts';
import { newUser } from '../users/new-user.ts';
import { viewUser } from '../users/view.ts';
import { actingAs } from './acting-as.ts';
import { auditSession } from './audit.ts';
import { LinkToken, linkGone, NewPassword, PersonName } from './fields.ts';
import { requireStrong } from './password.ts';
import { startSession, type StartedSession } from './sessions.ts';
import { newToken } from './tokens.ts';

const HOUR_MS = 3_600_000;
const VALID_MS = 24 * HOUR_MS;

/** The secret of a new link; null when there are people already. An earlier link stops working. */
export function offerFirstOwner(context: ControlContext, organisationId: OrganisationId): Promise<string | null> {
  return context.records.within(organisationId, async (tx) => {
    if (await hasPeople(tx)) return null;
    const { token, tokenHash } = newToken(context);
    const expiresAt = context.clock.now() + VALID_MS;
    await tx.oneTimeTokens.put({ tokenHash, organisationId, purpose: 'first-owner', userId: null, expiresAt });
    return token;
  });
}

async function hasPeople(tx: TenantRecords): Promise<boolean> {
  return (await tx.users.list({}, { currentPage: 0, pageSize: 1 })).total > 0;
}

const MakeFirstOwner = z.strictObject({
  token: LinkToken,
  email: Email,
  password: NewPassword,
  first_name: PersonName,
  last_name: PersonName,
});

/** Signs the new owner in. Throws `not_found` for a link that was used, is over, or never was. */
export async function makeFirstOwner(context: ControlContext, input: unknown): Promise<StartedSession> {
  const wanted = parseInput(MakeFirstOwner, input);
  const succeed = await context.signInLimits.begin({ address: context.request?.address ?? '', account: 'first-owner' });
  requireStrong(wanted.password, wanted.email);
  const tokenHash = hashKey(wanted.token);
  const token = await context.records.system(({ signIn }) => signIn.findToken(tokenHash));
  if (token?.purpose !== 'first-owner' || token.expiresAt <= context.clock.now()) throw linkGone();
  const hash = await context.passwords.hash(wanted.password);
  await succeed();
  const user = newUser(context, { ...wanted, organisationId: token.organisationId, role: 'owner' });
  const acting = actingAs(context, user);
  return change(acting, async (tx) => {
    if ((await tx.oneTimeTokens.take(tokenHash)) === null || (await hasPeople(tx))) throw linkGone();
    await tx.users.insert(user);
    await tx.users.putPassword(user.id, hash);
    await audit(acting, tx, {
      action: 'user.create',
      subject: { ...user, workspaceId: null },
      after: viewUser(user, []),
    });
    const started = await startSession(context, tx, { proven: { userId: user.id }, method: 'password' });
    await auditSession(context, tx, { action: 'session.create', session: started.session });
    return started;
  });
}
