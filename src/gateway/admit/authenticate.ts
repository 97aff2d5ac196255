/** Admit: finds the key or the token that the request carries. */
import { hashKey } from '../../kernel/key-hash.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated } from '../exchange.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Stage } from '../stage.ts';
import { findKey, presentedKey } from './gateway-key.ts';
import { isToken } from './tokens.ts';

type Adds = Authenticated & Partial<Pick<Arrived, 'snapshot'>>;

export const authenticate: Stage<Arrived, Adds, Pick<GatewayDeps, 'clock' | 'tokens'>> = {
  name: 'authenticate',
  run({ headers, snapshot, ownCaller }, { clock, tokens }) {
    if (ownCaller !== undefined) return { caller: ownCaller };
    const key = presentedKey(headers);
    if (!isToken(key)) return { caller: findKey(snapshot, key, clock.now()) };
    return tokens.verify(key, snapshot, clock.now()).then((caller) => ({ caller, snapshot: knowing(snapshot, key) }));
  },
};

/** For this request the token is one of our keys: like them it never travels upstream. */
function knowing(snapshot: Snapshot, token: string): Snapshot {
  const own = hashKey(token);
  const { archivedKeys } = snapshot;
  return { ...snapshot, archivedKeys: { has: (hash) => hash === own || archivedKeys.has(hash) } };
}
