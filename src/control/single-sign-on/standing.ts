/**
 * Whether a person's directory still stands by them. Each sign-in there says so, for as long as the connection lets it count. A
 * directory that gave a refresh token is asked again in between, in the background and when a device refreshes its token. Its no
 * ends sessions and devices at once, and stops the person's keys until they sign in there again. With its yes come the groups of now.
 */
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import type { IdentityProvider } from '../../storage/ports/records/identity-providers.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { Standing } from '../../storage/ports/records/standings.ts';
import type { ControlContext } from '../context.ts';
import { endDevice } from '../devices/end.ts';
import { newId } from '../identity.ts';
import { audit, change } from '../transaction.ts';
import { applyMappings } from './apply-mappings.ts';
import { groupsNow } from './claims.ts';
import { oidcClient } from './oidc-client.ts';

interface Confirmed {
  provider: IdentityProvider;
  subject: string;
  userId: string;
  /** null = the directory gave none. */
  refreshToken: string | null;
}

/** The directory has said yes. Inside the caller's transaction. */
export async function confirmStanding(
  context: Pick<ControlContext, 'clock' | 'sealer' | 'randomBytes'>,
  tx: TenantRecords,
  { provider, subject, userId, refreshToken }: Confirmed,
): Promise<void> {
  const before = await tx.standings.find(provider.id, subject);
  const { maxAgeSeconds, checkSeconds } = provider.settings;
  const [now, id] = [context.clock.now(), before?.id ?? newId(context)];
  await tx.standings.put({
    id,
    organisationId: tx.organisationId,
    providerId: provider.id,
    subject,
    userId,
    sealedRefreshToken: refreshToken === null ? null : context.sealer.seal(refreshToken, `standing:${id}`),
    confirmedAt: now,
    nextCheckAt: refreshToken === null ? null : now + checkSeconds * 1000,
    endsAt: maxAgeSeconds === null ? null : now + maxAgeSeconds * 1000,
  });
  const isBounded = maxAgeSeconds !== null || (before?.endsAt ?? null) !== null;
  if (isBounded) await noteKeysOf(tx, [userId]);
}

const KEYS_AT_ONCE = 500;

/** Their keys end, or go on, where a standing changes: the data plane reads them again. */
export async function noteKeysOf(tx: TenantRecords, userIds: readonly string[]): Promise<void> {
  for (const userId of userIds) await tx.noteChanges(await keysOf(tx, userId));
}

async function keysOf(tx: TenantRecords, userId: string): Promise<RecordChange[]> {
  const found: RecordChange[] = [];
  for (let currentPage = 0; ; currentPage++) {
    const page = { currentPage, pageSize: KEYS_AT_ONCE };
    const { rows, total } = await tx.apiKeys.list({ types: ['workspace-user'], userId }, page);
    found.push(...rows.map(({ id }) => ({ noun: 'api_key' as const, id })));
    if (rows.length === 0 || found.length >= total) return found;
  }
}

/** Asks those directories of the person that can be asked. One that does not answer changes nothing. */
export async function checkPerson(
  context: ControlContext,
  at: Pick<Standing, 'organisationId' | 'userId'>,
): Promise<void> {
  const standings = await context.records.within(at.organisationId, (tx) => tx.standings.listByUser(at.userId));
  for (const standing of standings) await checkStanding(context, standing).catch(() => undefined);
}

/** Does nothing where another process checks it already. Rejects where the directory does not answer. */
export async function checkStanding(context: ControlContext, standing: Standing): Promise<void> {
  const { organisationId, providerId, subject, sealedRefreshToken } = standing;
  if (sealedRefreshToken === null) return;
  const provider = await context.records.within(organisationId, (tx) => tx.identityProviders.findById(providerId));
  if (provider?.kind !== 'oidc' || !provider.isEnabled) return;
  const nextCheckAt = context.clock.now() + provider.settings.checkSeconds * 1000;
  if (!(await context.records.within(organisationId, (tx) => tx.standings.claim(standing, nextCheckAt)))) return;
  const refreshToken = context.sealer.open(sealedRefreshToken, `standing:${standing.id}`);
  const asked = { refreshToken, subject };
  const answer = await context.directories.oidc.confirm(oidcClient(context, provider), asked);
  const acting: ControlContext = { ...context, principal: { kind: 'directory', id: providerId, organisationId } };
  await change(acting, async (tx) => {
    const current = await tx.standings.find(providerId, subject);
    // The person has signed in meanwhile: that says more.
    if (current?.sealedRefreshToken !== sealedRefreshToken) return;
    if (answer === 'no') return await endStanding(acting, tx, { standing: current, provider });
    const { userId } = current;
    await mapGroups(acting, tx, { provider, standing: current, groups: groupsNow(answer, provider.settings) });
    await confirmStanding(acting, tx, {
      provider,
      subject,
      userId,
      refreshToken: answer.refreshToken ?? refreshToken,
    });
  });
}

/** A change of groups counts from now on, and not from the next sign-in. */
async function mapGroups(
  context: ControlContext,
  tx: TenantRecords,
  { provider, standing, groups }: { provider: IdentityProvider; standing: Standing; groups: string[] | null },
): Promise<void> {
  const identity = await tx.identities.find(provider.id, standing.subject);
  const user = await tx.users.findById(standing.userId);
  if (groups === null || identity === null || user === null) return;
  await tx.identities.put(await applyMappings(context, tx, { provider, user, identity, groups }));
}

async function endStanding(
  context: ControlContext,
  tx: TenantRecords,
  { standing, provider }: { standing: Standing; provider: IdentityProvider },
): Promise<void> {
  const now = context.clock.now();
  const { userId } = standing;
  await tx.standings.put({ ...standing, sealedRefreshToken: null, confirmedAt: 0, nextCheckAt: null, endsAt: now });
  const end = await tx.standings.endOf(userId);
  const user = await tx.users.findById(userId);
  // Another directory stands by the person, or it is an owner.
  if (end === null || end > now || user === null) return;
  const reason = 'the directory does not confirm the account any more';
  await tx.sessions.removeByUser(userId);
  for (const device of await tx.devices.list(userId)) await endDevice(context, tx, { device, reason });
  await audit(context, tx, {
    action: 'user.suspend',
    subject: { ...user, workspaceId: null },
    after: { reason, identity_provider: provider.name },
  });
  await noteKeysOf(tx, [userId]);
}
