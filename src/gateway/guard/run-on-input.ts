/** Runs the guardrails of the input side on one body. */
import { isRedacting, type CompiledGuardrail } from '../../guardrails/definition.ts';
import { Placeholders } from '../../guardrails/placeholders.ts';
import { runGuardrails } from '../../guardrails/run-all.ts';
import { runGuardrail } from '../../guardrails/run.ts';
import type { Scene } from '../../guardrails/scene.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import { denied } from './denied.ts';
import type { Hooks } from './hooks.ts';
import { requestScene, type GuardedRequest } from './request-scene.ts';

/** `after`: what the target gets; the very same document where nothing was changed. */
export interface GuardedInput {
  after: JsonDocument;
  /** It says something else than before, which the log must not keep. */
  isReworded: boolean;
}

/** Throws GatewayError guardrail_denied. */
export async function runOnInput(
  request: GuardedRequest,
  document: JsonDocument,
  guardrails: readonly CompiledGuardrail[],
): Promise<GuardedInput> {
  const { outcome, deps, exchange } = request;
  const { hooks } = outcome;
  const began = deps.clock.elapsed();
  hooks.input = [];
  hooks.softDenial = null;
  // These guardrails change nothing, so they get placeholders of their own: none of them may come into the request.
  const aside = requestScene(request, document, new Placeholders());
  for (const guardrail of guardrails.filter(({ isAsync }) => isAsync)) void runBeside(hooks, guardrail, aside);
  const watching = guardrails.filter(({ isAsync, isShadow }) => !isAsync && isShadow);
  const acting = guardrails.filter(({ isAsync, isShadow }) => !isAsync && !isShadow);
  const [{ runs, scene, isReworded }, watched] = await Promise.all([
    runGuardrails(acting, requestScene(request, document, hooks.placeholders)),
    Promise.all(watching.map((guardrail) => runGuardrail(guardrail, aside))),
  ]);
  hooks.aside.push(...watched.map(({ result }) => ({ side: 'input' as const, result })));
  hooks.input.push(...runs.map(({ result }) => result));
  for (const { headers } of runs) Object.assign(hooks.headers, headers);
  hooks.waitedMs += deps.clock.elapsed() - began;
  const after = scene.conversation.document;
  const denial = runs.find(({ isRefused }) => isRefused);
  if (denial === undefined) return { after, isReworded };
  if (isReworded) outcome.maskedRequest = after;
  throw denied({ guardrails, hooks, exchange, side: 'input' }, denial.result);
}

/** Does it deny or change what it cannot look at? One that only reports, or is to pass what it cannot read, does not. */
export function needsReading({ isAsync, isShadow, deny, type, checks }: CompiledGuardrail): boolean {
  if (isAsync || isShadow) return false;
  const acting = checks.filter((check) => deny || type === 'mutator' || isRedacting(check));
  return acting.some(({ sides, failsOnError }) => failsOnError && sides.includes('input'));
}

async function runBeside(hooks: Hooks, guardrail: CompiledGuardrail, scene: Scene): Promise<void> {
  hooks.running.add(guardrail.id);
  const { result } = await runGuardrail(guardrail, scene);
  hooks.running.delete(guardrail.id);
  hooks.aside.push({ side: scene.side, result });
  hooks.onLate?.(result);
}
