/** Target: counts how many tokens a request has, where that was counted before, or where the provider counts none. */
import { hashInSlices } from '../../kernel/hash-slices.ts';
import { inSlices, type NextTurn } from '../../kernel/slices.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { Answered, type Stage } from '../stage.ts';
import { estimatedCount } from './estimated-count.ts';
import type { Connected, TargetRequest, Written } from './target-request.ts';

const NOTHING = {};

type Needs = TargetRequest & Written & Connected;

export const countLocally: Stage<Needs, object | Answered, GatewayDeps> = {
  name: 'count-locally',
  async run(request, { tokenCounts, nextTurn }) {
    const { exchange, outcome, connection, target } = request;
    if (exchange.endpoint.counts === undefined) return NOTHING;
    const key = await keyOf(request, nextTurn);
    const known = tokenCounts.get(key);
    if (known !== undefined) {
      outcome.last.counted = 'cache';
      outcome.last.status = 200;
      return new Answered({ kind: 'whole', status: 200, body: known });
    }
    const isCounted = (connection.counts?.(target.model) ?? []).length > 0;
    outcome.last.countKey = key;
    if (isCounted) return NOTHING;
    return new Answered(await estimatedCount({ exchange, outcome, why: 'the provider counts none' }, { nextTurn }));
  },
};

/** Of one workspace, provider, model and body: nobody learns what another has sent. */
async function keyOf({ exchange, target, document }: Needs, nextTurn: NextTurn): Promise<string> {
  const { endpoint, headers, workspace } = exchange;
  const asked = [workspace.id, target.provider.name, target.model, endpoint.operation, endpoint.dialect.id];
  const body = await inSlices(hashInSlices([document.bytes], 'base64'), nextTurn);
  return `${asked.join(' ')} ${headers['anthropic-beta'] ?? ''} ${body}`;
}
