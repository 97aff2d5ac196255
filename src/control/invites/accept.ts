/** Accepting an invitation: by whoever has its link, who chooses a password and is signed in. */
import { GatewayError } from '../../kernel/errors.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { KeyHash } from '../../kernel/ids.ts';
import type { Invite } from '../../storage/ports/records/invites.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';
import { handUserKey } from '../api-keys/user-key.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { actingAs } from '../sign-in/acting-as.ts';
import { auditSession } from '../sign-in/audit.ts';
import { linkGone } from '../sign-in/fields.ts';
import { requirePasswordAllowed } from '../sign-in/password-allowed.ts';
import { requireStrong } from '../sign-in/password.ts';
import { needsSecondFactor } from '../sign-in/second-factor.ts';
import { startSession, type StartedSession } from '../sign-in/sessions.ts';
import { audit, change } from '../transaction.ts';
import { newUser } from '../users/new-user.ts';
import { viewUser } from '../users/view.ts';
import { AcceptInvite, OpenInvite } from './schemas.ts';

export interface OpenedInvite {
  email: string;
  organisation: string;
}

export interface Accepted {
  /** null = the person signs in with the new password, and sets up a second factor. */
  started: StartedSession | null;
  /** Of the keys that the invitation or the organisation promises, shown this once. */
  keys: { workspaceId: string; key: string }[];
}

/** What the link is for. Throws `not_found` for one that was used, cancelled, is over, or never was. */
export async function openInvite(context: ControlContext, input: unknown): Promise<OpenedInvite> {
  const { token } = parseInput(OpenInvite, input);
  const succeed = await context.signInLimits.begin({ address: context.request?.address ?? '', account: 'invite-link' });
  const { email, organisationId } = await openOne(context, hashKey(token));
  await succeed();
  const organisation = await context.records.within(organisationId, (tx) => tx.organisation());
  return { email, organisation: organisation?.name ?? '' };
}

/** Throws as `openInvite`, and `invalid_request` for a weak password. */
export async function acceptInvite(context: ControlContext, input: unknown): Promise<Accepted> {
  const wanted = parseInput(AcceptInvite, input);
  const succeed = await context.signInLimits.begin({ address: context.request?.address ?? '', account: 'invite-link' });
  const tokenHash = hashKey(wanted.token);
  const invite = await openOne(context, tokenHash);
  await requirePasswordAllowed(context, invite);
  requireStrong(wanted.password, invite.email);
  const hash = await context.passwords.hash(wanted.password);
  await succeed();
  const { organisationId, email, role } = invite;
  const user = newUser(context, { ...wanted, organisationId, email, role });
  const acting = actingAs(context, user);
  return change(acting, async (tx) => {
    const current = await tx.invites.findById(invite.id);
    // Once more inside the change: of two who open the link at the same moment, one is first.
    if (!isOpen(current, context.clock.now()) || current.tokenHash !== tokenHash) throw linkGone();
    await tx.invites.replace({ ...current, status: 'accepted', acceptedAt: context.clock.now() });
    await insertUser(tx, user, hash);
    const keys = await join(acting, tx, { user, invite: current });
    if (await needsSecondFactor(tx, user.id)) return { started: null, keys };
    const started = await startSession(acting, tx, { proven: { userId: user.id }, method: 'password' });
    await auditSession(acting, tx, { action: 'session.create', session: started.session });
    return { started, keys };
  });
}

async function openOne(context: ControlContext, tokenHash: KeyHash): Promise<Invite> {
  const invite = await context.records.system(({ signIn }) => signIn.findInvite(tokenHash));
  if (!isOpen(invite, context.clock.now())) throw linkGone();
  return invite;
}

const isOpen = (invite: Invite | null, now: number): invite is Invite =>
  invite !== null && invite.status === 'pending' && invite.expiresAt > now;

async function insertUser(tx: TenantRecords, user: User, passwordHash: string): Promise<void> {
  if ((await tx.users.findByEmail(user.email)) !== null) {
    throw new GatewayError(
      'already_exists',
      'This e-mail address belongs to the organisation already. Sign in with it.',
    );
  }
  await tx.users.insert(user);
  await tx.users.putPassword(user.id, passwordHash);
}

/** The memberships and keys that are promised; a workspace that was deleted since is left out. */
async function join(
  context: ControlContext,
  tx: TenantRecords,
  { user, invite }: { user: User; invite: Invite },
): Promise<Accepted['keys']> {
  const keys: Accepted['keys'] = [];
  const joined: string[] = [];
  const now = context.clock.now();
  for (const { id: workspaceId, role } of invite.workspaces) {
    if ((await tx.workspaces.findById(workspaceId))?.status !== 'active') continue;
    const { organisationId, id: userId } = user;
    await tx.members.put({ organisationId, workspaceId, userId, role, createdAt: now, lastUpdatedAt: now });
    joined.push(workspaceId);
    const key = await handUserKey(context, tx, { user, workspaceId, scopes: invite.keyScopes });
    if (key !== null) keys.push({ workspaceId, key });
  }
  const subject = { ...user, workspaceId: null };
  await audit(context, tx, { action: 'user.create', subject, after: viewUser(user, joined) });
  await audit(context, tx, { action: 'invite.accept', subject: { ...invite, workspaceId: null } });
  return keys;
}
