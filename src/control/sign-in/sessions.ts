/**
 * Sessions: begun by whatever proves who somebody is, found by the secret in the cookie, over when idle or old. Every way of
 * signing in ends in `startSession`.
 */
import type { KeyHash } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { SessionRecord } from '../../storage/ports/records/sessions.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { newToken } from './tokens.ts';

const MINUTE_MS = 60_000;
/** A session ends this long after it was last used. */
const SESSION_IDLE_MS = 12 * 60 * MINUTE_MS;
/** And this long after it began, however busy it was. So long the browser keeps its cookie, which nothing renews. */
export const SESSION_TOTAL_MS = 7 * 24 * 60 * MINUTE_MS;
/** The time of use is written this often at most. */
const TOUCH_MS = MINUTE_MS;
const MAX_USER_AGENT = 200;

export type Proven = { userId: string } | { apiKeyHash: KeyHash };

export interface StartedSession {
  /** The secret for the cookie. */
  token: string;
  session: SessionRecord;
}

/**
 * `method`: how it was proven, as `password`; `endsAt`: ms since the epoch, where something else bounds it than the organisation's
 * setting. Inside the caller's transaction. Sessions that are over are cleared away.
 */
export async function startSession(
  context: ControlContext,
  tx: TenantRecords,
  { proven, method, endsAt = null }: { proven: Proven; method: string; endsAt?: number | null },
): Promise<StartedSession> {
  const now = context.clock.now();
  const { token, tokenHash } = newToken(context);
  const { maxSessionSeconds: maxSeconds } = await tx.identitySettings.read();
  const session: SessionRecord = {
    id: newId(context),
    organisationId: tx.organisationId,
    tokenHash,
    userId: 'userId' in proven ? proven.userId : null,
    apiKeyHash: 'apiKeyHash' in proven ? proven.apiKeyHash : null,
    method,
    address: context.request?.address ?? '',
    userAgent: (context.request?.userAgent ?? '').slice(0, MAX_USER_AGENT),
    startedAt: now,
    usedAt: now,
    expiresAt: earliest([maxSeconds === null ? null : now + maxSeconds * 1000, endsAt]),
  };
  await tx.sessions.removeOver({ startedAt: now - SESSION_TOTAL_MS, usedAt: now - SESSION_IDLE_MS });
  await tx.sessions.insert(session);
  return { token, session };
}

function earliest(moments: readonly (number | null)[]): number | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** The session that still runs; null for a secret that is unknown, or one whose session is over. Counts as use. */
export async function findSession(
  { records, clock }: Pick<ControlContext, 'records' | 'clock'>,
  token: string,
): Promise<SessionRecord | null> {
  const session = await records.system(({ signIn }) => signIn.findSession(hashKey(token)));
  if (session === null) return null;
  const now = clock.now();
  if (isOver(session, now)) {
    await records.within(session.organisationId, (tx) => tx.sessions.remove(session.id));
    return null;
  }
  if (now - session.usedAt >= TOUCH_MS) {
    await records.within(session.organisationId, (tx) => tx.sessions.touch(session.id, now));
  }
  return session;
}

/** `now` in ms since the epoch. */
export const isOver = ({ startedAt, usedAt, expiresAt }: SessionRecord, now: number): boolean =>
  now - usedAt > SESSION_IDLE_MS || now - startedAt > SESSION_TOTAL_MS || (expiresAt !== null && now >= expiresAt);
