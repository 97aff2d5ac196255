/**
 * Runs one guardrail. Checks run beside one another on the same body; sequential ones run in turn, each on the body as the one
 * before has left it. A check that may write the whole body anew runs in turn, after the others, in any case.
 */
import type { Conversation, Placed } from './conversation.ts';
import { checksOf, isRedacting, isRewriting, type CompiledCheck, type CompiledGuardrail } from './definition.ts';
import { hookResult, type HookResult } from './result.ts';
import { round, runCheck, type RanCheck } from './run-check.ts';
import type { Scene } from './scene.ts';

/** ms of the event loop at a time. */
const MAX_TURN_MS = 3;

export interface GuardrailRun<Words extends Conversation = Conversation> {
  result: HookResult;
  /** The scene that it leaves: the very same where it has changed nothing by itself. */
  scene: Scene<Words>;
  /** What is still to be replaced in that scene. */
  replacements: Placed[];
  /** The body was written anew: what was masked before may not be masked now. */
  isRewritten: boolean;
  /** The body says something else than before, in `scene` or by `replacements`. */
  isReworded: boolean;
  /** It lets nothing pass: it denies, or it could not look for what it has to mask. */
  isRefused: boolean;
  headers: Readonly<Record<string, string>>;
}

/** Never rejects. */
export async function runGuardrail<Words extends Conversation>(
  guardrail: CompiledGuardrail,
  scene: Scene<Words>,
): Promise<GuardrailRun<Words>> {
  const began = scene.ports.now();
  const start = scene.elapsed();
  const checks = checksOf(guardrail, scene.side);
  const run = new Chain(scene);
  for (const step of stepsOf(guardrail, checks)) await run.take(step, guardrail);
  const ran = checks.flatMap((check) => run.ran.get(check) ?? []);
  const took = round(scene.elapsed() - start);
  const result = hookResult(guardrail, { checks: ran.map((one) => one.result), took, began });
  return {
    result,
    scene: run.scene,
    replacements: run.replacements,
    isRewritten: run.isRewritten,
    isReworded: run.isReworded || run.replacements.length > 0,
    isRefused: !result.verdict && (guardrail.deny || checks.some((check) => isUnmasked(check, run.ran.get(check)))),
    headers: Object.assign({}, ...ran.map(({ judgement }) => judgement?.headers ?? {})) as Record<string, string>,
  };
}

/** What was to be replaced could not be looked for: it must not leave as it is, even if the guardrail denies nothing. */
const isUnmasked = (check: CompiledCheck, ran: RanCheck | undefined): boolean =>
  ran?.result.error !== undefined && check.failsOnError && isRedacting(check);

/** Does what a check of it changes show to the next one? */
export function isInTurn({ isSequential, checks }: CompiledGuardrail): boolean {
  return checks.some(isRewriting) || (isSequential && checks.slice(0, -1).some(isRedacting));
}

/** Checks of one step are shown the same body. */
function stepsOf({ isSequential }: CompiledGuardrail, checks: readonly CompiledCheck[]): CompiledCheck[][] {
  if (isSequential) return checks.map((check) => [check]);
  const beside = checks.filter((check) => !isRewriting(check));
  return [beside, ...checks.filter(isRewriting).map((check) => [check])];
}

/** The scene on its way from step to step. */
class Chain<Words extends Conversation> {
  scene: Scene<Words>;
  replacements: Placed[] = [];
  isRewritten = false;
  isReworded = false;
  readonly ran = new Map<CompiledCheck, RanCheck>();

  constructor(scene: Scene<Words>) {
    this.scene = scene;
  }

  async take(step: readonly CompiledCheck[], guardrail: CompiledGuardrail): Promise<void> {
    if (step.length === 0) return;
    this.#replace();
    const ran = await Promise.all(await startAll(guardrail, step, this.scene));
    for (const [index, one] of ran.entries()) {
      const check = step[index];
      if (check !== undefined) this.ran.set(check, one);
      this.replacements.push(...one.replacements);
      if (check !== undefined) this.#rewrite(check, one);
    }
  }

  #replace(): void {
    if (this.replacements.length === 0 || this.scene.changed === undefined) return;
    this.scene = this.scene.changed({ replacements: this.replacements });
    this.replacements = [];
    this.isReworded = true;
  }

  /** A check that rewrites is alone in its step. */
  #rewrite(check: CompiledCheck, ran: RanCheck): void {
    const { judgement, result } = ran;
    if (judgement?.json === undefined || this.scene.changed === undefined) return;
    try {
      this.scene = this.scene.changed({ json: judgement.json });
      this.isRewritten = true;
      this.isReworded ||= judgement.saysTheSame !== true;
    } catch {
      const error = { name: 'unreadable_body', message: 'The body that the check wrote cannot be read.' };
      this.ran.set(check, { ...ran, result: { ...result, verdict: false, error, transformed: false } });
    }
  }
}

/** All at once, so that those which ask others wait together; but what takes the processor gives way in between. */
async function startAll(
  { exceptions }: CompiledGuardrail,
  checks: readonly CompiledCheck[],
  scene: Scene,
): Promise<Promise<RanCheck>[]> {
  const started: Promise<RanCheck>[] = [];
  let since = scene.elapsed();
  for (const check of checks) {
    started.push(runCheck(check, scene, exceptions));
    if (scene.nextTurn === undefined || scene.elapsed() - since < MAX_TURN_MS) continue;
    await scene.nextTurn();
    since = scene.elapsed();
  }
  return started;
}
