/** The admin API over HTTP: identifies the caller, hands the input to the verb, wraps the answer. Decides nothing. */
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ControlContext } from '../../control/context.ts';
import type { Principal } from '../../control/principal.ts';
import type { Logger } from '../../observe/logger.ts';
import type { TurnedAway } from '../../observe/turned-away.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { maskText, type KnownSecrets } from '../../kernel/secrets/mask.ts';
import type { NextTurn } from '../../kernel/slices.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import { createSessionApp, type SessionDoors } from '../dashboard/session-routes.ts';
import { ForgedChange, type SessionRequest } from '../dashboard/session-cookie.ts';
import { isUnauthenticated, turnAway } from '../turn-away.ts';
import type { VisitorLimits } from '../visitor-limits.ts';
import { unserved } from './coverage.ts';
import { auditedBody } from '../../control/audit-logs/audited-body.ts';
import { createRefusalAudit } from '../../control/audit-logs/refused.ts';
import { LIBRARY_PATHS } from './library-paths.data.ts';
import { createLogExportFiles } from './log-export-file.ts';
import { jsonText } from './json-text.ts';
import { renderOpenApi } from './openapi.ts';
import { inputOf, readBody } from './read-input.ts';
import { isRefusal, refusedAction } from './refused-action.ts';
import { ERRORS_WITHOUT_PATH } from '../../gateway/endpoints/endpoints.ts';
import { renderError } from '../render-error.ts';
import { renderAdminError } from './render-error.ts';
import { hasAnthropicErrors } from './spend-limits.ts';
import { requestFacts, withRequestId, type AppContext, type AppEnvironment } from './request-facts.ts';
import type { Visitors } from '../visitor.ts';
import type { Route } from './route.ts';
import { ROUTES, SUCCESS_STATUS } from './routes.ts';

export interface AdminDoors {
  /** `signal` is aborted when the caller hangs up. */
  context: (principal: Principal, signal: AbortSignal) => ControlContext;
  /** Who is calling, by the request's headers or the cookie of a session. Throws GatewayError. */
  identify: (request: SessionRequest) => Promise<Principal>;
  /** Signing in to the dashboard; absent where there is none. */
  dashboard?: SessionDoors;
  logger: Logger;
  /** Of the next request: in the header `request-id`, and in the operator's log when something fails. */
  newId: (kind: 'request') => string;
  /** The keys that no answer to a request with these headers may repeat. */
  knownKeys: (headers: RequestHeaders) => KnownSecrets;
  turnedAway: TurnedAway;
  limits: VisitorLimits;
  visitors: Visitors;
  nextTurn: NextTurn;
}

export type AdminApp = Hono<AppEnvironment>;

/** Serves every route under `/v1`, and the OpenAPI document to anyone. */
export function createAdminApp(doors: AdminDoors): AdminApp {
  const { logger, newId, knownKeys, turnedAway, limits, visitors, nextTurn } = doors;
  const identify = (c: AppContext): Promise<Principal> =>
    doors.identify({ method: c.req.method, header: (name) => c.req.header(name) });
  const contextOf = (c: AppContext, principal: Principal): ControlContext => ({
    ...doors.context(principal, c.req.raw.signal),
    request: requestFacts(c, { known: knownKeys(c.req.header()), visitors }),
  });
  const app: AdminApp = new Hono();
  app.use('*', withRequestId(newId));

  app.get('/v1/openapi.json', (c) => c.json(renderOpenApi()));
  if (doors.dashboard !== undefined) {
    const visitor = (c: AppContext): ControlContext => contextOf(c, { kind: 'visitor' });
    app.route('/v1/session', createSessionApp({ ...doors.dashboard, visitor, logger }));
  }
  app.route('/v1/logs/exports', createLogExportFiles(contextOf));
  serveRoutes(app, { identify, contextOf, knownKeys, nextTurn });

  app.notFound((c) => {
    const error = new GatewayError('not_found', `There is no ${c.req.path} in the admin API.`, {
      hint: 'GET /v1/openapi.json lists its routes.',
    });
    return c.json(renderAdminError(error, knownKeys(c.req.header())), 404);
  });
  app.onError((thrown, c) => {
    const refusal = thrown instanceof GatewayError ? thrown : unforeseen(thrown);
    const error = isUnauthenticated(refusal)
      ? turnAway(refusal, c.env.incoming, { turnedAway, limits, visitors })
      : refusal;
    if (error.retryAfter !== undefined) c.header('retry-after', String(error.retryAfter));
    const known = knownKeys(c.req.header());
    const { method } = c.req;
    const line = {
      id: c.get('id'),
      method,
      path: maskText(c.req.path, known),
      status: error.status,
      error: error.cause ?? error,
    };
    if (error.status >= 500) logger.error('admin request failed', line);
    else logger.debug('admin request refused', line);
    if (hasAnthropicErrors(c.req.path)) return inAnthropicsShape(c, error, known);
    return c.json(renderAdminError(error, known), error.status as ContentfulStatusCode);
  });
  return app;
}

function inAnthropicsShape(c: AppContext, error: GatewayError, known: KnownSecrets): Response {
  const { status, headers, body } = renderError(error, { errors: ERRORS_WITHOUT_PATH, id: c.get('id'), known });
  return c.body(body, status as ContentfulStatusCode, headers);
}

interface Callers {
  identify: (c: AppContext) => Promise<Principal>;
  contextOf: (c: AppContext, principal: Principal) => ControlContext;
  knownKeys: AdminDoors['knownKeys'];
  nextTurn: NextTurn;
}

function serveRoutes(app: AdminApp, { identify, contextOf, knownKeys, nextTurn }: Callers): void {
  const auditRefusal = createRefusalAudit();
  for (const { method, path, instead } of unserved(ROUTES)) {
    app.on(method, honoPath({ path }), async (c) => {
      await identify(c);
      throw new GatewayError('not_found', `Tollgate does not serve ${method} /v1${path}.`, { hint: instead });
    });
  }
  for (const route of ROUTES) {
    app.on(route.method, pathsOf(route), async (c) => {
      const refused = async (context: ControlContext, { status }: GatewayError): Promise<void> => {
        const resourceId = Object.values<string>(c.req.param()).at(-1) ?? '';
        await auditRefusal(context, { action: refusedAction(route), resourceId, status });
      };
      const principal = await identify(c).catch(async (error: unknown) => {
        if (error instanceof ForgedChange) await refused(contextOf(c, error.principal), error);
        throw error;
      });
      let context = contextOf(c, principal);
      try {
        const body = await readBody(c, { takesItems: 'items' in route.input.shape });
        context = asking(context, body, knownKeys(c.req.header()));
        const answer = await route.verb(context, inputOf(c, body));
        const text = await jsonText(wrap(route, answer), nextTurn);
        return c.body(text, SUCCESS_STATUS, { 'content-type': 'application/json' });
      } catch (error) {
        if (error instanceof GatewayError && isRefusal(route, error)) await refused(context, error);
        throw error;
      }
    });
  }
  for (const path of new Set(ROUTES.map(honoPath))) {
    app.all(path, (c) => {
      throw new GatewayError('method_not_allowed', `${c.req.path} does not know the method ${c.req.method}.`);
    });
  }
}

/** The body is made ready for the audit trail only where an event is written. */
function asking(context: ControlContext, body: object, known: KnownSecrets): ControlContext {
  const { request } = context;
  if (request === null) return context;
  let text: string | null = null;
  const kept = {
    ...request,
    get body(): string {
      return (text ??= auditedBody(context, body, known));
    },
  };
  return { ...context, request: kept };
}

/** Its own, and the one by which a client library asks for it. */
function pathsOf(route: Route): string[] {
  const path = LIBRARY_PATHS[route.path];
  return path === undefined ? [honoPath(route)] : [honoPath(route), honoPath({ path })];
}

const honoPath = ({ path }: Pick<Route, 'path'>): string => `/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;

function wrap({ envelope }: Route, answer: object): object {
  if (envelope === 'bare') return answer;
  return envelope === 'success' ? { success: true, data: answer } : { success: true, ...answer };
}

function unforeseen(cause: unknown): GatewayError {
  return new GatewayError('internal', 'Tollgate failed while it handled this request.', {
    hint: "Look for the id in the header request-id in the gateway's own log, and report what it says.",
    cause,
  });
}
