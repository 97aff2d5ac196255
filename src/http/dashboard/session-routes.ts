/** Signing in to the dashboard and out again: `/v1/session`. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { KeyHash } from '../../kernel/ids.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { readInput } from '../admin/read-input.ts';
import { cookieName, SESSION_IDLE_MS, type Session, type SessionRequest, type Sessions } from './sessions.ts';

/** What the dashboard knows of the key that signed in: what to show follows from it, what is allowed does not. */
export interface SignedInKey {
  hash: KeyHash;
  id: string;
  type: string;
  organisationId: string;
  /** null for an organisation key. */
  workspaceId: string | null;
  userId: string | null;
  scopes: readonly string[];
}

export interface SessionDoors {
  sessions: Sessions;
  /** The key by its text. Throws `invalid_api_key` and `expired_api_key`. */
  findKey: (key: string) => SignedInKey;
  /** The key by its hash; null when it was deleted or has expired since. */
  findKeyByHash: (hash: KeyHash) => SignedInKey | null;
}

const SignIn = z.strictObject({ key: z.string().trim().min(1) });

/** To be mounted at `/v1/session`, which renders the errors. */
export function createSessionApp({ sessions, findKey, findKeyByHash }: SessionDoors): Hono {
  const app = new Hono();
  app.get('/', (c) => {
    const session = sessions.find(requestOf(c.req));
    const key = session === null ? null : findKeyByHash(session.keyHash);
    if (session === null || key === null) return c.json({ object: 'session', signed_in: false });
    return c.json(viewSession(session, key));
  });

  app.post('/', async (c) => {
    const request = requestOf(c.req);
    refuseOtherSites(request);
    const input = SignIn.safeParse(await readInput(c));
    if (!input.success) throw new GatewayError('invalid_request', 'key: the text of a gateway key is missing.');
    const key = findKey(input.data.key);
    sessions.end(request);
    const { token, session } = sessions.start(key.hash);
    c.header('set-cookie', cookie(request, token, SESSION_IDLE_MS / 1000));
    return c.json(viewSession(session, key));
  });

  app.delete('/', (c) => {
    const request = requestOf(c.req);
    sessions.find(request);
    sessions.end(request);
    c.header('set-cookie', cookie(request, '', 0));
    return c.json({});
  });
  return app;
}

function requestOf(req: { method: string; header: (name: string) => string | undefined }): SessionRequest {
  return { method: req.method, header: (name) => req.header(name) };
}

/** Nobody may be signed in to somebody else's account by a form on another site. */
function refuseOtherSites({ header }: SessionRequest): void {
  const site = header('sec-fetch-site');
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  if (isOwn && (header('content-type') ?? '').startsWith('application/json')) return;
  throw new GatewayError('invalid_header', 'Signing in takes JSON from the dashboard itself.', {
    status: 403,
    hint: 'Open the address of the gateway in the browser and sign in there.',
  });
}

function cookie(request: SessionRequest, token: string, maxAgeSeconds: number): string {
  const secure = request.header('x-forwarded-proto') === 'https' ? '; Secure' : '';
  return `${cookieName(request)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure}`;
}

function viewSession({ csrfToken }: Session, key: SignedInKey): object {
  return {
    object: 'session',
    csrf_token: csrfToken,
    api_key_id: key.id,
    type: key.type,
    organisation_id: key.organisationId,
    workspace_id: key.workspaceId,
    user_id: key.userId,
    scopes: key.scopes,
  };
}
