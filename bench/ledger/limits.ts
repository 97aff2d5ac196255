/** The limits of the simulation, of every kind and owner; and what the log says that each of them has counted. */
import { countedTokens } from '../../src/gateway/limits/counted-tokens.ts';
import { compileTenantLimits } from '../../src/gateway/snapshot/tenant-limits.ts';
import type { OrganisationId } from '../../src/kernel/ids.ts';
import { compileLimits, type CompiledLimits } from '../../src/routing/compiled-limits.ts';
import type { LogRow } from '../../src/storage/ports/log.ts';
import type { AttemptRecord } from '../../src/storage/ports/log/attempt-record.ts';
import type {
  Budget,
  LimitOwnerKind,
  LimitsRecord,
  RateLimit,
  VelocityLimit,
} from '../../src/storage/ports/records/limits.ts';
import type { Policy } from '../../src/storage/ports/records/policies.ts';
import type { gatewayInMemory } from '../../testkit/gateway-in-memory.ts';

export type OwnerKind = LimitOwnerKind | 'policy';

interface Owner {
  owner: OwnerKind;
  /**
   * Of a key or workspace: `one` or `two`; of a provider: its slug, in both; of a user: `ada` has key one, `bob` key two; of an
   * integration: `account-a:id-one`; of a policy: the team in the request's metadata.
   */
  of: string;
}

export interface SimulatedBudget extends Budget, Owner {}

export interface SimulatedRate extends Owner {
  rate: RateLimit;
}

export interface SimulatedVelocity extends Owner {
  velocity: VelocityLimit;
}

export interface SimulatedLimits {
  budgets: readonly SimulatedBudget[];
  rates?: readonly SimulatedRate[];
  velocity?: readonly SimulatedVelocity[];
}

const ORGANISATION = 'o' as OrganisationId;
export const TEAMS = ['red', 'blue'] as const;
const USERS: Readonly<Record<string, string>> = { one: 'ada', two: 'bob' };

export const accountOf = ({ owner, of, unit }: SimulatedBudget): string =>
  owner === 'policy' ? `policy:budget:metadata.team:${of}` : `${owner}:${of}:${unit}`;

type World = ReturnType<typeof gatewayInMemory>;

export function setLimits({ snapshot }: World, limits: SimulatedLimits): void {
  const limitsOf = (owner: LimitOwnerKind, of: string): CompiledLimits =>
    compileLimits(recordOf(limits, owner, of), of);
  for (const key of snapshot.keys.values()) {
    const name = key.id.replace('key-', '');
    Object.assign(key, { limits: limitsOf('api_key', name), userId: USERS[name] ?? null });
  }
  for (const workspace of snapshot.workspaces.values()) {
    Object.assign(workspace, { limits: limitsOf('workspace', workspace.slug) });
    for (const [slug, provider] of workspace.providers) Object.assign(provider, { limits: limitsOf('provider', slug) });
  }
  const tenantLimits = compileTenantLimits({
    organisations: [{ id: ORGANISATION, name: 'o', createdAt: 0 }],
    limits: ownersOf(limits).map(([owner, of]) => recordOf(limits, owner, of)),
    policies: policiesOf(limits),
    stops: [],
    spendLimits: [],
    cappedMembers: [],
  });
  Object.assign(snapshot, { tenantLimits });
}

const allOf = ({ budgets, rates = [], velocity = [] }: SimulatedLimits): readonly Owner[] => [
  ...budgets,
  ...rates,
  ...velocity,
];

/** Those whose limits are not beside them in the snapshot. */
function ownersOf(limits: SimulatedLimits): [LimitOwnerKind, string][] {
  const owners = new Map<string, [LimitOwnerKind, string]>();
  for (const { owner, of } of allOf(limits)) {
    if (owner === 'organisation' || owner === 'user' || owner === 'integration_workspace') {
      owners.set(`${owner} ${of}`, [owner, of]);
    }
  }
  return [...owners.values()];
}

function recordOf(
  { budgets, rates = [], velocity = [] }: SimulatedLimits,
  owner: LimitOwnerKind,
  of: string,
): LimitsRecord {
  const isOwn = (one: Owner): boolean => one.owner === owner && one.of === of;
  return {
    ownerKind: owner,
    ownerId: of,
    organisationId: ORGANISATION,
    budgets: budgets.filter(isOwn),
    rates: rates.filter(isOwn).map(({ rate }) => rate),
    velocity: velocity.filter(isOwn).map((one) => one.velocity),
  };
}

/** One for budgets and one for rates, each by team: the amounts of the first team are those of all. */
function policiesOf({ budgets, rates = [] }: SimulatedLimits): Policy[] {
  const budget = budgets.find(({ owner }) => owner === 'policy') ?? null;
  const rate = rates.find(({ owner }) => owner === 'policy')?.rate ?? null;
  const policy = (kind: Policy['kind'], id: string, limit: Pick<Policy['rule'], 'budget' | 'rate'>): Policy => ({
    id,
    organisationId: ORGANISATION,
    workspaceId: null,
    kind,
    name: id,
    description: null,
    rule: {
      conditions: [{ key: 'metadata.team', values: ['*'], excludes: false }],
      groupBy: ['metadata.team'],
      ...limit,
    },
    status: 'active',
    createdAt: 0,
    lastUpdatedAt: 0,
  });
  return [
    ...(budget === null ? [] : [policy('usage_limits', 'budget', { budget, rate: null })]),
    ...(rate === null ? [] : [policy('rate_limits', 'rate', { budget: null, rate })]),
  ];
}

const DOLLAR = 1e9;

/** Twenty limits: of keys, workspaces, providers, users, an integration, the organisation and a policy; in dollars, tokens and requests; of every period. */
export function twentyLimits(scale: number): SimulatedBudget[] {
  const budget = (owner: OwnerKind, of: string, more: Partial<SimulatedBudget>): SimulatedBudget => ({
    owner,
    of,
    unit: 'cost',
    amount: 1,
    alertAt: null,
    period: null,
    ...more,
    ...(more.amount === undefined ? {} : { amount: Math.max(1, Math.floor(more.amount * scale)) }),
  });
  const everyFive = { every: 5, from: '2026-11-20' } as const;
  const owners = ['one', 'two'].flatMap((of) => [
    budget('api_key', of, { amount: 4 * DOLLAR, period: 'daily' }),
    budget('api_key', of, { unit: 'requests', amount: 900, period: everyFive }),
    budget('workspace', of, { amount: 9 * DOLLAR, period: 'monthly' }),
    budget('workspace', of, { unit: 'tokens', amount: 3_000_000 }),
  ]);
  const providers = ['a', 'b1', 'b2', 'c'].map((of) =>
    budget('provider', of, { amount: 5 * DOLLAR, period: 'weekly' }),
  );
  return [
    ...owners,
    ...providers,
    budget('provider', 'a', { unit: 'tokens', amount: 1_500_000, period: 'daily' }),
    budget('user', 'ada', { unit: 'tokens', amount: 900_000, period: 'weekly' }),
    budget('user', 'bob', { unit: 'tokens', amount: 900_000, period: 'weekly' }),
    budget('integration_workspace', 'account-a:id-one', { amount: 3 * DOLLAR, period: 'daily' }),
    budget('organisation', ORGANISATION, { amount: 12 * DOLLAR, period: 'monthly' }),
    budget('organisation', ORGANISATION, { unit: 'requests', amount: 4000, period: 'weekly' }),
    ...TEAMS.map((of) => budget('policy', of, { amount: 6 * DOLLAR, period: 'weekly' })),
  ];
}

/** One budget in dollars, of one provider. Both keys of the simulation have it. */
export const oneBudget = (dollars: number): SimulatedBudget[] => [
  { owner: 'provider', of: 'a', unit: 'cost', amount: dollars * DOLLAR, alertAt: null, period: null },
];

/**
 * Rates of every length and owner, in requests, tokens, and kinds of tokens. `scale` is for those that are longer than a run;
 * `pace` for seconds and for minutes of tokens: where time is real, more happens in them.
 */
export function manyRates(scale: number, pace = 1): SimulatedRate[] {
  const rate = (owner: OwnerKind, of: string, limit: RateLimit): SimulatedRate => ({ owner, of, rate: limit });
  const requests = (per: RateLimit['per'], value: number): RateLimit => ({ unit: 'requests', per, value });
  const tokens = (per: RateLimit['per'], value: number): RateLimit => ({ unit: 'tokens', per, value });
  const scaled = (value: number): number => Math.max(1, Math.floor(value * scale));
  return [
    rate('api_key', 'one', requests('second', 6 * pace)),
    rate('api_key', 'one', tokens('minute', 400_000 * pace)),
    rate('api_key', 'two', requests('minute', 180)),
    rate('api_key', 'two', { ...tokens('hour', scaled(600_000)), kinds: ['uncached_input', 'output'] }),
    rate('workspace', 'one', requests('hour', scaled(900))),
    rate('user', 'bob', { ...tokens('day', scaled(300_000)), kinds: ['cache_read'] }),
    rate('organisation', ORGANISATION, requests('day', scaled(1700))),
    rate('provider', 'a', requests('second', 5 * pace)),
    rate('provider', 'c', requests('week', scaled(400))),
    rate('integration_workspace', 'account-b:id-two', requests('minute', 90)),
    ...TEAMS.map((of) => rate('policy', of, requests('minute', 200))),
  ];
}

/** Dollars a minute and subagents at a time, of each session and of each key. */
export const manySpeeds = (pace = 1): SimulatedVelocity[] => [
  {
    owner: 'api_key',
    of: 'one',
    velocity: { per: 'session', nanoUsdPerMinute: 0.06 * DOLLAR * pace, subagents: 1 },
  },
  {
    owner: 'organisation',
    of: ORGANISATION,
    velocity: { per: 'key', nanoUsdPerMinute: 1.5 * DOLLAR * pace, subagents: 40 },
  },
];

/** Whether the row, or this attempt of it, counts against the owner's limits. */
function isMeant({ owner, of }: Owner, row: LogRow, attempt: AttemptRecord): boolean {
  const key = row.api_key_id.replace('key-', '');
  const IS_MEANT: Record<OwnerKind, () => boolean> = {
    api_key: () => key === of,
    workspace: () => key === of,
    user: () => row.user_id === of,
    organisation: () => true,
    provider: () => attempt.provider === of,
    // The two doors of an account are `b1` and `b2`.
    integration_workspace: () => `account-${attempt.provider.slice(0, 1)}:id-${key}` === of,
    policy: () => row.metadata['team'] === of,
  };
  return IS_MEANT[owner]();
}

const metersOf = ({ usage }: AttemptRecord) => {
  const { thinking_tokens: _, ...meters } = usage ?? {};
  return meters;
};

/** What the rows of the log say that each account has spent. */
export function explainedBy(rows: readonly LogRow[], budgets: readonly SimulatedBudget[]): Map<string, number> {
  const explained = new Map<string, number>();
  for (const row of rows) {
    for (const attempt of row.attempts) {
      if (attempt.usage === null) continue;
      const tokens = countedTokens(metersOf(attempt), undefined);
      const amounts = { cost: attempt.cost_nano_usd ?? 0, tokens, requests: 1 };
      for (const budget of budgets) {
        if (!isMeant(budget, row, attempt)) continue;
        const account = accountOf(budget);
        explained.set(account, (explained.get(account) ?? 0) + amounts[budget.unit]);
      }
    }
  }
  return explained;
}

const NO_ATTEMPT = { provider: '' } as AttemptRecord;
const CALLERS: ReadonlySet<OwnerKind> = new Set(['api_key', 'workspace', 'user', 'organisation']);
/** A rate or a speed of the caller has refused it, before it was counted. */
const isRefused = ({ error_code: code, error_message: message }: LogRow): boolean =>
  code === 'too_fast' ||
  code === 'rates_unavailable' ||
  (code === 'rate_limited' && message?.includes('policy') !== true);

/** By place: what the rows of the log say that was counted there. Of requests, only those of callers: attempts that a limit refused are in no row. */
export function countedBy(rows: readonly LogRow[], limits: SimulatedLimits): Map<string, number> {
  const counted = new Map<string, number>();
  const add = (place: string, amount: number): void => {
    if (amount > 0) counted.set(place, (counted.get(place) ?? 0) + amount);
  };
  for (const row of rows) {
    for (const one of limits.rates ?? []) add(placeOf(one), amountOf(one, row));
    for (const one of limits.velocity ?? []) {
      if (isMeant(one, row, NO_ATTEMPT)) add(spendPlaceOf(one, row), row.cost_nano_usd ?? 0);
    }
  }
  return counted;
}

export const isExplained = ({ owner, rate }: SimulatedRate): boolean => rate.unit === 'tokens' || CALLERS.has(owner);

function amountOf(one: SimulatedRate, row: LogRow): number {
  if (!isExplained(one)) return 0;
  if (one.rate.unit === 'requests') return !isRefused(row) && isMeant(one, row, NO_ATTEMPT) ? 1 : 0;
  const meant = row.attempts.filter((attempt) => isMeant(one, row, attempt));
  return meant.reduce((sum, attempt) => sum + countedTokens(metersOf(attempt), one.rate.kinds), 0);
}

/** Where a rate is counted. */
export function placeOf({ owner, of, rate: { unit, per, kinds = [] } }: SimulatedRate): string {
  return owner === 'policy' ? `policy:rate:metadata.team:${of}` : [owner, of, unit, per, ...kinds].join(':');
}

function spendPlaceOf({ owner, of, velocity: { per } }: SimulatedVelocity, row: LogRow): string {
  const session = per === 'key' ? '' : `:${row.session_id ?? ''}`;
  return `velocity:${owner}:${of}:${row.api_key_id}${session}:usd`;
}
