/** Admit: finds the key or the token that the request carries. */
import { hashKey } from '../../kernel/key-hash.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated } from '../exchange.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { AuditedRequest } from '../../storage/ports/records/audit.ts';
import type { Stage } from '../stage.ts';
import { findKey, presentedKey } from './gateway-key.ts';
import { isToken } from './tokens.ts';

type Adds = Authenticated & Partial<Pick<Arrived, 'snapshot'>>;

export const authenticate: Stage<Arrived, Adds, Pick<GatewayDeps, 'clock' | 'tokens'>> = {
  name: 'authenticate',
  run(exchange, { clock, tokens }) {
    const { headers, snapshot, ownCaller } = exchange;
    if (ownCaller !== undefined) return { caller: ownCaller };
    const key = presentedKey(headers);
    if (!isToken(key)) return { caller: findKey(snapshot, key, clock.now()) };
    return tokens
      .verify(key, snapshot, { now: clock.now(), request: () => auditedRequest(exchange) })
      .then((caller) => ({ caller, snapshot: knowing(snapshot, key) }));
  },
};

/** What the audit trail keeps of a request whose token is refused: neither its query nor its body. */
function auditedRequest({ id, method, pathname, headers, client }: Arrived): AuditedRequest {
  const { address = '', forwardedFor = [], country = '' } = client.origin?.() ?? {};
  const userAgent = headers['user-agent'] ?? '';
  return { id, method, uri: pathname, address, forwardedFor: forwardedFor.join(', '), userAgent, country, body: '' };
}

/** For this request the token is one of our keys: like them it never travels upstream. */
function knowing(snapshot: Snapshot, token: string): Snapshot {
  const own = hashKey(token);
  const { archivedKeys } = snapshot;
  return { ...snapshot, archivedKeys: { has: (hash) => hash === own || archivedKeys.has(hash) } };
}
