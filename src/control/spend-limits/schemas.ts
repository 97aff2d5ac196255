/** Spend limits of people, in the shapes of Anthropic's Admin API. Source: its page "Spend Limits API", and that of its gateway for Claude Code. */
import { z } from 'zod';
import { Moment } from '../fields.ts';

/** Amounts are text: whole cents of US dollars. */
const Amount = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number of cents, as text')
  .nullable();
export const PERIODS = ['daily', 'weekly', 'monthly'] as const;
const PeriodName = z.enum(PERIODS);

/** Also a group or the organisation, which the verb refuses with what to do instead. */
const WantedScope = z.object({
  type: z.enum(['user', 'rbac_group', 'organization']),
  user_id: z.string().min(1).max(300).optional().meta({
    description: 'The id of the person here, or the subject by which a directory knows them.',
  }),
  rbac_group_id: z.string().max(300).optional(),
});

export const SetSpendLimit = z.strictObject({
  scope: WantedScope,
  amount: Amount.meta({ description: 'Cents of US dollars, as text; null = no limit.' }),
  period: PeriodName.default('monthly'),
  currency: z.literal('USD').optional(),
  beta: z.string().optional(),
});

const Scope = z.object({ type: z.literal('user'), user_id: z.string() });

export const SpendLimit = z.object({
  type: z.literal('spend_limit'),
  id: z.string(),
  scope: Scope,
  amount: Amount,
  currency: z.literal('USD'),
  period: PeriodName,
  created_at: Moment.nullable().meta({ description: 'Always null: limits have no such moment here.' }),
  updated_at: Moment.nullable(),
});

const Limit = z.coerce.number().int().min(1).max(1000).default(20);
const Cursor = z.string().max(600).optional();

export const ListSpendLimits = z.strictObject({
  limit: Limit,
  after_id: Cursor,
  before_id: Cursor,
  beta: z.string().optional(),
});
export const SpendLimitList = z.object({
  data: z.array(SpendLimit),
  has_more: z.boolean(),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
});

export const SpendLimitRef = z.strictObject({ id: z.string().min(1).max(600), beta: z.string().optional() });
export const DeletedSpendLimit = z.object({ type: z.literal('spend_limit_deleted'), id: z.string() });

const Several = z.array(z.string().max(300)).max(1000).optional();

export const ListEffective = z.strictObject({
  limit: Limit,
  page: Cursor,
  'user_ids[]': Several,
  'period[]': z.array(PeriodName).max(3).optional(),
  sort: z.literal('spend_desc').optional().meta({ description: 'Takes exactly one `period[]`.' }),
  q: z
    .string()
    .max(300)
    .optional()
    .meta({ description: 'Part of the id, the e-mail address or the name, in any case.' }),
  beta: z.string().optional(),
});
export const EffectiveList = z.object({
  data: z.array(
    z.object({
      type: z.literal('spend_summary'),
      scope: Scope,
      actor: z.object({
        type: z.literal('user_actor'),
        user_id: z.string(),
        name: z.string().nullable(),
        email_address: z.string(),
        deleted: z.boolean(),
      }),
      amount: Amount,
      currency: z.literal('USD'),
      period: PeriodName,
      source: z
        .object({ type: z.literal('user') })
        .nullable()
        .meta({ description: 'null = no limit.' }),
      spend_limit_id: z.string().nullable(),
      period_to_date_spend: z.string().meta({ description: 'Cents, with a fraction where there is one.' }),
    }),
  ),
  next_page: z.string().nullable(),
});
