/** Budgets from the log: for a ledger that was restored from a backup, or lost, and knows less than the log does. */
import { z } from 'zod';
import { policyAccounts } from '../../routing/compiled-policies.ts';
import { budgetAccount, type Budget } from '../../storage/ports/records/limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { Moment, toIso, toIsoOrNull } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { allWorkspaces } from '../integration-workspaces/list.ts';
import { audit, change, look } from '../transaction.ts';
import { usesOfOwner, usesOfPolicy, valuesOf, type CountedUses } from './past-use.ts';
import { amountOf } from './replay.ts';
import { spreadOver } from './spread.ts';
import { shown } from './view.ts';

const DAY_MS = 86_400_000;
/** Of the log's usage, by day. */
const MAX_STEPS = 500_000;

export const RebuildLimits = z.strictObject({});

const Raised = z.object({
  owner_kind: z.enum(['api_key', 'provider', 'workspace', 'organisation', 'user', 'integration_workspace', 'policy']),
  owner_id: z.string(),
  value: z.string().meta({ description: 'Of a policy: what it counts together; empty = all.' }),
  type: z.enum(['cost', 'tokens', 'requests']),
  before: z.number(),
  after: z.number(),
});

export const LimitsRebuilt = z.object({
  object: z.literal('limits-rebuilt'),
  log_from: Moment.nullable().meta({
    description: 'The day of the oldest request that the log has; null = it has none.',
  }),
  checked: z.int().meta({ description: 'Budgets that were compared with the log.' }),
  raised: z.array(Raised).meta({ description: 'Budgets of which more was spent than the ledger knew.' }),
  unknown: z.array(z.string()).meta({ description: 'What the log could not say.' }),
});

/** A budget with the rows that count against it. */
interface Counted extends CountedUses {
  owner: Pick<z.infer<typeof Raised>, 'owner_kind' | 'owner_id'>;
  budget: Budget;
  accountOf: (entity: string) => string;
}

/** Nothing is lowered: what the ledger has counted beside the log, as of a process that died, stays. */
export async function rebuildLimits(context: ControlContext, input: unknown): Promise<z.infer<typeof LimitsRebuilt>> {
  requireScope(context, 'organisation_settings.update');
  parseInput(RebuildLimits, input);
  const all = await look(context, (tx) => everyBudget(context, tx));
  const logFrom = await oldest(context);
  const rebuilt: z.infer<typeof LimitsRebuilt> = {
    object: 'limits-rebuilt',
    log_from: toIsoOrNull(logFrom),
    checked: all.length,
    raised: [],
    unknown: [UNPRICED],
  };
  for (const counted of all) {
    const { raised, unknown } = await rebuild(context, counted, logFrom);
    rebuilt.raised.push(...raised);
    rebuilt.unknown.push(...unknown);
  }
  await change(context, (tx) =>
    audit(context, tx, {
      action: 'organisation.rebuild_limits',
      subject: { id: tx.organisationId, organisationId: tx.organisationId, workspaceId: null },
      after: rebuilt,
    }),
  );
  return rebuilt;
}

const UNPRICED =
  'Calls that have no row, as those of a process that was killed, and rows without a price are not counted. An attempt that was ' +
  'billed before another provider answered counts at the provider that answered.';

async function everyBudget(context: ControlContext, tx: TenantRecords): Promise<Counted[]> {
  const workspaces = (await allWorkspaces(tx)).map(({ id }) => id);
  const found: Counted[] = [];
  for (const record of spreadOver(await tx.limits.list(), workspaces)) {
    const { ownerKind: kind, ownerId: id } = record;
    if (record.budgets.length === 0) continue;
    const uses = await usesOfOwner(context, tx, { kind, id });
    for (const budget of record.budgets) {
      const accountOf = (): string => budgetAccount(record, budget.unit);
      found.push({ owner: { owner_kind: kind, owner_id: id }, budget, ...uses, accountOf });
    }
  }
  for (const policy of await tx.policies.list('usage_limits')) {
    const { budget } = policy.rule;
    if (budget === null || policy.status !== 'active') continue;
    const accountOf = (entity: string): string => `${policyAccounts(policy.id)}${entity}`;
    const owner = { owner_kind: 'policy', owner_id: policy.id } as const;
    found.push({ owner, budget, ...usesOfPolicy(tx.organisationId, policy), accountOf });
  }
  return found;
}

/** The day of the first request of the organisation, ms since the epoch. */
async function oldest(context: ControlContext): Promise<number | null> {
  const scope = { organisationId: organisationOf(context), from: 0, to: context.clock.now() };
  const { steps } = await context.analytics.usage({ by: [], stepMs: DAY_MS, limit: 1 }, scope);
  return steps[0]?.at ?? null;
}

type Rebuilt = Pick<z.infer<typeof LimitsRebuilt>, 'raised' | 'unknown'>;

async function rebuild(context: ControlContext, counted: Counted, logFrom: number | null): Promise<Rebuilt> {
  const { budget, owner, accountOf } = counted;
  const { unit, period } = budget;
  const { start } = context.usage.window(period, context.clock.now());
  const name = `The ${unit} budget of ${owner.owner_kind} ${owner.owner_id}`;
  const { spent, isWhole } = await spentSince(context, counted, start);
  const unknown = isWhole ? [] : [`${name}: the log has more than could be added up.`];
  if (logFrom === null || logFrom > start) {
    const since = start === 0 ? 'has no period' : `runs since ${toIso(start)}`;
    unknown.push(`${name} ${since}: what was spent before the log begins is not in it.`);
  }
  const raised: Rebuilt['raised'] = [];
  for (const [entity, amount] of spent) {
    const before = await context.usage.raise(accountOf(entity), period, amount);
    if (before >= amount) continue;
    raised.push({ ...owner, value: entity, type: unit, before: shown(budget, before), after: shown(budget, amount) });
  }
  return { raised, unknown };
}

/** By entity: in the unit of the budget. What came from the cache no budget counts. */
async function spentSince(
  { analytics, clock }: ControlContext,
  { scope, by, entityOf, budget }: Counted,
  from: number,
): Promise<{ spent: ReadonlyMap<string, number>; isWhole: boolean }> {
  const question = { by, stepMs: DAY_MS, limit: MAX_STEPS };
  const { steps, isWhole } = await analytics.usage(question, { ...scope, from, to: clock.now() });
  const spent = new Map<string, number>();
  for (const step of steps) {
    const entity = entityOf(valuesOf(step, by));
    if (entity === null) continue;
    const amount = amountOf(budget.unit, { ...step, requests: step.requests - step.fromCache });
    spent.set(entity, (spent.get(entity) ?? 0) + amount);
  }
  return { spent, isWhole };
}
