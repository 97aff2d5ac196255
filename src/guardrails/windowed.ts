/** A guardrail on a stream that is held back by a few tokens: which of its checks judge pieces, and one result of all pieces. */
import { isRedactingByService, type CompiledCheck, type CompiledGuardrail } from './definition.ts';
import { isInTurn } from './run.ts';
import { hookResult, passes, type CheckResult, type HookResult } from './result.ts';

const judgesPieces = ({ opened }: CompiledCheck): boolean => opened.kind === 'scanner' || opened.inStreams === 'window';

/** One that may want another answer, or whose checks see what others of it have masked, has to see the whole. */
export const needsWhole = (guardrail: CompiledGuardrail): boolean =>
  guardrail.type === 'mutator' || isInTurn(guardrail) || guardrail.checks.some(isRedactingByService);

/** The guardrail with the checks that judge pieces. */
export const ofPieces = (guardrail: CompiledGuardrail): CompiledGuardrail => ({
  ...guardrail,
  checks: guardrail.checks.filter(judgesPieces),
});

/** The guardrail with the checks that judge a whole answer only. */
export const ofWhole = (guardrail: CompiledGuardrail): CompiledGuardrail => ({
  ...guardrail,
  checks: guardrail.checks.filter((check) => !judgesPieces(check)),
});

/** What several runs of one guardrail say together: a check passes where it passed every time. */
export class RunningResult {
  readonly #guardrail: CompiledGuardrail;
  readonly #began: number;
  /** By the key of the check. */
  readonly #checks = new Map<string, CheckResult>();
  #took = 0;

  /** `began`: ms since the epoch. */
  constructor(guardrail: CompiledGuardrail, began: number) {
    this.#guardrail = guardrail;
    this.#began = began;
  }

  /** `checks`: of the run, in the order of its results. */
  add(checks: readonly CompiledCheck[], result: HookResult): void {
    this.#took += result.execution_time;
    for (const [index, { key }] of checks.entries()) {
      const next = result.checks[index];
      const known = this.#checks.get(key);
      if (next !== undefined) this.#checks.set(key, known === undefined ? next : merged(known, next));
    }
  }

  get result(): HookResult {
    const checks = this.#guardrail.checks.flatMap(({ key }) => this.#checks.get(key) ?? []);
    return hookResult(this.#guardrail, { checks, took: Math.round(this.#took * 1000) / 1000, began: this.#began });
  }
}

function merged(known: CheckResult, next: CheckResult): CheckResult {
  const failed = [known, next].find((one) => !passes(one)) ?? [known, next].find(({ error }) => error !== undefined);
  const telling = failed ?? (known.transformed && !next.transformed ? known : next);
  return {
    ...telling,
    data: { ...telling.data, ...foundInBoth(known, next), ...exceptedInBoth(known, next) },
    execution_time: Math.round((known.execution_time + next.execution_time) * 1000) / 1000,
    transformed: known.transformed || next.transformed,
    created_at: known.created_at,
  };
}

function exceptedInBoth({ data: one }: CheckResult, { data: other }: CheckResult): { excepted?: number } {
  const excepted = Number(one?.['excepted'] ?? 0) + Number(other?.['excepted'] ?? 0);
  return excepted > 0 ? { excepted } : {};
}

/** How many places of each kind, together; nothing for a check that does not look for places. */
function foundInBoth({ data: one }: CheckResult, { data: other }: CheckResult): { found?: Record<string, number> } {
  const sums: Record<string, number> = {};
  let isScanner = false;
  for (const found of [one?.['found'], other?.['found']]) {
    if (typeof found !== 'object' || found === null) continue;
    isScanner = true;
    for (const [kind, count] of Object.entries(found)) sums[kind] = (sums[kind] ?? 0) + Number(count);
  }
  return isScanner ? { found: sums } : {};
}
