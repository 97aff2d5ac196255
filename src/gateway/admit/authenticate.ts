/** Admit, stage 1: who is calling. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated } from '../exchange.ts';
import type { Stage } from '../stage.ts';
import { findKey, presentedKey } from './gateway-key.ts';

export const authenticate: Stage<Arrived, Authenticated, GatewayDeps> = {
  name: 'authenticate',
  run: ({ headers, snapshot }, { clock }) => ({ caller: findKey(snapshot, presentedKey(headers), clock.now()) }),
};
