/**
 * Whom a directory's word lets in. The subject says who somebody is; the e-mail address only once, to find an account that is
 * there already, and only where nobody can write another's: a verified address of a verified domain, and never an owner's.
 */
import type { Invite } from '../../storage/ports/records/invites.ts';
import type { Identity, IdentityProvider } from '../../storage/ports/records/identity-providers.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';
import { giveUserKey } from '../api-keys/user-key.ts';
import type { ControlContext } from '../context.ts';
import { isAllowed, normalEmail } from '../identity-settings/domains.ts';
import { auditSession } from '../sign-in/audit.ts';
import { startSession, type StartedSession } from '../sign-in/sessions.ts';
import { audit, change } from '../transaction.ts';
import { newUser } from '../users/new-user.ts';
import { viewUser } from '../users/view.ts';
import { applyMappings } from './apply-mappings.ts';
import type { Asserted } from './claims.ts';
import { SignInRefusal } from './refusal.ts';
import { methodOf } from './refusing.ts';
import { confirmStanding } from './standing.ts';

/** Throws SignInRefusal. */
export async function admitPerson(
  context: ControlContext,
  provider: IdentityProvider,
  asserted: Asserted,
): Promise<StartedSession> {
  const { organisationId, id } = provider;
  const acting: ControlContext = { ...context, principal: { kind: 'directory', id, organisationId } };
  return change(acting, async (tx) => {
    const email = await requireAllowed(tx, asserted);
    const { user, identity } = await findOrMake(acting, tx, { provider, asserted, email });
    const mapped = await applyMappings(acting, tx, { provider, user, identity, groups: asserted.groups });
    await tx.identities.put({ ...mapped, lastUsedAt: context.clock.now() });
    await confirm(acting, tx, { provider, asserted, userId: user.id });
    return start(acting, tx, { provider, user, asserted });
  });
}

const confirm = (
  context: ControlContext,
  tx: TenantRecords,
  { provider, asserted, userId }: { provider: IdentityProvider; asserted: Asserted; userId: string },
) => {
  const { subject, refreshToken } = asserted;
  return confirmStanding(context, tx, { provider, subject, userId, refreshToken });
};

/** Adds a way to sign in to the account of somebody who is signed in: the only one for owners. Throws SignInRefusal. */
export async function linkPerson(
  context: ControlContext,
  provider: IdentityProvider,
  { asserted, userId }: { asserted: Asserted; userId: string },
): Promise<void> {
  const { organisationId, id } = provider;
  const acting: ControlContext = { ...context, principal: { kind: 'directory', id, organisationId } };
  await change(acting, async (tx) => {
    const user = await tx.users.findById(userId);
    if (user?.status !== 'active') throw new SignInRefusal('no-account');
    const known = await tx.identities.find(id, asserted.subject);
    if (known !== null && known.userId !== userId) throw new SignInRefusal('linked-to-another');
    if (known === null) await putIdentity(acting, tx, { provider, subject: asserted.subject, user });
    await confirm(acting, tx, { provider, asserted, userId });
  });
}

async function requireAllowed(tx: TenantRecords, { email: said }: Asserted): Promise<string> {
  const email = said === null ? null : normalEmail(said);
  if (email === null) throw new SignInRefusal('email-missing');
  if (!isAllowed(email, (await tx.identitySettings.read()).domains)) throw new SignInRefusal('domain-not-allowed');
  return email;
}

interface Found {
  user: User;
  identity: Identity;
}

interface Arriving {
  provider: IdentityProvider;
  asserted: Asserted;
  /** Of an allowed domain. */
  email: string;
}

async function findOrMake(context: ControlContext, tx: TenantRecords, arriving: Arriving): Promise<Found> {
  const { provider, asserted, email } = arriving;
  const identity = await tx.identities.find(provider.id, asserted.subject);
  const known = identity === null ? null : await tx.users.findById(identity.userId);
  if (identity !== null && known?.status === 'active') return { user: known, identity };
  const isVouchedFor = asserted.isEmailVerified ?? provider.settings.trustsEmail;
  if (!isVouchedFor) throw new SignInRefusal('email-unverified');
  const user = await tx.users.findByEmail(email);
  if (user !== null) {
    await requireLinkable(tx, provider, user);
    return { user, identity: await putIdentity(context, tx, { provider, subject: asserted.subject, user }) };
  }
  const invite = await findInvite(context, tx, email);
  // Who was removed comes back by an invitation, and not by signing in again.
  const isFormer = identity !== null;
  if (invite === null && (isFormer || !provider.settings.provisions)) throw new SignInRefusal('no-account');
  const made = await provision(context, tx, { arriving, invite });
  return { user: made, identity: await putIdentity(context, tx, { provider, subject: asserted.subject, user: made }) };
}

/** May the address alone give somebody this account? Throws SignInRefusal. */
async function requireLinkable(tx: TenantRecords, provider: IdentityProvider, user: User): Promise<void> {
  if (user.role === 'owner') throw new SignInRefusal('owner-not-linked');
  // Somebody else had the address before, and has the account: a new colleague does not inherit it.
  const linked = await tx.identities.listByUser(user.id);
  if (linked.some(({ providerId }) => providerId === provider.id)) throw new SignInRefusal('linked-to-another');
}

async function findInvite(context: ControlContext, tx: TenantRecords, email: string): Promise<Invite | null> {
  const open = { email, status: 'pending', now: context.clock.now() } as const;
  return (await tx.invites.list(open, { currentPage: 0, pageSize: 1 })).rows[0] ?? null;
}

async function provision(
  context: ControlContext,
  tx: TenantRecords,
  { arriving: { asserted, email }, invite }: { arriving: Arriving; invite: Invite | null },
): Promise<User> {
  const now = context.clock.now();
  const { organisationId } = tx;
  const user = newUser(context, {
    organisationId,
    email,
    first_name: asserted.firstName,
    last_name: asserted.lastName,
    role: invite?.role ?? 'member',
  });
  await tx.users.insert(user);
  const joined: string[] = [];
  for (const { id: workspaceId, role } of invite?.workspaces ?? []) {
    if ((await tx.workspaces.findById(workspaceId))?.status !== 'active') continue;
    await tx.members.put({ organisationId, workspaceId, userId: user.id, role, createdAt: now, lastUpdatedAt: now });
    await giveUserKey(context, tx, { user, workspaceId, scopes: invite?.keyScopes ?? null });
    joined.push(workspaceId);
  }
  await audit(context, tx, {
    action: 'user.provision',
    subject: { ...user, workspaceId: null },
    after: viewUser(user, joined),
  });
  if (invite !== null) {
    await tx.invites.replace({ ...invite, status: 'accepted', acceptedAt: now });
    await audit(context, tx, { action: 'invite.accept', subject: { ...invite, workspaceId: null } });
  }
  return user;
}

async function putIdentity(
  context: ControlContext,
  tx: TenantRecords,
  { provider, subject, user }: { provider: IdentityProvider; subject: string; user: User },
): Promise<Identity> {
  const now = context.clock.now();
  const identity: Identity = {
    organisationId: tx.organisationId,
    providerId: provider.id,
    subject,
    userId: user.id,
    mappedWorkspaces: [],
    groupNames: [],
    isMappedAdmin: false,
    createdAt: now,
    lastUsedAt: now,
  };
  await tx.identities.put(identity);
  const after = { identity_provider: provider.name, subject };
  await audit(context, tx, { action: 'user.link', subject: { ...user, workspaceId: null }, after });
  return identity;
}

async function start(
  context: ControlContext,
  tx: TenantRecords,
  { provider, user, asserted }: { provider: IdentityProvider; user: User; asserted: Asserted },
): Promise<StartedSession> {
  const started = await startSession(context, tx, {
    proven: { userId: user.id },
    method: methodOf(provider),
    endsAt: wordEndsAt(context, provider, asserted),
  });
  const { id: sessionId } = started.session;
  const { signOutHint } = asserted;
  await tx.directorySessions.insert({
    sessionId,
    organisationId: tx.organisationId,
    providerId: provider.id,
    subject: asserted.subject,
    directorySession: asserted.directorySession,
    sealedIdToken: signOutHint === null ? null : context.sealer.seal(signOutHint, `directory_session:${sessionId}`),
  });
  await auditSession(context, tx, { action: 'session.create', session: started.session });
  return started;
}

/**
 * When the directory's word is over that the session rests on, ms since the epoch: at the end that it names, and where it cannot be asked
 * again, at the age to which its word counts. With a new sign-in come the groups of then.
 */
function wordEndsAt(
  { clock }: Pick<ControlContext, 'clock'>,
  { settings: { maxAgeSeconds } }: IdentityProvider,
  { sessionEndsAt, refreshToken }: Asserted,
): number | null {
  if (refreshToken !== null || maxAgeSeconds === null) return sessionEndsAt;
  return Math.min(clock.now() + maxAgeSeconds * 1000, sessionEndsAt ?? Infinity);
}
