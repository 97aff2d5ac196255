/** What signs people and their devices in, each on paths of its own. */
import type { ControlContext } from '../../control/context.ts';
import type { Principal } from '../../control/principal.ts';
import type { Tokens } from '../../gateway/admit/tokens.ts';
import type { SnapshotHolder } from '../../gateway/snapshot/swap.ts';
import {
  createIdentityApp,
  isIdentityPath,
  isTelemetry,
  type IdentityDoors,
} from '../../http/identity/identity-app.ts';
import { createKeySets } from '../../http/identity/key-sets.ts';
import { createOidcProtocol } from '../../http/identity/oidc-protocol.ts';
import { createSamlProtocol } from '../../http/identity/saml-protocol.ts';
import { createScimApp, isScimPath } from '../../http/identity/scim-app.ts';
import { createSingleSignOnApp, isSingleSignOnPath } from '../../http/identity/single-sign-on-app.ts';
import { createGetText } from '../../http/outbound/get-text.ts';
import { createGuardedFetch } from '../../http/outbound/guarded-fetch.ts';
import type { OutboundTransport } from '../../http/outbound/transport.ts';
import type { PathApp } from '../../http/server.ts';
import { authenticate, sessionDoors } from '../identify.ts';
import { after, systemClock } from '../timers.ts';

interface Parts extends Pick<
  IdentityDoors,
  'turnedAway' | 'limits' | 'visitors' | 'newId' | 'logger' | 'activity' | 'insertLogs'
> {
  control: (principal: Principal) => ControlContext;
  snapshots: SnapshotHolder;
  tokens: Tokens;
}

export function identityApps({ control, snapshots, tokens, ...doors }: Parts): PathApp[] {
  const visitor = () => control({ kind: 'visitor' });
  return [
    {
      serves: (asked) => isIdentityPath(asked.path) || isTelemetry(asked),
      app: createIdentityApp({
        visitor,
        authenticate: (key, request) => authenticate({ snapshots, tokens }, key, request),
        findKeyByHash: sessionDoors(snapshots).findKeyByHash,
        now: systemClock.now,
        ...doors,
      }),
    },
    { serves: ({ path }) => isScimPath(path), app: createScimApp({ control, ...doors }) },
    { serves: ({ path }) => isSingleSignOnPath(path), app: createSingleSignOnApp({ visitor, ...doors }) },
  ];
}

/** How directories are spoken to. */
export function openDirectories(transport: OutboundTransport): ControlContext['directories'] {
  const keySets = createKeySets(createGetText({ transport, after }));
  const fetch = createGuardedFetch({ transport, after });
  return {
    oidc: createOidcProtocol({ fetch, keySets, now: systemClock.now }),
    saml: createSamlProtocol({ fetch, now: systemClock.now }),
  };
}
