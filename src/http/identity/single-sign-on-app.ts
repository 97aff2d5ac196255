/** The paths between the browser, a directory and the dashboard: `/auth/providers/{id}/…`. */
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ControlContext } from '../../control/context.ts';
import { beginSignIn } from '../../control/single-sign-on/begin.ts';
import { endByDirectory, finishOidc } from '../../control/single-sign-on/oidc.ts';
import { oidcClient } from '../../control/single-sign-on/oidc-client.ts';
import { FLOW_VALID_MS, ownPath } from '../../control/single-sign-on/flow.ts';
import { findEnabled } from '../../control/single-sign-on/providers.ts';
import { SignInRefusal } from '../../control/single-sign-on/refusal.ts';
import type { SamlLogoutMessage } from '../../control/single-sign-on/directory.ts';
import { finishSaml } from '../../control/single-sign-on/saml.ts';
import { endBySaml } from '../../control/single-sign-on/saml-logout.ts';
import { samlClient } from '../../control/single-sign-on/saml-client.ts';
import { SESSION_TOTAL_MS, type StartedSession } from '../../control/sign-in/sessions.ts';
import { GatewayError, toGatewayError } from '../../kernel/errors.ts';
import { readBytes } from '../admin/read-input.ts';
import { renderAdminError } from '../admin/render-error.ts';
import { requestFacts, withRequestId, type AppContext, type AppEnvironment } from '../admin/request-facts.ts';
import { sessionCookie } from '../dashboard/session-cookie.ts';
import { flowCookie, flowSecret } from './flow-cookie.ts';
import type { IdentityDoors } from './identity-app.ts';
import { sendAgain } from './saml-form.ts';

export const isSingleSignOnPath = (path: string): boolean => path.startsWith('/auth/providers/');

type Doors = Pick<IdentityDoors, 'visitor' | 'newId' | 'logger' | 'visitors'>;

const PATH = '/auth/providers/:id';

export function createSingleSignOnApp(doors: Doors): Hono<AppEnvironment> {
  const app = new Hono<AppEnvironment>();
  const contextOf = (c: AppContext): ControlContext => ({
    ...doors.visitor(),
    request: requestFacts(c, { known: doors.visitor().knownSecrets(), visitors: doors.visitors }),
  });
  app.use('*', withRequestId(doors.newId), async (c, next) => {
    await next();
    c.header('referrer-policy', 'no-referrer');
  });
  app.get(`${PATH}/start`, (c) => start(c, contextOf(c)));
  app.get(`${PATH}/callback`, (c) => finish(c, contextOf(c)));
  app.post(`${PATH}/callback`, (c) => finishPosted(c, contextOf(c)));
  app.get(`${PATH}/metadata`, async (c) => {
    const context = contextOf(c);
    const client = samlClient(context, await findEnabled(context, c.req.param('id'), 'saml'));
    return c.body(context.directories.saml.ownMetadata(client), 200, {
      'content-type': 'application/samlmetadata+xml',
    });
  });
  app.get(`${PATH}/logout`, (c) => leave(doors, c, contextOf(c)));
  app.post(`${PATH}/logout`, (c) => endSessions(doors, c, contextOf(c)));
  app.get(`${PATH}/jwks.json`, async (c) => {
    const context = contextOf(c);
    const client = oidcClient(context, await findEnabled(context, c.req.param('id'), 'oidc'));
    return c.json((await context.directories.oidc.publicKeys(client)) ?? { keys: [] });
  });
  app.onError((thrown, c) => refuse(doors, c, thrown));
  return app;
}

async function start(c: AppContext, context: ControlContext) {
  const { address = '' } = context.request ?? {};
  if (!(await context.flowLimits.begin(address))) {
    throw new GatewayError('too_many_sign_ins', 'Too many sign-ins were begun from this address.', { retryAfter: 60 });
  }
  const wanted = { providerId: c.req.param('id') ?? '', returnTo: ownPath(c.req.query('return_to')), linkUserId: null };
  const { url, cookie } = await beginSignIn(context, wanted);
  c.header('set-cookie', flowCookie(context, cookie, FLOW_VALID_MS / 1000));
  return c.redirect(url, 303);
}

async function finish(c: AppContext, context: ControlContext) {
  const query = new URL(c.req.url).search.slice(1);
  const back = { providerId: c.req.param('id') ?? '', query, cookie: flowSecret(context, c.req.header('cookie')) };
  c.header('set-cookie', flowCookie(context, '', 0));
  const { returnTo, started } = await finishOidc(context, back);
  return enter(c, context, { returnTo, started });
}

/** SAML's answer comes as a form that another site sends. */
async function finishPosted(c: AppContext, context: ControlContext) {
  const form = new URLSearchParams((await readBytes(c.req.raw.body)).toString('utf8'));
  const cookie = flowSecret(context, c.req.header('cookie'));
  if (cookie === null && !form.has('again')) return sendAgain(c, form);
  c.header('set-cookie', flowCookie(context, '', 0));
  const { returnTo, started } = await finishSaml(context, {
    providerId: c.req.param('id') ?? '',
    response: form.get('SAMLResponse') ?? '',
    relayState: form.get('RelayState') ?? '',
    cookie,
  });
  return enter(c, context, { returnTo, started });
}

/** Always a new session, whatever the browser had. */
function enter(
  c: AppContext,
  context: ControlContext,
  { returnTo, started }: { returnTo: string; started: StartedSession | null },
) {
  if (started !== null) {
    const request = { header: (name: string) => c.req.header(name) };
    const isSecure = (context.publicUrl ?? context.request?.origin ?? '').startsWith('https:');
    const told = { token: started.token, maxAgeSeconds: SESSION_TOTAL_MS / 1000, isSecure };
    c.header('set-cookie', sessionCookie(request, told), { append: true });
  }
  return c.redirect(returnTo, 303);
}

/** SAML's single logout by HTTP-Redirect: a request of the directory, or its answer to ours, which changes nothing any more. */
async function leave(doors: Doors, c: AppContext, context: ControlContext) {
  const query = new URL(c.req.url).search.slice(1);
  if (c.req.query('SAMLRequest') === undefined) return c.redirect('/', 303);
  return endSaml(doors, c, { context, message: { query }, relayState: c.req.query('RelayState') ?? null });
}

interface Leaving {
  context: ControlContext;
  message: SamlLogoutMessage;
  relayState: string | null;
}

async function endSaml(doors: Doors, c: AppContext, { context, message, relayState }: Leaving) {
  try {
    const url = await endBySaml(context, { providerId: c.req.param('id') ?? '', message, relayState });
    return c.redirect(url ?? '/', 303);
  } catch (error) {
    return refuseLogout(doors, c, error);
  }
}

function refuseLogout({ logger }: Doors, c: AppContext, error: unknown) {
  logger.warn('A directory asked to end a session, and was not believed.', { id: c.get('id'), error });
  return c.json({ error: 'invalid_request' }, 400);
}

/** OpenID Connect Back-Channel Logout 1.0 §2.7 and §2.8, and SAML's single logout by HTTP-POST. */
async function endSessions(doors: Doors, c: AppContext, context: ControlContext) {
  const form = new URLSearchParams((await readBytes(c.req.raw.body)).toString('utf8'));
  const asked = form.get('SAMLRequest');
  if (asked !== null)
    return endSaml(doors, c, { context, message: { form: asked }, relayState: form.get('RelayState') });
  if (form.has('SAMLResponse')) return c.redirect('/', 303);
  try {
    await endByDirectory(context, c.req.param('id') ?? '', form.get('logout_token') ?? '');
    return c.body(null, 200);
  } catch (error) {
    return refuseLogout(doors, c, error);
  }
}

/** To the sign-in page, which knows the reasons by their names: nothing that came from outside is shown. */
function refuse({ logger, visitor }: Doors, c: AppContext, thrown: unknown) {
  if (thrown instanceof SignInRefusal) {
    logger.warn('A sign-in by a directory was refused.', {
      id: c.get('id'),
      reason: thrown.reason,
      ...(thrown.cause === undefined ? {} : { error: thrown.cause }),
    });
    return c.redirect(`/?sign_in_error=${thrown.reason}`, 303);
  }
  const error = toGatewayError(thrown);
  if (error.status >= 500)
    logger.error('A sign-in by a directory failed.', { id: c.get('id'), error: error.cause ?? error });
  return c.json(renderAdminError(error, visitor().knownSecrets()), error.status as ContentfulStatusCode);
}
