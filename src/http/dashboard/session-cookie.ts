/** The cookie of a session, and what keeps other sites from using it. */
import { timingSafeEqual } from 'node:crypto';
import type { Principal } from '../../control/principal.ts';
import { GatewayError } from '../../kernel/errors.ts';

const CSRF_HEADER = 'x-tollgate-csrf';
/** Id or slug of the workspace in which a person acts, where the person belongs to several. */
export const WORKSPACE_HEADER = 'x-tollgate-workspace';

/** What a session is looked up by. `header` takes names in lower case. */
export interface SessionRequest {
  method: string;
  header: (name: string) => string | undefined;
}

/**
 * Cookies are shared by all ports of a host, so the name holds the port: two gateways on one machine do not sign each
 * other's people out.
 */
function cookieName({ header }: Pick<SessionRequest, 'header'>): string {
  const port = /:(\d{1,5})$/.exec(header('host') ?? '')?.[1];
  return port === undefined ? 'tollgate_session' : `tollgate_session_${port}`;
}

/** The secret of the session; null where the request has no cookie of ours. */
export function sessionToken(request: Pick<SessionRequest, 'header'>): string | null {
  const name = cookieName(request);
  for (const pair of (request.header('cookie') ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined && value !== '') return value;
  }
  return null;
}

/** `isSecure`: people reach the dashboard by https. An empty token with 0 seconds takes the cookie away. */
export function sessionCookie(
  request: Pick<SessionRequest, 'header'>,
  { token, maxAgeSeconds, isSecure }: { token: string; maxAgeSeconds: number; isSecure: boolean },
): string {
  const secure = isSecure || request.header('x-forwarded-proto') === 'https' ? '; Secure' : '';
  return `${cookieName(request)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure}`;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * SameSite keeps other sites out; the token also keeps out another port or subdomain, which counts as the same site. Throws
 * `invalid_header`.
 */
export function refuseForgery({ method, header }: SessionRequest, csrfToken: string): void {
  if (SAFE_METHODS.has(method)) return;
  const sent = Buffer.from(header(CSRF_HEADER) ?? '');
  const wanted = Buffer.from(csrfToken);
  if (sent.length === wanted.length && timingSafeEqual(sent, wanted)) return;
  throw new GatewayError('invalid_header', `This change did not come from the dashboard: ${CSRF_HEADER} is wrong.`, {
    status: 403,
    hint: 'Reload the page and try again. Scripts send a gateway key in x-portkey-api-key in place of the cookie.',
  });
}

/** A change that came with somebody's cookie, and not from our page. `principal`: whose cookie it is. */
export class ForgedChange extends GatewayError {
  readonly principal: Principal;
  constructor({ code, message, status, hint }: GatewayError, principal: Principal) {
    super(code, message, { status, ...(hint === undefined ? {} : { hint }) });
    this.principal = principal;
  }
}

/** As `refuseForgery`, for a session whose person or key is known. Throws ForgedChange. */
export function requireOwnPage(
  request: SessionRequest,
  { csrfToken, principal }: { csrfToken: string; principal: Principal },
): void {
  try {
    refuseForgery(request, csrfToken);
  } catch (error) {
    throw error instanceof GatewayError ? new ForgedChange(error, principal) : error;
  }
}

/** Nobody may be signed in to somebody else's account by a form on another site. Throws `invalid_header`. */
export function refuseOtherSites({ header }: Pick<SessionRequest, 'header'>): void {
  const site = header('sec-fetch-site');
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  if (isOwn && (header('content-type') ?? '').startsWith('application/json')) return;
  throw new GatewayError('invalid_header', 'Signing in takes JSON from the dashboard itself.', {
    status: 403,
    hint: 'Open the address of the gateway in the browser and sign in there.',
  });
}
