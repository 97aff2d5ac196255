/** What guardrails did to one request: in the answer (`hook_results`), in the log row, and for the way back. */
import type { HookResult } from '../../guardrails/result.ts';
import { passes } from '../../guardrails/result.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import type { Side } from '../../guardrails/check.ts';
import { Placeholders } from '../../guardrails/placeholders.ts';
import type { GuardrailOutcome } from '../../storage/ports/log/guardrail-outcome.ts';

export interface Hooks {
  /** Synchronous results of each side, in order: what the caller sees. */
  input: HookResult[];
  output: HookResult[];
  /** Results for the log only: asynchronous and shadow runs. */
  aside: { side: Side; result: HookResult }[];
  /** Asynchronous runs that have not ended. */
  running: Set<string>;
  placeholders: Placeholders;
  /** The denial as a text, where its checks want it sent as an answer (`soft_deny_200`); null = as an error. */
  softDenial: string | null;
  /** That checks want to go upstream, as claims of a token. */
  headers: Record<string, string>;
  /** ms that the request waited for guardrails. */
  waitedMs: number;
}

/** What guardrails made of one body, for all targets that would get the same. */
export interface GuardedBody {
  guardrails: readonly CompiledGuardrail[];
  before: JsonDocument;
  after: JsonDocument;
}

export const newHooks = (): Hooks => ({
  input: [],
  output: [],
  aside: [],
  running: new Set(),
  placeholders: new Placeholders(),
  softDenial: null,
  headers: {},
  waitedMs: 0,
});

/** A guardrail without `deny` has failed: the answer passes, with the status 246 (contract#guardrails). */
export const isReported = ({ input, output, softDenial }: Hooks): boolean =>
  softDenial === null && [...input, ...output].some(({ verdict }) => !verdict);

/** contract#guardrails: a guardrail that does not deny has failed. */
export const REPORTED_STATUS = 246;

const hasResults = ({ input, output }: Hooks): boolean => input.length > 0 || output.length > 0;

export const hookResultsOf = ({ input, output }: Hooks): Record<string, unknown> => ({
  before_request_hooks: input,
  after_request_hooks: output,
});

/** The whole answer with the results as its last member; the very same bytes where there are none, or it is no object. */
export function withHookResults(body: Buffer, hooks: Hooks): Buffer {
  if (!hasResults(hooks)) return body;
  const end = body.lastIndexOf('}');
  const start = body.indexOf('{');
  if (end === -1 || start === -1) return body;
  const isEmpty =
    body
      .subarray(start + 1, end)
      .toString()
      .trim() === '';
  const member = `${isEmpty ? '' : ','}"hook_results":${JSON.stringify(hookResultsOf(hooks))}}`;
  return Buffer.concat([body.subarray(0, end), Buffer.from(member)]);
}

/** For the log row: who judged what how, and how long it took. No text of anybody. */
export function recordsOf({ input, output, aside, running }: Hooks): GuardrailOutcome[] {
  return [
    ...input.map((result) => toRecord('input', result)),
    ...output.map((result) => toRecord('output', result)),
    ...aside.map(({ side, result }) => toRecord(side, result)),
    ...Array.from(running, (id) => ({ id, side: 'input' as const, outcome: 'unfinished' as const, ms: 0, checks: [] })),
  ];
}

function toRecord(side: Side, result: HookResult): GuardrailOutcome {
  return {
    id: result.id,
    side,
    outcome: outcomeOf(result),
    ms: result.execution_time,
    checks: result.checks.map((check) => ({
      id: check.id,
      verdict: passes(check),
      error: check.error?.name ?? null,
      ms: check.execution_time,
      found: foundIn(check.data),
      ...(typeof check.data?.['excepted'] === 'number' && { excepted: check.data['excepted'] }),
    })),
  };
}

function outcomeOf({ verdict, deny, shadow, transformed, async: isAsync }: HookResult): GuardrailOutcome['outcome'] {
  if (verdict) return transformed ? (shadow === true ? 'would_change' : 'changed') : 'passed';
  if (shadow === true) return deny ? 'would_deny' : 'would_report';
  return deny && !isAsync ? 'denied' : 'reported';
}

function foundIn(data: Record<string, unknown> | null): string | null {
  const found = data?.['found'];
  if (typeof found !== 'object' || found === null) return null;
  return Object.entries(found)
    .map(([kind, count]) => `${kind}=${String(count)}`)
    .join(' ');
}
