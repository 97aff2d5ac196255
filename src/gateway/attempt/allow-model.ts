/** Target: refuses a model that the provider may not serve. Throws GatewayError model_not_allowed. */
import type { GatewayDeps } from '../dependencies.ts';
import { holdsRequests } from '../endpoints/endpoint.ts';
import { refuseDeniedModel } from '../route/model-access.ts';
import type { Stage } from '../stage.ts';
import type { TargetRequest, Written } from './target-request.ts';

const NOTHING = {};

export const allowModel: Stage<TargetRequest & Written, object, GatewayDeps> = {
  name: 'allow-model',
  run({ exchange, target, document }) {
    // Of each of them by itself: vet-batch.ts.
    if (holdsRequests(exchange.endpoint)) return NOTHING;
    const { dialect, lacksModel } = exchange.endpoint;
    refuseDeniedModel(target, { document, errors: dialect.errors, lacksModel });
    return NOTHING;
  },
};
