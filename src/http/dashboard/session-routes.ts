/** Signing in to the dashboard and out again, and the links that lead there: `/v1/session`. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { ControlContext } from '../../control/context.ts';
import { acceptInvite, openInvite } from '../../control/invites/accept.ts';
import { powersOf } from '../../control/principal.ts';
import { makeFirstOwner } from '../../control/sign-in/first-owner.ts';
import { findPerson, type SignedInPerson } from '../../control/sign-in/principal.ts';
import { forgotPassword, resetPassword } from '../../control/sign-in/reset-password.ts';
import { findSession, SESSION_TOTAL_MS, type StartedSession } from '../../control/sign-in/sessions.ts';
import { FLOW_VALID_MS } from '../../control/single-sign-on/flow.ts';
import { signOutUrlOf } from '../../control/single-sign-on/end-sessions.ts';
import { beginSignIn } from '../../control/single-sign-on/begin.ts';
import { offeredProviders } from '../../control/single-sign-on/providers.ts';
import { parseInput } from '../../control/parse.ts';
import { signOut } from '../../control/sign-in/sign-out.ts';
import { csrfTokenOf } from '../../control/sign-in/tokens.ts';
import { signInWithKey } from '../../control/sign-in/with-key.ts';
import { signInWithPassword } from '../../control/sign-in/with-password.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { KeyHash, OrganisationId } from '../../kernel/ids.ts';
import type { Logger } from '../../observe/logger.ts';
import type { SessionRecord } from '../../storage/ports/records/sessions.ts';
import type { AppContext, AppEnvironment } from '../admin/request-facts.ts';
import { readInput } from '../admin/read-input.ts';
import { flowCookie } from '../identity/flow-cookie.ts';
import {
  refuseForgery,
  refuseOtherSites,
  sessionCookie,
  sessionToken,
  WORKSPACE_HEADER,
  type SessionRequest,
} from './session-cookie.ts';

/** What the dashboard knows of the key that signed in: what to show follows from it, what is allowed does not. */
export interface SignedInKey {
  hash: KeyHash;
  id: string;
  type: string;
  organisationId: OrganisationId;
  /** null for an organisation key. */
  workspaceId: string | null;
  userId: string | null;
  scopes: readonly string[];
}

export interface SessionDoors {
  /** The key by its text. Throws `invalid_api_key` and `expired_api_key`. */
  findKey: (key: string) => SignedInKey;
  /** The key by its hash; null when it was deleted or has expired since. */
  findKeyByHash: (hash: KeyHash) => SignedInKey | null;
}

interface Parts extends SessionDoors {
  /** For somebody who has not signed in, with the facts of the request. */
  visitor: (c: AppContext) => ControlContext;
  logger: Logger;
}

const NOT_SIGNED_IN = { object: 'session', signed_in: false } as const;

const SignInByKey = z.strictObject({ key: z.string().trim().min(1) });

/** To be mounted at `/v1/session`, which renders the errors. Whoever signs in gets a new session; an earlier one ends. */
export function createSessionApp(parts: Parts): Hono<AppEnvironment> {
  const app = new Hono<AppEnvironment>();
  const { visitor, logger } = parts;
  app.get('/', async (c) => c.json(await viewCurrent(parts, c)));
  app.post('/', async (c) => {
    const context = openDoor(parts, c);
    const input = await readInput(c);
    if ('key' in input) return enter(parts, c, await byKey(parts, context, input));
    const answer = await signInWithPassword(context, input);
    if ('next' in answer) return c.json({ ...NOT_SIGNED_IN, second_factor: answer.next });
    const { recoveryCodes, ...started } = answer;
    return enter(parts, c, { ...started, ...(recoveryCodes === undefined ? {} : { recovery_codes: recoveryCodes }) });
  });
  app.post('/first-owner', async (c) => enter(parts, c, await makeFirstOwner(openDoor(parts, c), await readInput(c))));
  app.post('/invite', async (c) => c.json(await openInvite(openDoor(parts, c), await readInput(c))));
  app.post('/accept-invite', async (c) => {
    const { keys, started } = await acceptInvite(openDoor(parts, c), await readInput(c));
    const shown = keys.map(({ workspaceId, key }) => ({ workspace_id: workspaceId, key }));
    return started === null ? c.json({ ...NOT_SIGNED_IN, keys: shown }) : enter(parts, c, { ...started, keys: shown });
  });
  app.post('/reset-password', async (c) => {
    const started = await resetPassword(openDoor(parts, c), await readInput(c));
    return started === null ? c.json(NOT_SIGNED_IN) : enter(parts, c, started);
  });
  app.post('/forgot-password', async (c) => {
    const context = openDoor(parts, c);
    const mailLinks = await forgotPassword(context, await readInput(c));
    mailLinks().catch((error: unknown) => logger.error('A link to reset a password was not sent.', { error }));
    return c.json({});
  });
  app.post('/link', async (c) => {
    const { url, cookie } = await beginLink(parts, c);
    c.header('set-cookie', flowCookie(visitor(c), cookie, FLOW_VALID_MS / 1000));
    return c.json({ url });
  });
  app.delete('/', async (c) => {
    const request = requestOf(c.req);
    const token = sessionToken(request);
    const session = token === null ? null : await findSession(visitor(c), token);
    let signOutUrl: string | null = null;
    if (session !== null && token !== null) {
      refuseForgery(request, csrfTokenOf(token));
      signOutUrl = await signOutUrlOf(visitor(c), session);
      await signOut(visitor(c), session, keyOf(parts, session)?.id);
    }
    c.header('set-cookie', sessionCookie(request, { token: '', maxAgeSeconds: 0, isSecure: isSecure(visitor(c)) }));
    return c.json({ sign_out_url: signOutUrl });
  });
  return app;
}

/** The person who is signed in goes to a directory, and comes back with an account that is linked. */
async function beginLink(parts: Parts, c: AppContext): Promise<{ url: string; cookie: string }> {
  const request = requestOf(c.req);
  const context = parts.visitor(c);
  const token = sessionToken(request);
  const session = token === null ? null : await findSession(context, token);
  if (session === null || token === null || session.userId === null) {
    throw new GatewayError('sign_in_failed', 'Sign in with your account first.');
  }
  refuseForgery(request, csrfTokenOf(token));
  const { provider_id: providerId } = parseInput(LinkAccount, await readInput(c));
  return beginSignIn(context, { providerId, returnTo: '/account', linkUserId: session.userId });
}

const LinkAccount = z.strictObject({ provider_id: z.string().min(1) });

const isSecure = ({ publicUrl, request }: ControlContext): boolean =>
  (publicUrl ?? request?.origin ?? '').startsWith('https:');

function openDoor({ visitor }: Parts, c: AppContext): ControlContext {
  refuseOtherSites(requestOf(c.req));
  return visitor(c);
}

function byKey(parts: Parts, context: ControlContext, given: unknown): Promise<StartedSession> {
  const input = SignInByKey.safeParse(given);
  if (!input.success) throw new GatewayError('invalid_request', 'key: the text of a gateway key is missing.');
  return signInWithKey(context, parts.findKey(input.data.key));
}

/** `keys`: made together with the account, shown this once. */
type Entered = StartedSession & {
  keys?: readonly { workspace_id: string; key: string }[];
  recovery_codes?: readonly string[];
};

/** The answer of whatever signed somebody in: the cookie, and what a page needs to know. */
async function enter(parts: Parts, c: AppContext, { token, session, ...more }: Entered) {
  const request = requestOf(c.req);
  const context = parts.visitor(c);
  const former = sessionToken(request);
  const left = former === null ? null : await findSession(context, former);
  if (left !== null) await context.records.within(left.organisationId, (tx) => tx.sessions.remove(left.id));
  const maxAgeSeconds = SESSION_TOTAL_MS / 1000;
  c.header('set-cookie', sessionCookie(request, { token, maxAgeSeconds, isSecure: isSecure(context) }));
  return c.json({ ...(await view(parts, c, { token, session })), ...more });
}

async function viewCurrent(parts: Parts, c: AppContext): Promise<object> {
  const context = parts.visitor(c);
  const token = sessionToken(requestOf(c.req));
  const session = token === null ? null : await findSession(context, token);
  const shown = token === null || session === null ? null : await view(parts, c, { token, session });
  if (shown !== null) return shown;
  const people = await context.records.system(({ signIn }) => signIn.hasUsers());
  const providers = (await offeredProviders(context)).map(({ id, name, preset }) => ({ id, name, preset }));
  return {
    object: 'session',
    signed_in: false,
    people,
    providers,
    mail: context.mailer !== null && context.publicUrl !== null,
  };
}

/** null when the person or the key is gone. */
async function view(parts: Parts, c: AppContext, { token, session }: StartedSession): Promise<object | null> {
  const frame = { object: 'session', csrf_token: csrfTokenOf(token), organisation_id: session.organisationId };
  const { userId } = session;
  if (userId === null) {
    const key = keyOf(parts, session);
    return key === null ? null : { ...frame, ...viewKey(key) };
  }
  const ref = requestOf(c.req).header(WORKSPACE_HEADER);
  const person = await findPerson(parts.visitor(c), { ...session, userId }, ref);
  return person === null ? null : { ...frame, ...viewPerson(person) };
}

function keyOf({ findKeyByHash }: SessionDoors, { apiKeyHash }: SessionRecord): SignedInKey | null {
  return apiKeyHash === null ? null : findKeyByHash(apiKeyHash);
}

const viewKey = (key: SignedInKey) => ({
  type: key.type,
  api_key_id: key.id,
  workspace_id: key.workspaceId,
  user_id: key.userId,
  user: null,
  workspaces: [],
  scopes: key.scopes,
});

const viewPerson = ({ user, principal, memberships }: SignedInPerson) => ({
  type: 'person',
  api_key_id: null,
  workspace_id: principal.workspace?.id ?? null,
  user_id: user.id,
  user: { id: user.id, email: user.email, first_name: user.firstName, last_name: user.lastName, role: user.role },
  workspaces: memberships.map(({ workspace: { id, slug, name }, role }) => ({ id, slug, name, role })),
  scopes: [...powersOf(principal)],
});

function requestOf(req: { method: string; header: (name: string) => string | undefined }): SessionRequest {
  return { method: req.method, header: (name) => req.header(name) };
}
