/** Admit: chooses the plan. Precedence: docs/decisions/0006-provider-precedence.md. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated, Authorized, Decoded, Planned } from '../exchange.ts';
import { chooseConfig } from '../route/choose-config.ts';
import { readOverlay } from '../../routing/overlay.ts';
import { scopesOf } from '../route/plan.ts';
import type { Stage } from '../stage.ts';

type Needs = Arrived & Authenticated & Authorized & Decoded;

export const choosePlan: Stage<Needs, Planned, GatewayDeps> = {
  name: 'choose-plan',
  run({ caller, workspace, headers, endpoint, ownConfig }, { inline }) {
    const { saved, node, name } =
      ownConfig === undefined
        ? chooseConfig({ caller, workspace, headers }, inline)
        : { saved: null, node: ownConfig, name: 'of the gateway' };
    const overlay = readOverlay(headers, inline);
    const scopes = scopesOf({ workspace, config: name, overlay }, endpoint.sharesState);
    return { plan: { config: saved, root: node, overlay, scopes } };
  },
};
