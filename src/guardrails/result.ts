/** What came of a guardrail, in the contract's shape (contract#guardrails, `hook_results`). */
import type { JsonObject } from '../wire/json/object.ts';
import type { CompiledGuardrail, FeedbackWanted } from './definition.ts';

export interface CheckResult {
  id: string;
  verdict: boolean;
  data: JsonObject | null;
  error?: { name: string; message: string };
  /** ms. */
  execution_time: number;
  transformed: boolean;
  created_at: string;
  log: null;
  fail_on_error: boolean;
}

export interface HookResult {
  verdict: boolean;
  id: string;
  transformed: boolean;
  checks: CheckResult[];
  feedback: (Omit<FeedbackWanted, 'metadata'> & { metadata: JsonObject }) | null;
  /** ms. */
  execution_time: number;
  async: boolean;
  type: 'guardrail' | 'mutator';
  created_at: string;
  deny: boolean;
  /** Only reported: nothing was denied or changed. Absent = not so. */
  shadow?: true;
}

export interface Ran {
  checks: CheckResult[];
  /** ms. */
  took: number;
  /** ms since the epoch. */
  began: number;
}

/** A check that could not say passes, unless it is to fail then. */
export const passes = ({ verdict, error, fail_on_error: fails }: CheckResult): boolean =>
  error === undefined ? verdict : !fails;

export function hookResult(guardrail: CompiledGuardrail, { checks, took, began }: Ran): HookResult {
  const verdict = checks.every(passes);
  const wanted = verdict ? guardrail.feedback.onSuccess : guardrail.feedback.onFail;
  return {
    verdict,
    id: guardrail.id,
    transformed: checks.some(({ transformed }) => transformed),
    checks,
    feedback: wanted === null ? null : { ...wanted, metadata: { ...wanted.metadata, ...namesOf(checks) } },
    execution_time: took,
    async: guardrail.isAsync,
    type: guardrail.type,
    created_at: new Date(began).toISOString(),
    deny: guardrail.deny,
    ...(guardrail.isShadow && { shadow: true }),
  };
}

function namesOf(checks: readonly CheckResult[]): JsonObject {
  const names = (wanted: (check: CheckResult) => boolean): string =>
    checks
      .filter(wanted)
      .map(({ id }) => id)
      .join(', ');
  return {
    successfulChecks: names(({ verdict, error }) => verdict && error === undefined),
    failedChecks: names(({ verdict, error }) => !verdict && error === undefined),
    erroredChecks: names(({ error }) => error !== undefined),
  };
}
