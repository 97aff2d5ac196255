/** Admit: where the organisation or the operator says so, a request may name only saved configs and providers. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated } from '../exchange.ts';
import type { Stage } from '../stage.ts';
import { refuseUnsaved } from './saved-only.ts';

export const requireSaved: Stage<Arrived & Authenticated, object, Pick<GatewayDeps, 'savedOnly' | 'inline'>> = {
  name: 'require-saved',
  run({ caller, headers, snapshot, ownConfig }, deps) {
    // The gateway's own requests were chosen here, and not by the caller.
    if (ownConfig === undefined) refuseUnsaved(headers, { snapshot, ...caller }, deps);
    return {};
  },
};
