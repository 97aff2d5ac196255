/** The error of a request or an answer that a guardrail denies (contract#guardrails). */
import { GatewayError } from '../../kernel/errors.ts';
import type { Side } from '../../guardrails/check.ts';
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import { passes, type HookResult } from '../../guardrails/result.ts';
import type { Arrived, Authenticated } from '../exchange.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import { hookResultsOf, REPORTED_STATUS, type Hooks } from './hooks.ts';

/** By which retries and fallbacks go, whatever status the caller gets. */
export const DENIED_STATUS = 446;

export interface Denied extends Pick<Arrived & Authenticated, 'snapshot' | 'caller'> {
  endpoint: Pick<UpstreamEndpoint, 'dialect'>;
}

interface Denial {
  guardrails: readonly CompiledGuardrail[];
  hooks: Hooks;
  exchange: Denied;
  side: Side;
}

export function denied({ guardrails, hooks, exchange, side }: Denial, result: HookResult): GatewayError {
  const guardrail = guardrails.find(({ id }) => id === result.id);
  const name = guardrail?.name ?? result.id;
  const failed = result.checks.filter((check) => !passes(check));
  const reasons = failed.map(({ id, data, error }) => `${id}${reasonOf(data, error)}`);
  const what = side === 'input' ? 'this request' : 'this answer';
  hooks.softDenial = isSoft(guardrail, failed) ? `The guardrail "${name}" does not allow ${what}.` : null;
  const shape = shapeFor(exchange);
  return new GatewayError(
    'guardrail_denied',
    `The guardrail "${name}" does not allow ${what}: ${reasons.join('; ')}.`,
    {
      hint:
        side === 'input'
          ? 'Take it out of the conversation (in Claude Code: press Escape twice and go back before it), or ask whoever runs the gateway.'
          : 'Ask for something else, or ask whoever runs the gateway.',
      status: shape?.status ?? DENIED_STATUS,
      routedAs: DENIED_STATUS,
      native: shape?.native ?? null,
      besides: { hook_results: withoutExcerpts(hookResultsOf(hooks)) },
    },
  );
}

/** The dialect's own; an organisation may choose the contract's status instead. Absent = the usual one of the dialect. */
function shapeFor({ endpoint, snapshot, caller }: Denied) {
  const { guardrailDenied: own } = endpoint.dialect.errors;
  if (own?.status === DENIED_STATUS) return own;
  const chosen = snapshot.organisations.get(caller.organisationId)?.guardrailAnswers;
  return chosen === 'portkey' ? undefined : own;
}

/** One check that does not want it makes it an error. */
function isSoft(guardrail: CompiledGuardrail | undefined, failed: HookResult['checks']): boolean {
  const soft = new Set(guardrail?.checks.filter(({ isSoftDenied }) => isSoftDenied).map(({ id }) => id));
  return failed.length > 0 && failed.every(({ id }) => soft.has(id));
}

function reasonOf(data: HookResult['checks'][number]['data'], error: { message: string } | undefined): string {
  if (error !== undefined) return ` could not run (${error.message.replace(/\.$/, '')})`;
  const explanation = data?.['explanation'];
  return typeof explanation === 'string' ? ` (${explanation.replace(/\.$/, '')})` : '';
}

/** Of a request that a guardrail reports, where the config has another target for it: its target is not asked. */
export const fallenFrom = ({ id }: HookResult): GatewayError =>
  new GatewayError('guardrail_denied', `The guardrail "${id}" reports this request, and another target gets it.`, {
    status: DENIED_STATUS,
    routedAs: REPORTED_STATUS,
  });

/** A piece of what was denied must not reach the caller beside the denial. */
function withoutExcerpts(results: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(results, (key, value: unknown) => (key === 'textExcerpt' ? undefined : value));
  return JSON.parse(text) as Record<string, unknown>;
}

/** Nothing leaves unread that somebody wants to be read. */
export const unreadable = (): GatewayError =>
  new GatewayError('guardrail_unusable', 'A guardrail holds for this answer, and no check can read it.', {
    hint: 'This is for whoever runs the gateway: answers of this kind cannot be guarded.',
  });
