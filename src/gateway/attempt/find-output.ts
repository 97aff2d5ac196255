/** Target: where the results of a batch are. Its provider is asked for its state first. Throws GatewayError. */
import { GatewayError } from '../../kernel/errors.ts';
import type { BatchApi } from '../../storage/ports/records/batches.ts';
import { askState } from '../batches/ask-upstream.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Stage } from '../stage.ts';
import type { Connected, TargetRequest } from './target-request.ts';

const NOTHING = {};

export const findOutput: Stage<TargetRequest & Connected, object, GatewayDeps> = {
  name: 'find-output',
  run(request) {
    const { batches } = request.exchange.endpoint;
    return batches?.does === 'output' ? find(request, batches.api) : NOTHING;
  },
};

async function find({ exchange, outcome, connection, deps }: TargetRequest & Connected, api: BatchApi) {
  const id = exchange.pathname.split('/').at(-2) ?? '';
  const { results, isOver } = await askState(connection, { api, id }, deps);
  const [output] = results;
  if (output === undefined) {
    throw new GatewayError('not_found', isOver ? 'The batch has no results.' : 'The batch has no results yet.', {
      hint: 'GET /v1/batches/{id} says how far it is.',
    });
  }
  outcome.output = output;
  return NOTHING;
}
