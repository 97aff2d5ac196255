/**
 * Whose limits a caller sees and sets. Who reads or changes the settings of the organisation has all of them. Otherwise
 * the admin and the managers of a workspace, and its keys, have those of that workspace; a member sees only their own.
 */
import { GatewayError } from '../../kernel/errors.ts';
import type { LimitsRecord } from '../../storage/ports/records/limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { keyOwnerOnly } from '../api-keys/power.ts';
import { pinnedWorkspace, type ControlContext } from '../context.ts';
import { holdsScope, requireScope } from '../permission.ts';
import { factsOfOwner, type LimitOwnerFacts, type OwnerOfLimits } from './owner.ts';
import type { WantedLimits } from './write.ts';

export function seesLimits(
  context: ControlContext,
  { ownerKind, ownerId }: OwnerOfLimits,
  owner: LimitOwnerFacts,
): boolean {
  if (holdsScope(context, 'organisation_settings.read')) return true;
  const { principal } = context;
  if (ownerKind === 'user') return principal.kind === 'session' && principal.userId === ownerId;
  if (ownerKind === 'organisation') return false;
  const pinned = pinnedWorkspace(context);
  if (pinned !== null && owner.workspaceId !== pinned) return false;
  const person = keyOwnerOnly(context);
  return person === null || (ownerKind === 'api_key' && owner.userId === person);
}

/** May the caller set limits at all, and of owners of this kind? Throws `missing_scope`. */
export function requirePowerOver(context: ControlContext, kind: OwnerOfLimits['ownerKind']): void {
  if (kind === 'organisation' || kind === 'user') requireScope(context, 'organisation_settings.update');
}

/** Managers set no limits of their own workspace, unless the organisation lets them. Throws `missing_scope`. */
export function requireLimitsOfWorkspace({ principal }: Pick<ControlContext, 'principal'>): void {
  const isManager = principal.kind === 'session' && principal.workspace?.role === 'manager';
  if (!isManager || principal.toggles.managersWriteWorkspaceLimits) return;
  throw new GatewayError('missing_scope', 'Managers do not set budgets and rate limits of their workspace here.', {
    hint: 'An administrator of the organisation may allow it, or set them.',
  });
}

/**
 * A person who may change own keys alone limits one that has no limits; what limits a key, an administrator may have set, and
 * it is for those to change. Throws `missing_scope`.
 */
export function requireLimitsOfOwnKey(
  context: ControlContext,
  wanted: WantedLimits,
  before: LimitsRecord | null,
): void {
  if (keyOwnerOnly(context) === null) return;
  const known = [
    [wanted.usage_limits, before?.budgets],
    [wanted.rate_limits, before?.rates],
    [wanted.velocity_limits, before?.velocity],
  ] as const;
  const changesKnown = known.some(([said, limits = []]) => said !== undefined && limits.length > 0);
  if (wanted.reset_usage !== true && !changesKnown) return;
  throw new GatewayError('missing_scope', 'The limits of this key are for administrators to change.', {
    hint: 'Ask an administrator of your organisation or workspace.',
  });
}

/** May the caller change this owner's? Not what belongs to another workspace. */
export async function reachesLimits(
  context: ControlContext,
  tx: TenantRecords,
  owner: OwnerOfLimits,
): Promise<boolean> {
  const pinned = pinnedWorkspace(context);
  return pinned === null || (await factsOfOwner(tx, owner)).workspaceId === pinned;
}
