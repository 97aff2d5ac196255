/** Spend limits as they were set, oldest first, and the trail of their changes. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { AuditEvent } from '../../storage/ports/records/audit.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { everyRow } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import * as shape from './schemas.ts';
import { noSpendLimit, viewSpendLimit } from './view.ts';

type View = z.infer<typeof shape.SpendLimitView>;
type Event = z.infer<typeof shape.SpendLimitAudit>['data'][number];

export async function listSpendLimits(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.SpendLimitList>> {
  requireScope(context, 'organisation_settings.read');
  const { limit, after_id: after, before_id: before, scope_type: type } = parseInput(shape.ListSpendLimits, input);
  if (after !== undefined && before !== undefined) {
    throw new GatewayError('invalid_request', 'after_id and before_id: give one of them.');
  }
  const stored = await look(context, (tx) => tx.spendLimits.list());
  const all = stored.map(viewSpendLimit).filter(({ scope }) => type === undefined || scope.type === type);
  const [first, end] = before === undefined ? pageAfter(all, after, limit) : pageBefore(all, before, limit);
  const data = all.slice(first, end);
  const hasMore = before === undefined ? end < all.length : first > 0;
  return { data, has_more: hasMore, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

/** From and to. Throws `not_found`. */
function pageAfter(all: readonly View[], after: string | undefined, limit: number): [number, number] {
  const first = after === undefined ? 0 : placeOf(all, after) + 1;
  return [first, first + limit];
}

function pageBefore(all: readonly View[], before: string, limit: number): [number, number] {
  const end = placeOf(all, before);
  return [Math.max(0, end - limit), end];
}

function placeOf(all: readonly { id: string }[], wanted: string): number {
  const at = all.findIndex(({ id }) => id === wanted);
  if (at !== -1) return at;
  throw noSpendLimit(wanted);
}

export async function getSpendLimit(context: ControlContext, input: unknown): Promise<View> {
  requireScope(context, 'organisation_settings.read');
  const { id } = parseInput(shape.SpendLimitRef, input);
  const found = await look(context, (tx) => tx.spendLimits.findById(id));
  if (found === null) throw noSpendLimit(id);
  return viewSpendLimit(found);
}

/** Newest first. */
export async function listSpendLimitAudit(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.SpendLimitAudit>> {
  requireScope(context, 'audit_logs.list');
  const { limit, after_id: after } = parseInput(shape.ListSpendLimitAudit, input);
  const all = await look(context, (tx) =>
    everyRow((page) => tx.audit.list({ noun: 'spend_limit', status: 200 }, page)),
  );
  const first = after === undefined ? 0 : placeOf(all, after) + 1;
  return { data: all.slice(first, first + limit).map(viewEvent), has_more: first + limit < all.length };
}

const viewEvent = (event: AuditEvent): Event => ({
  type: 'spend_limit_event',
  id: event.id,
  action: event.action.split('.')[1] as Event['action'],
  actor: `${event.actorType === 'api_key' ? 'admin-key' : event.actorType}:${event.actor}`,
  created_at: toIso(event.createdAt),
  spend_limit_id: event.resourceId,
  before: event.before as View | null,
  after: event.after as View | null,
});
