/** What guardrails did to requests and their answers, and by how much they made them later. A request counts once in each line. */
import { hasOutcome, IS_GUARDED } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

const FAILED = hasOutcome('denied', 'changed', 'reported');
/** Guardrails that only watch. */
const WOULD_FAIL = hasOutcome('would_deny', 'would_change', 'would_report');
const UNFINISHED = hasOutcome('unfinished');
const PASSED = `${IS_GUARDED} AND NOT ${FAILED} AND NOT ${WOULD_FAIL} AND NOT ${UNFINISHED}`;

export const guardrailsGraph: GraphQuestion = {
  counts: (words) => ({
    checked: words.countIf(IS_GUARDED),
    passed: words.countIf(PASSED),
    denied: words.countIf(hasOutcome('denied')),
    changed: words.countIf(hasOutcome('changed')),
    reported: words.countIf(hasOutcome('reported')),
    watched: words.countIf(WOULD_FAIL),
    unfinished: words.countIf(UNFINISHED),
  }),
  measures: (words) => ({
    pass_rate: `100.0 * ${words.countIf(PASSED)} / nullif(${words.countIf(IS_GUARDED)}, 0)`,
    avg_ms: words.average('guardrails_ms'),
    p50_ms: words.quantile('guardrails_ms', 0.5),
    p99_ms: words.quantile('guardrails_ms', 0.99),
  }),
};
