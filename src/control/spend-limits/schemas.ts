/** Spend limits, in the shapes of Anthropic's Admin API. Source: its page "Spend Limits API", and that of its gateway for Claude Code. */
import { z } from 'zod';
import { SPEND_PERIODS } from '../../storage/ports/records/spend-limits.ts';
import { Moment } from '../fields.ts';

/** Nano-dollars in a cent. */
export const CENT = 1e7;
const MAX_CENTS = Math.floor(Number.MAX_SAFE_INTEGER / CENT);

/** Amounts are text: whole cents of US dollars. */
const Amount = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number of cents, as text')
  .nullable();
const Period = z.enum(SPEND_PERIODS);
const Beta = z.string().optional();
const ScopeType = z.enum(['user', 'rbac_group', 'organization']);
const GroupName = z.string().trim().min(1).max(500);

export const SetSpendLimit = z.strictObject({
  scope: z.object({
    type: ScopeType.meta({
      description: 'Of a group or the organisation it is what each person may spend, and no sum that they share.',
    }),
    user_id: z.string().min(1).max(300).optional().meta({
      description: 'The id of the person here, or the subject by which a directory knows them.',
    }),
    rbac_group_id: GroupName.optional().meta({ description: 'The name of a group of the directory, in any case.' }),
  }),
  amount: Amount.refine((text) => Number(text ?? 0) <= MAX_CENTS, `must be at most ${MAX_CENTS}`).meta({
    description: 'Cents of US dollars, as text; null = no limit, also where a wider one would hold.',
  }),
  period: Period.default('monthly'),
  currency: z.literal('USD').optional(),
  beta: Beta,
});

const Scope = z.union([
  z.object({ type: z.literal('user'), user_id: z.string() }),
  z.object({ type: z.literal('rbac_group'), rbac_group_id: z.string() }),
  z.object({ type: z.literal('organization') }),
]);

export const SpendLimitView = z.object({
  type: z.literal('spend_limit'),
  id: z.string(),
  scope: Scope,
  amount: Amount,
  currency: z.literal('USD'),
  is_enabled: z.literal(true),
  period: Period,
  created_at: Moment,
  updated_at: Moment,
});

const Limit = z.coerce.number().int().min(1).max(1000);
const Cursor = z.string().max(600).optional();

export const ListSpendLimits = z.strictObject({
  limit: Limit.default(20),
  after_id: Cursor,
  before_id: Cursor,
  scope_type: ScopeType.optional(),
  beta: Beta,
});
export const SpendLimitList = z.object({
  data: z.array(SpendLimitView),
  has_more: z.boolean(),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
});

export const SpendLimitRef = z.strictObject({ id: z.string().min(1).max(600), beta: Beta });
export const DeletedSpendLimit = z.object({ type: z.literal('spend_limit_deleted'), id: z.string() });

export const ListSpendLimitAudit = z.strictObject({ limit: Limit.default(100), after_id: Cursor, beta: Beta });
export const SpendLimitAudit = z.object({
  data: z.array(
    z.object({
      type: z.literal('spend_limit_event'),
      id: z.string(),
      action: z.enum(['create', 'update', 'delete']),
      actor: z.string().meta({ description: '`admin-key:` and the id of a key, or `user:` and the id of a person.' }),
      created_at: Moment,
      spend_limit_id: z.string(),
      before: SpendLimitView.nullable(),
      after: SpendLimitView.nullable(),
    }),
  ),
  has_more: z.boolean(),
});

const Several = z.array(z.string().max(300)).max(1000).optional();

export const ListEffective = z.strictObject({
  limit: Limit.default(20),
  page: Cursor,
  'user_ids[]': Several,
  'period[]': z.array(Period).max(3).optional(),
  sort: z.literal('spend_desc').optional().meta({ description: 'Takes exactly one `period[]`.' }),
  q: z
    .string()
    .max(300)
    .optional()
    .meta({ description: 'Part of the id, the e-mail address or the name, in any case.' }),
  beta: Beta,
});
export const EffectiveList = z.object({
  data: z.array(
    z.object({
      type: z.literal('spend_summary'),
      scope: z.object({ type: z.literal('user'), user_id: z.string() }),
      actor: z.object({
        type: z.literal('user_actor'),
        user_id: z.string(),
        name: z.string().nullable(),
        email_address: z.string(),
        deleted: z.boolean(),
      }),
      groups: z.array(z.string()).meta({ description: 'Of the person, of those that have a limit.' }),
      amount: Amount,
      currency: z.literal('USD'),
      period: Period,
      source: Scope.nullable().meta({ description: 'Whose limit holds; null = none.' }),
      spend_limit_id: z.string().nullable(),
      period_to_date_spend: z.string().meta({ description: 'Cents, with a fraction where there is one.' }),
    }),
  ),
  next_page: z.string().nullable(),
});
