/** Who is calling the admin API: by a gateway key in the headers, or by the session of somebody at the dashboard. */
import type { ControlContext } from '../control/context.ts';
import { powersOf, type Principal } from '../control/principal.ts';
import { findPerson } from '../control/sign-in/principal.ts';
import { findSession } from '../control/sign-in/sessions.ts';
import { csrfTokenOf } from '../control/sign-in/tokens.ts';
import { findKey, findKeyByHash, presentedKey } from '../gateway/admit/gateway-key.ts';
import { isToken, type Tokens } from '../gateway/admit/tokens.ts';
import { GatewayError } from '../kernel/errors.ts';
import type { RequestHeaders } from '../wire/request-headers.ts';
import { isOrphaned, type CompiledKey, type Snapshot } from '../gateway/snapshot/snapshot.ts';
import type { SnapshotHolder } from '../gateway/snapshot/swap.ts';
import {
  requireOwnPage,
  sessionToken,
  WORKSPACE_HEADER,
  type SessionRequest,
} from '../http/dashboard/session-cookie.ts';
import type { SessionDoors, SignedInKey } from '../http/dashboard/session-routes.ts';
import type { AuditedRequest } from '../storage/ports/records/audit.ts';
import type { SessionRecord } from '../storage/ports/records/sessions.ts';
import { systemClock } from './timers.ts';

type Stored = Pick<ControlContext, 'records' | 'clock'>;

/**
 * The same keys, in the same headers, as on the data plane; without one, the session of the cookie. A session that began with
 * a key has that key's power as long as the key exists. Throws GatewayError, and its kind ForgedChange.
 */
export async function identify(
  { snapshots, stored }: { snapshots: SnapshotHolder; stored: Stored },
  request: SessionRequest,
): Promise<Principal> {
  const headers = keyHeaders(request);
  const hasKey = Object.values(headers).some((value) => value !== undefined);
  const token = hasKey ? null : sessionToken(request);
  const session = token === null ? null : await findSession(stored, token);
  const now = systemClock.now();
  if (session === null || token === null) return asPrincipal(findKey(snapshots.current, presentedKey(headers), now));
  const principal = await principalOf({ snapshots, stored }, request, session);
  requireOwnPage(request, { csrfToken: csrfTokenOf(token), principal });
  return principal;
}

async function principalOf(
  { snapshots, stored }: { snapshots: SnapshotHolder; stored: Stored },
  request: SessionRequest,
  session: SessionRecord,
): Promise<Principal> {
  const { userId, apiKeyHash } = session;
  if (apiKeyHash !== null) return asPrincipal(findKeyByHash(snapshots.current, apiKeyHash, systemClock.now()));
  const person =
    userId === null ? null : await findPerson(stored, { ...session, userId }, request.header(WORKSPACE_HEADER));
  if (person !== null) return person.principal;
  throw new GatewayError('sign_in_failed', 'Your account is not there any more.');
}

function keyHeaders(request: SessionRequest): RequestHeaders {
  return {
    'x-portkey-api-key': request.header('x-portkey-api-key'),
    authorization: request.header('authorization'),
    'x-api-key': request.header('x-api-key'),
  };
}

function asPrincipal({ id, type, organisationId, workspaceId, scopes }: CompiledKey): Principal {
  return { kind: 'api-key', id, type, organisationId, workspaceId, scopes: [...scopes] };
}

/** Figures of the whole gateway are for keys of an organisation that may see its analytics. Throws GatewayError. */
export function requireFigures(snapshot: Snapshot, request: SessionRequest): void {
  const key = findKey(snapshot, presentedKey(keyHeaders(request)), systemClock.now());
  if (key.type === 'organisation-service' && powersOf(asPrincipal(key)).has('analytics.view')) return;
  throw new GatewayError('missing_scope', 'The metrics of the whole gateway take a key of the organisation.', {
    hint: 'Use an organisation key with the scope analytics.view, or read /metrics on the gateway’s own machine.',
  });
}

/** What the sign-in needs to know of keys. */
export function sessionDoors(snapshots: SnapshotHolder): SessionDoors {
  return {
    findKey: (key) => view(findKey(snapshots.current, key, systemClock.now())),
    findKeyByHash: (hash) => {
      const key = snapshots.current.keys.get(hash);
      const isExpired = key?.expiresAt !== undefined && key.expiresAt !== null && key.expiresAt <= systemClock.now();
      return key === undefined || isExpired || isOrphaned(snapshots.current, key) ? null : view(key);
    },
  };
}

/** As on the data plane: a gateway key, or a token of an identity provider. Rejects with GatewayError. */
export async function authenticate(
  { snapshots, tokens }: { snapshots: SnapshotHolder; tokens: Tokens },
  key: string,
  request: () => AuditedRequest,
): Promise<SignedInKey> {
  const now = systemClock.now();
  const { current } = snapshots;
  return view(isToken(key) ? await tokens.verify(key, current, { now, request }) : findKey(current, key, now));
}

function view({ hash, id, type, organisationId, workspaceId, userId, scopes }: CompiledKey): SignedInKey {
  return { hash, id, type, organisationId, workspaceId, userId, scopes: [...scopes] };
}
