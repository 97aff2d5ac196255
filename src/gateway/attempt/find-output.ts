/** Target: where the results of a batch are. Its provider is asked for its state first. Throws GatewayError. */
import { GatewayError } from '../../kernel/errors.ts';
import { askWhole } from '../batches/ask-upstream.ts';
import { BATCH_APIS, readBatch } from '../batches/batch-apis.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Stage } from '../stage.ts';
import type { Connected, TargetRequest } from './target-request.ts';

const NOTHING = {};

export const findOutput: Stage<TargetRequest & Connected, object, GatewayDeps> = {
  name: 'find-output',
  run(request) {
    const { batches } = request.exchange.endpoint;
    return batches?.does === 'output' ? find(request, BATCH_APIS[batches.api]) : NOTHING;
  },
};

async function find(
  { exchange, outcome, connection, deps }: TargetRequest & Connected,
  api: typeof BATCH_APIS.batches,
) {
  const id = exchange.pathname.split('/').at(-2) ?? '';
  const told = await askWhole(connection, api.statusAt(id), deps);
  const state = readBatch('batches', told);
  const [output] = state?.results ?? [];
  if (state === null)
    throw new GatewayError('upstream_error', 'The provider answered with something that is no batch.');
  if (output === undefined) {
    throw new GatewayError('not_found', state.isOver ? 'The batch has no results.' : 'The batch has no results yet.', {
      hint: 'GET /v1/batches/{id} says how far it is.',
    });
  }
  outcome.output = output;
  return NOTHING;
}
