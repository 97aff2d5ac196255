/** Target: runs the guardrails of the input side on what the target would get. They deny it, change it, or leave a note. */
import { withoutWords, type CompiledGuardrail } from '../../guardrails/definition.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { bodyForm, holdsRequests } from '../endpoints/endpoint.ts';
import { guardrailsFor } from '../guard/guardrails-for.ts';
import { runOnInput } from '../guard/run-on-input.ts';
import { beginTarget } from '../guard/hooks.ts';
import { fallenFrom } from '../guard/denied.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { Stage } from '../stage.ts';
import type { TargetRequest, Written } from './target-request.ts';

/** Leaves the very same body where no guardrail changes it. Throws GatewayError guardrail_denied. */
export const guardInput: Stage<TargetRequest & Written, Written, GatewayDeps> = {
  name: 'guard-input',
  run(request) {
    const { document, outcome, exchange } = request;
    const { hooks } = outcome;
    beginTarget(hooks);
    // Each of them is looked at by itself: vet-batch.ts.
    if (holdsRequests(exchange.endpoint)) return { document };
    const all = guardrailsFor(request, 'input');
    const guardrails = hasWords(request) ? all : all.map(withoutWords).filter(({ checks }) => checks.length > 0);
    if (guardrails.length === 0) return { document };
    const known = outcome.guarded.find((one) => one.before === document && isSame(one.guardrails, guardrails));
    if (known !== undefined) {
      Object.assign(hooks, { input: known.results, headers: { ...known.headers } });
      return passedOn(request, known.after);
    }
    return runOnInput(request, document, guardrails).then(({ after, isReworded }) => {
      if (isReworded) outcome.maskedRequest = after;
      const { input: results, headers } = hooks;
      outcome.guarded.push({ guardrails, before: document, after, results, headers: { ...headers } });
      return passedOn(request, after);
    });
  },
};

/** What asks for a file, a batch or a stored response says nothing itself. */
const hasWords = ({ exchange: { endpoint, headers } }: TargetRequest): boolean =>
  endpoint.stored === undefined && bodyForm(endpoint, headers) !== 'none';

/** Throws GatewayError where the request has failed, and a fallback has a target for such requests. */
function passedOn({ outcome, isReportedElsewhere }: TargetRequest, document: JsonDocument): Written {
  const failed = isReportedElsewhere ? outcome.hooks.input.find(({ verdict }) => !verdict) : undefined;
  if (failed !== undefined) throw fallenFrom(failed);
  return { document };
}

const isSame = (a: readonly CompiledGuardrail[], b: readonly CompiledGuardrail[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);
