/** Who is calling the admin API: by a gateway key in the headers, or by the session of somebody at the dashboard. */
import type { Principal } from '../control/principal.ts';
import { findKey, findKeyByHash, presentedKey } from '../gateway/admit/gateway-key.ts';
import type { RequestHeaders } from '../wire/request-headers.ts';
import { isOrphaned, type CompiledKey, type Snapshot } from '../gateway/snapshot/snapshot.ts';
import type { SnapshotHolder } from '../gateway/snapshot/swap.ts';
import type { SessionDoors, SignedInKey } from '../http/dashboard/session-routes.ts';
import type { SessionRequest, Sessions } from '../http/dashboard/sessions.ts';
import { systemClock } from './timers.ts';

/**
 * The same keys, in the same headers, as on the data plane. A session has the power of the key that signed in, as long
 * as that key exists. Throws GatewayError.
 */
export function identify(snapshot: Snapshot, sessions: Sessions, request: SessionRequest): Principal {
  const headers: RequestHeaders = {
    'x-portkey-api-key': request.header('x-portkey-api-key'),
    authorization: request.header('authorization'),
    'x-api-key': request.header('x-api-key'),
  };
  const hasKey = Object.values(headers).some((value) => value !== undefined);
  const session = hasKey ? null : sessions.find(request);
  const now = systemClock.now();
  const { id, type, organisationId, workspaceId, scopes } =
    session === null ? findKey(snapshot, presentedKey(headers), now) : findKeyByHash(snapshot, session.keyHash, now);
  return { kind: 'api-key', id, type, organisationId, workspaceId, scopes: [...scopes] };
}

/** What the sign-in needs to know of keys. */
export function sessionDoors(snapshots: SnapshotHolder, sessions: Sessions): SessionDoors {
  return {
    sessions,
    findKey: (key) => view(findKey(snapshots.current, key, systemClock.now())),
    findKeyByHash: (hash) => {
      const key = snapshots.current.keys.get(hash);
      const isExpired = key?.expiresAt !== undefined && key.expiresAt !== null && key.expiresAt <= systemClock.now();
      return key === undefined || isExpired || isOrphaned(snapshots.current, key) ? null : view(key);
    },
  };
}

function view({ hash, id, type, organisationId, workspaceId, userId, scopes }: CompiledKey): SignedInKey {
  return { hash, id, type, organisationId, workspaceId, userId, scopes: [...scopes] };
}
