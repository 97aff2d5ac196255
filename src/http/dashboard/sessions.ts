/** Sessions of people who signed in to the dashboard: a random cookie stands for the hash of the key that they signed in with. */
import { timingSafeEqual } from 'node:crypto';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { KeyHash } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';

const MINUTE_MS = 60_000;
/** A session ends this long after it was last used. */
export const SESSION_IDLE_MS = 12 * 60 * MINUTE_MS;
/** And this long after it began, however busy it was. */
const SESSION_TOTAL_MS = 7 * 24 * 60 * MINUTE_MS;
/** Who signs in more often than this pushes out the sessions that were not used for longest. */
const MAX_SESSIONS = 10_000;
const TOKEN_BYTES = 32;

export const CSRF_HEADER = 'x-tollgate-csrf';

export interface Session {
  /** Of the key that signed in. The key itself is not kept. */
  keyHash: KeyHash;
  /** What a request that changes something must repeat in `x-tollgate-csrf`. */
  csrfToken: string;
  /** ms since the epoch. */
  startedAt: number;
  /** ms since the epoch. */
  usedAt: number;
}

/** What a session is looked up by. `header` takes names in lower case. */
export interface SessionRequest {
  method: string;
  header: (name: string) => string | undefined;
}

export interface Sessions {
  /** Returns the secret value of the cookie. */
  start(keyHash: KeyHash): { token: string; session: Session };
  /**
   * null when the request has no cookie of a session that still runs. Throws `invalid_header` when the request would
   * change something and does not carry the session's CSRF token.
   */
  find(request: SessionRequest): Session | null;
  end(request: SessionRequest): void;
}

export interface SessionsOptions {
  /** ms since the epoch. */
  now: () => number;
  randomBytes: (size: number) => Uint8Array;
}

/** Sessions are kept in memory: a restart signs everybody out. */
export function createSessions({ now, randomBytes }: SessionsOptions): Sessions {
  const sessions = new BoundedMap<Session>(MAX_SESSIONS);
  const newToken = (): string => Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url');
  const running = (token: string): Session | null => {
    const session = sessions.get(hashKey(token));
    if (session === undefined) return null;
    const moment = now();
    const isOver = moment - session.usedAt > SESSION_IDLE_MS || moment - session.startedAt > SESSION_TOTAL_MS;
    if (!isOver) return session;
    sessions.delete(hashKey(token));
    return null;
  };
  return {
    start(keyHash) {
      const token = newToken();
      const session = { keyHash, csrfToken: newToken(), startedAt: now(), usedAt: now() };
      sessions.set(hashKey(token), session);
      return { token, session };
    },
    find(request) {
      const token = cookieOf(request);
      const session = token === null ? null : running(token);
      if (session === null) return null;
      refuseForgery(request, session);
      session.usedAt = now();
      return session;
    },
    end(request) {
      const token = cookieOf(request);
      if (token !== null) sessions.delete(hashKey(token));
    },
  };
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** SameSite keeps other sites out; the token also keeps out another port or subdomain, which counts as the same site. */
function refuseForgery({ method, header }: SessionRequest, { csrfToken }: Session): void {
  if (SAFE_METHODS.has(method)) return;
  const sent = Buffer.from(header(CSRF_HEADER) ?? '');
  const wanted = Buffer.from(csrfToken);
  if (sent.length === wanted.length && timingSafeEqual(sent, wanted)) return;
  throw new GatewayError('invalid_header', `This change did not come from the dashboard: ${CSRF_HEADER} is wrong.`, {
    status: 403,
    hint: 'Reload the page and try again. Scripts send a gateway key in x-portkey-api-key in place of the cookie.',
  });
}

/**
 * Cookies are shared by all ports of a host, so the name holds the port: two gateways on one machine do not sign each
 * other's people out.
 */
export function cookieName({ header }: Pick<SessionRequest, 'header'>): string {
  const port = /:(\d{1,5})$/.exec(header('host') ?? '')?.[1];
  return port === undefined ? 'tollgate_session' : `tollgate_session_${port}`;
}

function cookieOf(request: Pick<SessionRequest, 'header'>): string | null {
  const name = cookieName(request);
  for (const pair of (request.header('cookie') ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined && value !== '') return value;
  }
  return null;
}
