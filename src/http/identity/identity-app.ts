/**
 * What clients that sign in by `/login` speak: RFC 8414 metadata, RFC 8628 device authorization, tokens, revocation (RFC 7009),
 * the settings of their organisation, and telemetry. Source: Anthropic's gateway protocol.
 */
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { beginDevice, CODE_VALID_MS } from '../../control/devices/begin.ts';
import { revokeDevice } from '../../control/devices/end.ts';
import { POLL_INTERVAL_S } from '../../control/sign-in/flow-limits.ts';
import { loginNotice } from '../../control/claude-code/login-notice.ts';
import { managedSettingsFor } from '../../control/claude-code/managed-settings.ts';
import { OAuthError } from '../../control/devices/oauth-error.ts';
import { redeemDeviceCode, refreshDevice, type DeviceTokens } from '../../control/devices/tokens.ts';
import { shownUserCode } from '../../control/devices/user-code.ts';
import type { ControlContext, RequestFacts } from '../../control/context.ts';
import { linkBase } from '../../control/link-base.ts';
import { GatewayError, toGatewayError } from '../../kernel/errors.ts';
import type { KeyHash, WorkspaceId } from '../../kernel/ids.ts';
import type { Logger } from '../../observe/logger.ts';
import { presentedKey } from '../../gateway/admit/gateway-key.ts';
import { ERRORS_WITHOUT_PATH } from '../../gateway/endpoints/endpoints.ts';
import { readBytes } from '../admin/read-input.ts';
import { requestFacts, withRequestId, type AppContext, type AppEnvironment } from '../admin/request-facts.ts';
import type { SignedInKey } from '../dashboard/session-routes.ts';
import { renderError } from '../render-error.ts';
import { isUnauthenticated, turnAway, type Doorkeepers } from '../turn-away.ts';
import { isLogExport, takeTelemetry, TELEMETRY_PATHS, type TelemetryDoors, type TelemetrySignal } from './telemetry.ts';

export interface IdentityDoors extends Doorkeepers, TelemetryDoors {
  /** For somebody who has not signed in. */
  visitor: () => ControlContext;
  /** The key by its text, or the token of an identity provider. Rejects with GatewayError, as `invalid_api_key`. */
  authenticate: (key: string, request: () => RequestFacts) => Promise<SignedInKey>;
  /** null when it was deleted or has expired. */
  findKeyByHash: (hash: KeyHash) => SignedInKey | null;
  newId: (kind: 'request') => string;
  logger: Logger;
  /** JSON to `/v1/logs` that is no telemetry: rows that somebody brings. */
  insertLogs: (request: Request, environment: AppEnvironment['Bindings']) => Response | Promise<Response>;
}

const METADATA = '/.well-known/oauth-authorization-server';
const PATHS: ReadonlySet<string> = new Set([
  METADATA,
  '/oauth/device_authorization',
  '/oauth/token',
  '/oauth/revoke',
  '/managed/settings',
]);

/** Is the path one of this app? */
export const isIdentityPath = (path: string): boolean => PATHS.has(path);

/** May the request be telemetry? What comes to `/v1/logs` as JSON is told apart by its body. */
export const isTelemetry = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'POST' && TELEMETRY_PATHS.has(path);

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

export function createIdentityApp(doors: IdentityDoors): Hono<AppEnvironment> {
  const app = new Hono<AppEnvironment>();
  const contextOf = (c: AppContext): ControlContext => ({
    ...doors.visitor(),
    request: factsOf(doors, c),
  });
  app.use('*', withRequestId(doors.newId));
  app.get(METADATA, (c) => c.json(metadata(linkBase(contextOf(c)))));
  app.post('/oauth/device_authorization', async (c) => c.json(await authorizeDevice(contextOf(c), await readForm(c))));
  app.post('/oauth/token', async (c) => c.json(await grant(contextOf(c), await readForm(c))));
  app.post('/oauth/revoke', async (c) => {
    const token = (await readForm(c)).get('token');
    if (token === null) throw new OAuthError('invalid_request', 'token is missing.');
    await revokeDevice(contextOf(c), token, doors.findKeyByHash);
    return c.json({});
  });
  app.get('/managed/settings', (c) => serveSettings(doors, c, contextOf(c)));
  for (const [path, signal] of TELEMETRY_PATHS) app.post(path, (c) => serveTelemetry(doors, c, signal));
  app.notFound((c) => c.json({ error: 'invalid_request', error_description: 'There is no such endpoint.' }, 404));
  app.onError((thrown, c) => refuse(doors, c, thrown));
  return app;
}

function metadata(base: string): object {
  return {
    issuer: base,
    device_authorization_endpoint: `${base}/oauth/device_authorization`,
    token_endpoint: `${base}/oauth/token`,
    revocation_endpoint: `${base}/oauth/revoke`,
    grant_types_supported: [DEVICE_GRANT, 'refresh_token'],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['none'],
  };
}

const factsOf = (doors: IdentityDoors, c: AppContext): RequestFacts =>
  requestFacts(c, { known: doors.visitor().knownSecrets(), visitors: doors.visitors });

/** 404 = no policy at all; 304 only to a client that asked by If-None-Match, which may be `*`. */
async function serveSettings(doors: IdentityDoors, c: AppContext, context: ControlContext) {
  const { organisationId, workspaceId, userId } = await doors.authenticate(presentedKey(c.req.header()), () =>
    factsOf(doors, c),
  );
  const whose = { organisationId, workspaceId: workspaceId as WorkspaceId | null, userId };
  const found = await managedSettingsFor(context, whose);
  if (found === null) throw new GatewayError('not_found', 'Your organisation has no settings for Claude Code.');
  const etag = `"${found.checksum}"`;
  c.header('etag', etag);
  const known = c.req
    .header('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim());
  return known?.some((tag) => tag === etag || tag === '*') === true ? c.body(null, 304) : c.json(found);
}

/** 200 to whoever has a key: another answer makes the client log an error at each flush. */
async function serveTelemetry(doors: IdentityDoors, c: AppContext, signal: TelemetrySignal) {
  const bytes = await readBytes(c.req.raw.body);
  const isProtobuf = (c.req.header('content-type') ?? '').includes('protobuf');
  const isGzip = c.req.header('content-encoding') === 'gzip';
  if (signal === 'logs' && !isProtobuf && !isGzip && !isLogExport(bytes)) {
    const { url, method, headers, signal: hangUp } = c.req.raw;
    return doors.insertLogs(new Request(url, { method, headers, body: bytes, signal: hangUp }), c.env);
  }
  const key = await doors.authenticate(presentedKey(c.req.header()), () => factsOf(doors, c));
  await takeTelemetry(doors, key, { signal, bytes, isProtobuf, isGzip });
  // An empty message of protobuf has no bytes.
  return isProtobuf ? c.body('', 200, { 'content-type': 'application/x-protobuf' }) : c.json({});
}

/** Clients send `surface` and no client_id: what is not known is ignored (RFC 6749 §3.2). */
async function authorizeDevice(context: ControlContext, form: URLSearchParams): Promise<object> {
  const { deviceCode, userCode } = await beginDevice(context, { surface: form.get('surface') ?? '' });
  const page = `${linkBase(context)}/device`;
  const notice = await loginNotice(context);
  const shown = shownUserCode(userCode);
  return {
    device_code: deviceCode,
    user_code: shown,
    verification_uri: page,
    verification_uri_complete: `${page}?user_code=${shown}`,
    expires_in: CODE_VALID_MS / 1000,
    interval: POLL_INTERVAL_S,
    ...(notice === null ? {} : { login_notice: notice }),
  };
}

async function grant(context: ControlContext, form: URLSearchParams): Promise<object> {
  const type = form.get('grant_type');
  if (type === DEVICE_GRANT) return shown(await redeemDeviceCode(context, required(form, 'device_code')));
  if (type === 'refresh_token') return shown(await refreshDevice(context, required(form, 'refresh_token')));
  throw new OAuthError('unsupported_grant_type', 'grant_type is neither device_code nor refresh_token.');
}

const shown = ({ accessToken, refreshToken, expiresInSeconds, email }: DeviceTokens): object => ({
  access_token: accessToken,
  token_type: 'Bearer',
  expires_in: expiresInSeconds,
  refresh_token: refreshToken,
  email,
});

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value !== null && value !== '') return value;
  throw new OAuthError('invalid_request', `${name} is missing.`);
}

async function readForm(c: AppContext): Promise<URLSearchParams> {
  return new URLSearchParams((await readBytes(c.req.raw.body)).toString('utf8'));
}

/** In the words of OAuth where the client reads those, in Anthropic's elsewhere. Guesses are counted for their address. */
function refuse(doors: IdentityDoors, c: AppContext, thrown: unknown) {
  const isGuess = thrown instanceof OAuthError && (thrown.code === 'invalid_grant' || thrown.code === 'expired_token');
  if (isGuess) {
    const told = turnAway(new GatewayError('sign_in_failed', thrown.message), c.env.incoming, doors);
    if (told.code === 'too_many_sign_ins') return inOAuth(c, { error: 'slow_down', text: told.message, status: 429 });
  }
  if (thrown instanceof OAuthError)
    return inOAuth(c, { error: thrown.code, text: thrown.message, status: thrown.status });
  const refusal = toGatewayError(thrown);
  const error = isUnauthenticated(refusal) ? turnAway(refusal, c.env.incoming, doors) : refusal;
  if (error.status >= 500)
    doors.logger.error('A request to sign in failed.', { id: c.get('id'), error: error.cause ?? error });
  const { status, headers, body } = renderError(error, {
    errors: ERRORS_WITHOUT_PATH,
    id: c.get('id'),
    known: doors.visitor().knownSecrets(),
  });
  return c.body(body, status as ContentfulStatusCode, headers);
}

function inOAuth(c: AppContext, { error, text, status }: { error: string; text: string; status: number }) {
  if (status === 401) c.header('x-should-retry', 'false');
  return c.json({ error, error_description: text }, status as ContentfulStatusCode);
}
