/** What guardrails did to one request: in the answer (`hook_results`), in the log row, and for the way back. */
import type { HookResult } from '../../guardrails/result.ts';
import { passes } from '../../guardrails/result.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import type { Side } from '../../guardrails/check.ts';
import { Placeholders } from '../../guardrails/placeholders.ts';
import type { GuardrailOutcome } from '../../storage/ports/log/guardrail-outcome.ts';

export interface Hooks {
  /** Synchronous results of each side for the target that is tried, in order: what the caller sees. */
  input: HookResult[];
  output: HookResult[];
  /** Those of targets before it. */
  former: { side: Side; result: HookResult }[];
  /** Results for the log only: asynchronous and shadow runs. */
  aside: { side: Side; result: HookResult }[];
  /** Asynchronous runs that have not ended. */
  running: Set<string>;
  /** Told of an asynchronous run that ends after the request is settled; null = it is not settled. */
  onLate: ((result: HookResult) => void) | null;
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
  results: HookResult[];
  headers: Readonly<Record<string, string>>;
}

export const newHooks = (): Hooks => ({
  input: [],
  output: [],
  former: [],
  aside: [],
  running: new Set(),
  onLate: null,
  placeholders: new Placeholders(),
  softDenial: null,
  headers: {},
  waitedMs: 0,
});

/** Sets what guardrails said of the target before apart from what they will say of the next one. */
export function beginTarget(hooks: Hooks): void {
  hooks.former.push(...inSides(hooks));
  Object.assign(hooks, { input: [], output: [], softDenial: null, headers: {} });
}

const inSides = ({ input, output }: Hooks): Hooks['former'] => [
  ...input.map((result) => ({ side: 'input' as const, result })),
  ...output.map((result) => ({ side: 'output' as const, result })),
];

/** Some have failed, and none of them denies. */
export const hasFailed = (results: readonly HookResult[]): boolean => results.some(({ verdict }) => !verdict);

/**
 * The status of an answer (contract#guardrails): 246 where a guardrail without `deny` has failed. Of a stream, only the
 * request's guardrails have said anything when it begins.
 */
export function statusWith({ input, output, softDenial }: Hooks, status: number, isStream: boolean): number {
  if (status !== 200 || softDenial !== null) return status;
  return hasFailed(isStream ? input : [...input, ...output]) ? REPORTED_STATUS : status;
}

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
export function recordsOf(hooks: Hooks): GuardrailOutcome[] {
  return [
    ...resultsOf(hooks).map(({ side, result }) => toRecord(side, result)),
    ...Array.from(hooks.running, (id) => ({
      id,
      side: 'input' as const,
      outcome: 'unfinished' as const,
      ms: 0,
      checks: [],
    })),
  ];
}

/** Of every guardrail that has run, once for each side: what it said last. */
function resultsOf(hooks: Hooks): { side: Side; result: HookResult }[] {
  const { former, aside } = hooks;
  const last = inSides(hooks);
  const isAgain = (one: (typeof former)[number], index: number): boolean =>
    [...former.slice(index + 1), ...last].some(({ side, result }) => side === one.side && result.id === one.result.id);
  return [...former.filter((one, index) => !isAgain(one, index)), ...last, ...aside];
}

type Rating = NonNullable<HookResult['feedback']>;

/** What guardrails say of the request's trace, where they are to rate it. One that only watches has no effect, and rates nothing. */
export const ratingsOf = (hooks: Hooks): Rating[] => resultsOf(hooks).flatMap(({ result }) => ratingOf(result) ?? []);

export const ratingOf = ({ feedback, shadow }: HookResult): Rating | null => (shadow === true ? null : feedback);

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
