/** A spend limit as clients of Anthropic's Admin API read it. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { SpendLimit } from '../../storage/ports/records/spend-limits.ts';
import { toIso } from '../fields.ts';
import { CENT, type SpendLimitView } from './schemas.ts';

type View = z.infer<typeof SpendLimitView>;

export const viewSpendLimit = (limit: SpendLimit): View => ({
  type: 'spend_limit',
  id: limit.id,
  scope: viewScope(limit),
  amount: viewAmount(limit),
  currency: 'USD',
  is_enabled: true,
  period: limit.period,
  created_at: toIso(limit.createdAt),
  updated_at: toIso(limit.lastUpdatedAt),
});

export function viewScope({ scopeKind, scopeId }: Pick<SpendLimit, 'scopeKind' | 'scopeId'>): View['scope'] {
  if (scopeKind === 'user') return { type: 'user', user_id: scopeId };
  return scopeKind === 'group' ? { type: 'rbac_group', rbac_group_id: scopeId } : { type: 'organization' };
}

export const viewAmount = ({ amount }: Pick<SpendLimit, 'amount'>): string | null =>
  amount === null ? null : String(Math.floor(amount / CENT));

export const noSpendLimit = (id: string): GatewayError =>
  new GatewayError('not_found', `There is no spend limit "${id.slice(0, 100)}".`);
