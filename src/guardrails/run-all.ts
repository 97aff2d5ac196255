/**
 * Runs all guardrails of one side that count. Those that can be merged run beside one another on the same body, and what they
 * mask is masked together. The others, which change what the next one sees, run in turn after them, in the order of the config.
 */
import type { Conversation, Placed } from './conversation.ts';
import { checksOf, isRedacting, type CompiledCheck, type CompiledGuardrail } from './definition.ts';
import type { HookResult } from './result.ts';
import { isInTurn, runGuardrail, type GuardrailRun } from './run.ts';
import type { Scene } from './scene.ts';
import { RunningResult } from './windowed.ts';

export interface AllRan<Words extends Conversation> {
  /** In the order of the guardrails; after a refusal those that run in turn do not run. */
  runs: GuardrailRun<Words>[];
  /** With everything masked and rewritten; the very same where nothing is changed. */
  scene: Scene<Words>;
  /** The body says something else than before. */
  isReworded: boolean;
}

export async function runGuardrails<Words extends Conversation>(
  guardrails: readonly CompiledGuardrail[],
  scene: Scene<Words>,
): Promise<AllRan<Words>> {
  const beside = guardrails.filter((guardrail) => !isInTurn(guardrail));
  const ranBeside = await Promise.all(beside.map((guardrail) => runGuardrail(guardrail, scene)));
  const runs = new Map(beside.map((guardrail, index) => [guardrail, ranBeside[index]]));
  let at = replaced(
    scene,
    ranBeside.flatMap(({ replacements }) => replacements),
  );
  for (const guardrail of guardrails.filter(isInTurn)) {
    if (hasRefusal(runs)) break;
    const run = await runGuardrail(guardrail, at);
    runs.set(guardrail, run);
    at = replaced(run.scene, run.replacements);
  }
  if (!hasRefusal(runs)) at = await maskAgain(runs, at);
  const ran = guardrails.flatMap((guardrail) => runs.get(guardrail) ?? []);
  return { runs: ran, scene: at, isReworded: ran.some(({ isReworded }) => isReworded) };
}

type Runs<Words extends Conversation> = Map<CompiledGuardrail, GuardrailRun<Words> | undefined>;

const hasRefusal = <Words extends Conversation>(runs: Runs<Words>): boolean =>
  Array.from(runs.values()).some((run) => run?.isRefused === true);

/** Masks again: a body that a service wrote anew may hold what was masked in the body before. */
async function maskAgain<Words extends Conversation>(runs: Runs<Words>, scene: Scene<Words>): Promise<Scene<Words>> {
  if (!Array.from(runs.values()).some((run) => run?.isRewritten === true)) return scene;
  const again = await Promise.all(
    Array.from(runs, async ([guardrail, before]): Promise<readonly Placed[]> => {
      const checks = checksOf(guardrail, scene.side);
      const masks = { ...guardrail, checks: checks.filter(isRedacting) };
      if (before === undefined || masks.checks.length === 0) return [];
      const run = await runGuardrail(masks, { ...scene, changed: undefined });
      runs.set(guardrail, {
        ...before,
        result: resultOfBoth(guardrail, [
          [checks, before.result],
          [masks.checks, run.result],
        ]),
        isReworded: before.isReworded || run.isReworded,
        isRefused: run.isRefused,
      });
      return run.replacements;
    }),
  );
  return replaced(scene, again.flat());
}

function replaced<Words extends Conversation>(scene: Scene<Words>, found: readonly Placed[]): Scene<Words> {
  return found.length === 0 || scene.changed === undefined ? scene : scene.changed({ replacements: found });
}

/** Of the checks in both runs the second one saw what the first had left. */
function resultOfBoth(guardrail: CompiledGuardrail, runs: readonly [CompiledCheck[], HookResult][]): HookResult {
  const began = Math.min(...runs.map(([, { created_at: created }]) => Date.parse(created)));
  const both = new RunningResult(guardrail, began);
  for (const [checks, result] of runs) both.add(checks, result);
  return both.result;
}
