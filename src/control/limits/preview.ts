/** What limits would have met in the last 30 days of the log, before they are saved: who would have been blocked, and when. */
import { z } from 'zod';
import type { UsageDimension, UsageStep } from '../../storage/ports/analytics.ts';
import type { Budget, RateLimit, VelocityLimit } from '../../storage/ports/records/limits.ts';
import type { Policy } from '../../storage/ports/records/policies.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { Moment, toIso } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { usesOfOwner, usesOfPolicy, valuesOf, type CountedUses, type Values } from './past-use.ts';
import { replayBudget, replayRate, type PastUse, type Replayed } from './replay.ts';
import { replayAgents, replaySpeed, shownEntity, type PastSessionUse } from './replay-velocity.ts';
import { LIMIT_FIELDS } from './schemas.ts';
import { UNITS } from './view.ts';
import { toBudgets, toRates, toVelocity } from './write.ts';

const DAY_MS = 86_400_000;
const LOOKS_BACK_MS = 30 * DAY_MS;
const MINUTE_MS = 60_000;
/** Of the log's usage, step by step. */
const MAX_STEPS = 500_000;
const MAX_BLOCKED = 100;
/** It is asked again with every change of a form. */
const MAX_BEHIND_MS = 2000;

const Blocked = z.object({
  value: z.string().meta({
    description:
      'What the limit counts together: of a policy its value key, of a velocity limit the session or the key; empty = all.',
  }),
  sender: z.string().meta({ description: 'The id of the user, or of the key where nobody owns it.' }),
  requests: z.int(),
  first_at: Moment,
  last_at: Moment,
});

const PreviewOfLimit = z.object({
  type: z
    .enum(['cost', 'tokens', 'requests', 'usd_per_minute', 'concurrent_subagents'])
    .meta({ description: 'The last two are the parts of a velocity limit, each tried by itself.' }),
  unit: z.enum(['rps', 'rpm', 'rph', 'rpd', 'rpw']).nullable().meta({ description: 'Of a rate; null = no rate.' }),
  per: z.enum(['session', 'key']).nullable().meta({ description: 'Of a velocity limit; null = no velocity limit.' }),
  limit: z.number(),
  requests: z.int().meta({ description: 'That the limit would have counted.' }),
  blocked_requests: z.int(),
  entities: z.int().meta({ description: 'What would have been counted apart.' }),
  blocked: z.array(Blocked).meta({ description: 'Those with the most blocked requests first, at most 100.' }),
});

export const LimitPreview = z.object({
  object: z.literal('limit-preview'),
  from: Moment,
  to: Moment,
  step_ms: z.int().meta({ description: 'Times are right to this; requests within a step are taken as equal.' }),
  is_whole: z
    .boolean()
    .meta({ description: 'False where the log has more than could be looked at: its beginning was.' }),
  limits: z.array(PreviewOfLimit),
});

export const PreviewLimits = z.strictObject({
  owner_kind: z.enum(['api_key', 'provider', 'workspace', 'organisation', 'user', 'integration_workspace']),
  owner_id: z.string().min(1).max(300).meta({
    description: 'As `GET /v1/limits` has it; a provider by its slug too; `self` for the organisation.',
  }),
  usage_limits: LIMIT_FIELDS.usage_limits,
  rate_limits: LIMIT_FIELDS.rate_limits,
  velocity_limits: LIMIT_FIELDS.velocity_limits,
});

export async function previewLimits(context: ControlContext, input: unknown): Promise<z.infer<typeof LimitPreview>> {
  requireScope(context, 'policies.read');
  const wanted = parseInput(PreviewLimits, input);
  const budgets = toBudgets(context, wanted.usage_limits ?? null);
  const rates = toRates(wanted.rate_limits ?? []);
  const velocity = toVelocity(wanted.owner_kind, wanted.velocity_limits ?? []);
  const uses = await look(context, (tx) =>
    usesOfOwner(context, tx, { ownerKind: wanted.owner_kind, ownerId: wanted.owner_id }),
  );
  return replay(context, { ...uses, budgets, rates, velocity });
}

/** A policy, before it is saved. */
export function previewPolicy(
  context: ControlContext,
  policy: Pick<Policy, 'rule' | 'workspaceId'>,
): Promise<z.infer<typeof LimitPreview>> {
  const { budget, rate } = policy.rule;
  return replay(context, {
    ...usesOfPolicy(organisationOf(context), policy),
    budgets: budget === null ? [] : [budget],
    rates: rate === null ? [] : [rate],
    velocity: [],
  });
}

interface Question extends CountedUses {
  budgets: readonly Budget[];
  rates: readonly RateLimit[];
  velocity: readonly VelocityLimit[];
}

const SENDER = ['user', 'api_key'] as const;
const SESSION = ['session', 'agent'] as const;

function stepOf({ rates, velocity }: Question): number {
  const isFine = velocity.length > 0 || rates.some(({ per }) => per === 'second' || per === 'minute');
  return isFine ? 1000 : MINUTE_MS;
}

async function replay(context: ControlContext, question: Question): Promise<z.infer<typeof LimitPreview>> {
  const to = context.clock.now();
  const from = to - LOOKS_BACK_MS;
  const stepMs = stepOf(question);
  const by = [...new Set([...question.by, ...SENDER, ...(question.velocity.length === 0 ? [] : SESSION)])];
  const read = await context.analytics.usage(
    { by, stepMs, limit: MAX_STEPS },
    { ...question.scope, from, to },
    { maxBehindMs: MAX_BEHIND_MS },
  );
  const uses = read.steps.flatMap((step) => toUse(step, by, question.entityOf) ?? []);
  const sessionUses = question.velocity.length === 0 ? [] : read.steps.map((step) => toSessionUse(step, by));
  const windowOf = (period: Budget['period'], at: number) => context.usage.window(period, at);
  return {
    object: 'limit-preview',
    from: toIso(from),
    to: toIso(to),
    step_ms: stepMs,
    is_whole: read.isWhole,
    limits: [
      ...question.budgets.map((budget) => {
        const limit = budget.unit === 'cost' ? budget.amount / 1e9 : budget.amount;
        return { type: budget.unit, unit: null, per: null, limit, ...view(replayBudget(uses, budget, windowOf)) };
      }),
      ...question.rates.map((rate) => {
        const replayed = view(replayRate(uses, rate));
        return { type: rate.unit, unit: UNITS[rate.per], per: null, limit: rate.value, ...replayed };
      }),
      ...question.velocity.flatMap((limit) => previewVelocity(sessionUses, limit)),
    ],
  };
}

function toUse(step: UsageStep, by: readonly UsageDimension[], entityOf: Question['entityOf']): PastUse | null {
  const values = valuesOf(step, by);
  const entity = entityOf(values);
  return entity === null ? null : { ...step, entity, sender: senderOf(values) };
}

const senderOf = (values: Values): string => values.get('user') ?? values.get('api_key') ?? '';

function toSessionUse(step: UsageStep, by: readonly UsageDimension[]): PastSessionUse {
  const values = valuesOf(step, by);
  const session = values.get('session') ?? null;
  const agent = values.get('agent') ?? null;
  return { ...step, sender: senderOf(values), apiKeyId: values.get('api_key') ?? '', session, agent };
}

type ShownLimit = z.infer<typeof PreviewOfLimit>;

/** Each part says what it alone would have refused. */
function previewVelocity(uses: readonly PastSessionUse[], limit: VelocityLimit): ShownLimit[] {
  const { per, nanoUsdPerMinute, subagents } = limit;
  const found: ShownLimit[] = [];
  if (nanoUsdPerMinute !== null) {
    const replayed = view(replaySpeed(uses, per, nanoUsdPerMinute), shownEntity);
    found.push({ type: 'usd_per_minute', unit: null, per, limit: nanoUsdPerMinute / 1e9, ...replayed });
  }
  if (subagents !== null) {
    const replayed = view(replayAgents(uses, per, subagents), shownEntity);
    found.push({ type: 'concurrent_subagents', unit: null, per, limit: subagents, ...replayed });
  }
  return found;
}

function view({ requests, blockedRequests, entities, blocked }: Replayed, shown = (entity: string): string => entity) {
  return {
    requests,
    blocked_requests: blockedRequests,
    entities,
    blocked: blocked.slice(0, MAX_BLOCKED).map(({ entity, sender, requests: count, firstAt, lastAt }) => ({
      value: shown(entity),
      sender,
      requests: count,
      first_at: toIso(firstAt),
      last_at: toIso(lastAt),
    })),
  };
}
