/** Budgets and rate limits, as they go into and come out of the verbs on their owners. */
import { z } from 'zod';
import { TOKEN_KINDS } from '../../storage/ports/records/limits.ts';
import { Moment } from '../fields.ts';

/** Shown with a limit: who reads limits, changes one member and sends all back need not take these out. */
const shownOnly = z.unknown().optional().meta({ description: 'Read only: it may be sent back, and changes nothing.' });

export const UsageLimits = z.strictObject({
  type: z.enum(['cost', 'tokens', 'requests']).default('cost').meta({ description: 'What is counted.' }),
  credit_limit: z
    .number()
    .positive()
    .nullish()
    .meta({ description: 'US dollars, tokens or requests; null = no limit.' }),
  alert_threshold: z.number().positive().nullish().meta({
    description: 'In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md.',
  }),
  periodic_reset: z.enum(['daily', 'weekly', 'monthly']).nullish().meta({ description: 'null = never.' }),
  periodic_reset_days: z.int().min(1).max(365).nullish().meta({ description: 'In place of `periodic_reset`.' }),
  next_usage_reset_at: Moment.nullish().meta({
    description: 'With `periodic_reset_days`: the days count from here. Otherwise only as it is shown.',
  }),
  soft: z.boolean().nullish().meta({ description: 'true = warn only: a request that passes the limit is served.' }),
  current_usage: shownOnly,
  held_usage: shownOnly,
  status: shownOnly,
  is_threshold_alerts_sent: shownOnly,
  is_exhausted_alerts_sent: shownOnly,
});

export const RateLimits = z.strictObject({
  type: z.enum(['requests', 'tokens']),
  unit: z.enum(['rps', 'rpm', 'rph', 'rpd', 'rpw']).meta({ description: 'A second, minute, hour, day or week.' }),
  value: z.int().min(0).meta({ description: 'In any stretch of that length; 0 lets nothing pass.' }),
  tokens_counted: z
    .array(z.enum(TOKEN_KINDS))
    .min(1)
    .max(4)
    .nullish()
    .meta({ description: 'Of `tokens`: which kinds count. Null or absent = all.' }),
});

const VelocityLimits = z.strictObject({
  per: z.enum(['session', 'key']).meta({ description: 'Each session by itself, or all requests of a key together.' }),
  usd_per_minute: z.number().positive().nullish().meta({ description: 'In any minute; null = no limit.' }),
  concurrent_subagents: z
    .int()
    .min(0)
    .max(10_000)
    .nullish()
    .meta({ description: 'Subagents of Claude Code alive at a time; null = no limit.' }),
});

const OneOrMore = z.union([UsageLimits, z.array(UsageLimits).max(3)]);

/** For the owners' own schemas. */
export const LIMIT_FIELDS = {
  usage_limits: OneOrMore.nullish().meta({ description: 'One for each type; null = none.' }),
  rate_limits: z.array(RateLimits).max(10).nullish().meta({ description: 'Null or empty = none.' }),
  velocity_limits: z
    .array(VelocityLimits)
    .max(2)
    .nullish()
    .meta({ description: 'How fast each session or key may go: of keys, users, workspaces and the organisation.' }),
};
export const RESET_USAGE = {
  reset_usage: z.boolean().nullish().meta({ description: 'true = what was spent in the running periods counts as 0.' }),
};

const UsageLimitsView = z.object({
  type: z.enum(['cost', 'tokens', 'requests']),
  credit_limit: z.number(),
  alert_threshold: z.number().nullable(),
  periodic_reset: z.enum(['daily', 'weekly', 'monthly']).nullable(),
  periodic_reset_days: z.int().nullable(),
  next_usage_reset_at: Moment.nullable(),
  current_usage: z.number().meta({ description: 'Spent in the running period, in the limit’s unit.' }),
  held_usage: z.number().meta({ description: 'Held for requests that are running.' }),
  soft: z.boolean().meta({ description: 'It warns only.' }),
  status: z.enum(['active', 'exhausted']),
  is_threshold_alerts_sent: z.boolean().meta({ description: 'In the running period, for `alert_threshold`.' }),
  is_exhausted_alerts_sent: z.boolean().meta({ description: 'In the running period: that all of it is spent.' }),
});

const VelocityView = z.object({
  per: z.enum(['session', 'key']),
  usd_per_minute: z.number().nullable(),
  concurrent_subagents: z.int().nullable(),
});

export const LIMIT_VIEW = {
  usage_limits: z
    .union([UsageLimitsView, z.array(UsageLimitsView)])
    .nullable()
    .meta({ description: 'A list where there are several.' }),
  rate_limits: z.array(RateLimits).nullable(),
  velocity_limits: z.array(VelocityView).nullable().optional().meta({ description: 'Absent = none.' }),
};

/** Of each of many owners: what was asked for. */
export const SHARED_LIMITS = {
  usage_limits: z.array(UsageLimits.omit({ credit_limit: true }).extend({ credit_limit: z.number() })),
  rate_limits: z.array(RateLimits),
};

export type SharedLimitsView = z.output<z.ZodObject<typeof SHARED_LIMITS>>;
export type ShownUsageLimits = z.output<typeof UsageLimitsView>;
export type WantedUsageLimits = z.output<typeof UsageLimits>;
export type ShownVelocityLimits = z.output<typeof VelocityView>;
export type WantedVelocityLimits = z.output<typeof VelocityLimits>;
export type WantedRateLimits = z.output<typeof RateLimits>;
