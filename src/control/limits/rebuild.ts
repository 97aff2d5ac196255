/** Budgets from the log: for a ledger that was restored from a backup, or lost, and knows less than the log does. */
import { z } from 'zod';
import { policyAccounts } from '../../routing/compiled-policies.ts';
import { spendAccount } from '../../routing/effective-spend-limits.ts';
import type { UsageStep } from '../../storage/ports/analytics.ts';
import { budgetAccount, type Budget } from '../../storage/ports/records/limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { Moment, toIso, toIsoOrNull } from '../fields.ts';
import { allWorkspaces } from '../integration-workspaces/list.ts';
import { parseInput } from '../parse.ts';
import { peopleOf } from '../spend-limits/past-spend.ts';
import { requireScope } from '../permission.ts';
import { audit, change, look } from '../transaction.ts';
import {
  isRowOfOwner,
  OWNER_DIMENSIONS,
  rowsOfOwner,
  usesOfPolicy,
  valuesOf,
  type CountedUses,
  type Values,
} from './past-use.ts';
import { amountOf } from './replay.ts';
import { spreadOver } from './spread.ts';
import { shown } from './view.ts';

const DAY_MS = 86_400_000;
/** As the length of a step, longer than any window: the answer is one sum. */
const ONE_STEP_MS = 100 * 366 * DAY_MS;
const MAX_STEPS = 500_000;

const OWNER_KINDS = [
  'api_key',
  'provider',
  'workspace',
  'organisation',
  'user',
  'integration_workspace',
  'policy',
  'spend_limit',
] as const;

export const RebuildLimits = z.strictObject({
  owner_kind: z.enum(OWNER_KINDS).optional().meta({ description: 'Budgets of this kind of owner alone.' }),
  owner_id: z.string().min(1).max(300).optional().meta({ description: 'Budgets of this owner alone, by its id.' }),
  dry_run: z.boolean().default(false).meta({ description: 'Says what would be raised, and raises nothing.' }),
});

const Raised = z.object({
  owner_kind: z.enum(OWNER_KINDS),
  owner_id: z.string().meta({ description: 'Of spend limits: their period.' }),
  value: z.string().meta({
    description: 'Of a policy: what it counts together; empty = all. Of a spend limit: the person.',
  }),
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

type Rebuilt = z.infer<typeof LimitsRebuilt>;

/** Sums of the log since a moment, apart by the values that a budget goes by. */
type Read = (since: number, by: CountedUses['by'], scope: CountedUses['scope']) => Promise<Steps>;
interface Steps {
  steps: readonly UsageStep[];
  isWhole: boolean;
}

interface Counted extends CountedUses {
  owner: Pick<z.infer<typeof Raised>, 'owner_kind' | 'owner_id'>;
  budget: Budget;
  accountOf: (entity: string) => string;
}

/** Lowers nothing: the ledger may have counted what the log lacks, such as the holds of a process that died. */
export async function rebuildLimits(context: ControlContext, input: unknown): Promise<Rebuilt> {
  requireScope(context, 'organisation_settings.update');
  const { owner_kind: kind, owner_id: id, dry_run: isDry } = parseInput(RebuildLimits, input);
  const found = await look(context, (tx) => everyBudget(tx));
  const all = found.counted.filter(
    ({ owner }) => (kind === undefined || owner.owner_kind === kind) && (id === undefined || owner.owner_id === id),
  );
  const logFrom = await oldest(context);
  const rebuilt: Rebuilt = {
    object: 'limits-rebuilt',
    log_from: toIsoOrNull(logFrom),
    checked: all.length,
    raised: [],
    unknown: [...ALWAYS_UNKNOWN, ...found.unknown],
  };
  const read = reader(context);
  for (const counted of all) {
    const { missing, unknown } = await compare(context, counted, { read, logFrom });
    rebuilt.unknown.push(...unknown);
    rebuilt.raised.push(...missing.map(({ raised }) => raised));
    if (isDry) continue;
    for (const { account, amount } of missing) await context.usage.raise(account, counted.budget.period, amount);
  }
  if (!isDry) await change(context, (tx) => note(context, tx, rebuilt));
  return rebuilt;
}

const note = (context: ControlContext, tx: TenantRecords, after: Rebuilt): Promise<void> =>
  audit(context, tx, {
    action: 'organisation.rebuild_limits',
    subject: { id: tx.organisationId, organisationId: tx.organisationId, workspaceId: null },
    after,
  });

const ALWAYS_UNKNOWN = [
  'Calls that have no row, as those of a process that was killed, and rows without a price are not counted.',
  'An attempt that was billed before another provider answered counts at the provider that answered.',
  'Usage that somebody has set to 0 counts again, and so does what was used in the running period before a limit was made.',
];

async function everyBudget(tx: TenantRecords): Promise<{ counted: Counted[]; unknown: string[] }> {
  const workspaces = (await allWorkspaces(tx)).map(({ id }) => id);
  const scope = { organisationId: tx.organisationId };
  const counted: Counted[] = [];
  const unknown: string[] = [];
  for (const record of spreadOver(await tx.limits.list(), workspaces)) {
    if (record.budgets.length === 0) continue;
    const owner = { owner_kind: record.ownerKind, owner_id: record.ownerId };
    const rows = await rowsOfOwner(tx, record);
    if (rows === null) {
      unknown.push(`${owner.owner_kind} ${owner.owner_id} does not exist any more: its limits were left alone.`);
      continue;
    }
    const entityOf = (values: Values): string | null => (isRowOfOwner(rows, values) ? '' : null);
    for (const budget of record.budgets) {
      const accountOf = (): string => budgetAccount(record, budget.unit);
      counted.push({ owner, budget, scope, by: OWNER_DIMENSIONS, entityOf, accountOf });
    }
  }
  for (const policy of await tx.policies.list('usage_limits')) {
    const { budget } = policy.rule;
    if (budget === null || policy.status !== 'active') continue;
    const accountOf = (entity: string): string => `${policyAccounts(policy.id)}${entity}`;
    const owner = { owner_kind: 'policy', owner_id: policy.id } as const;
    counted.push({ owner, budget, ...usesOfPolicy(tx.organisationId, policy), accountOf });
  }
  return { counted: [...counted, ...(await spendCounted(tx))], unknown };
}

/** Of each period in which anybody has a spend limit: every person has an account of their own. */
async function spendCounted(tx: TenantRecords): Promise<Counted[]> {
  const periods = new Set((await tx.spendLimits.list()).map(({ period }) => period));
  if (periods.size === 0) return [];
  const people = await peopleOf(tx);
  return [...periods].map((period) => ({
    owner: { owner_kind: 'spend_limit', owner_id: period },
    budget: { unit: 'cost', amount: 0, alertAt: null, period },
    scope: { organisationId: tx.organisationId },
    by: OWNER_DIMENSIONS,
    entityOf: (values) => (people.has(values.get('user') ?? '') ? (values.get('user') ?? null) : null),
    accountOf: (userId) => spendAccount(userId, period),
  }));
}

/** Asks the log once for all owners whose periods began together. */
function reader({ analytics, clock }: ControlContext): Read {
  const known = new Map<number, Promise<Steps>>();
  const ask: Read = (since, by, scope) =>
    analytics.usage(
      { by, stepMs: ONE_STEP_MS, limit: MAX_STEPS, withBroken: true },
      { ...scope, from: since, to: clock.now() },
    );
  return (since, by, scope) => {
    if (by !== OWNER_DIMENSIONS) return ask(since, by, scope);
    const answer = known.get(since) ?? ask(since, by, scope);
    known.set(since, answer);
    return answer;
  };
}

/** The day of the first request of the organisation, ms since the epoch. */
async function oldest(context: ControlContext): Promise<number | null> {
  const scope = { organisationId: organisationOf(context), from: 0, to: context.clock.now() };
  const { steps } = await context.analytics.usage({ by: [], stepMs: DAY_MS, limit: 1 }, scope);
  return steps[0]?.at ?? null;
}

interface Missing {
  account: string;
  /** In the unit of the budget: what was spent at least. */
  amount: number;
  raised: z.infer<typeof Raised>;
}

async function compare(
  { usage, clock }: ControlContext,
  { budget, owner, accountOf, by, scope, entityOf }: Counted,
  { read, logFrom }: { read: Read; logFrom: number | null },
): Promise<{ missing: Missing[]; unknown: string[] }> {
  const { unit, period } = budget;
  const { start } = usage.window(period, clock.now());
  const { steps, isWhole } = await read(start, by, scope);
  const name = `The ${unit} budget of ${owner.owner_kind} ${owner.owner_id}`;
  const unknown = isWhole ? [] : [`${name}: the log has more than could be added up.`];
  if (logFrom === null || logFrom > start) {
    const since = start === 0 ? 'has no period' : `runs since ${toIso(start)}`;
    unknown.push(`${name} ${since}: what was spent before the log begins is not in it.`);
  }
  const missing: Missing[] = [];
  for (const [entity, amount] of spentIn(steps, { by, entityOf, unit })) {
    const account = accountOf(entity);
    const { spent } = usage.of(account, period);
    if (spent >= amount) continue;
    const raised = { ...owner, value: entity, type: unit, before: shown(budget, spent), after: shown(budget, amount) };
    missing.push({ account, amount, raised });
  }
  return { missing, unknown };
}

/** By entity. What came from the cache no budget counts. */
function spentIn(
  steps: readonly UsageStep[],
  { by, entityOf, unit }: Pick<Counted, 'by' | 'entityOf'> & Pick<Budget, 'unit'>,
): ReadonlyMap<string, number> {
  const spent = new Map<string, number>();
  for (const step of steps) {
    const entity = entityOf(valuesOf(step, by));
    if (entity === null) continue;
    const amount = amountOf(unit, { ...step, requests: step.requests - step.fromCache });
    spent.set(entity, (spent.get(entity) ?? 0) + amount);
  }
  return spent;
}
