/**
 * What a person may spend, by the calls of Anthropic's Admin API: set, listed, shown with what is spent, and deleted. The limit is the cost
 * budget of `PUT /limits/user/{id}`, so both show and change the same. A person has one such budget, and so one period.
 */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import { budgetAccount, type Budget, type LimitsRecord } from '../../storage/ports/records/limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { setLimits } from '../limits/tenant.ts';
import { viewSettings } from '../limits/view.ts';
import { everyRow } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import * as shape from './schemas.ts';

type PeriodName = (typeof shape.PERIODS)[number];
type SpendLimit = z.infer<typeof shape.SpendLimit>;

/** Nano-dollars in a cent. */
const CENT = 1e7;
/** Dollars: a budget is more than 0, and no request that costs anything fits into this one. */
const NEXT_TO_NOTHING = 1e-9;

interface Capped {
  userId: string;
  limits: LimitsRecord;
  budget: Budget & { period: PeriodName };
}

export async function setSpendLimit(context: ControlContext, input: unknown): Promise<SpendLimit> {
  requireScope(context, 'organisation_settings.update');
  const { scope, amount, period } = parseInput(shape.SetSpendLimit, input);
  const ref = personIn(scope);
  const { user, limits } = await look(context, async (tx) => {
    const found = await requirePerson(tx, ref);
    return { user: found, limits: await tx.limits.find('user', found.id) };
  });
  await write(context, { userId: user.id, limits, wanted: amount === null ? null : { cents: Number(amount), period } });
  return view({ userId: user.id, amount, period });
}

/** Budgets of tokens and requests stay as they are. One of costs is replaced, whatever its length, or removed. */
async function write(
  context: ControlContext,
  asked: { userId: string; limits: LimitsRecord | null; wanted: { cents: number; period: PeriodName } | null },
): Promise<void> {
  const { userId, limits, wanted } = asked;
  const others = (limits?.budgets ?? []).filter(({ unit }) => unit !== 'cost');
  const dollars = wanted === null ? null : wanted.cents === 0 ? NEXT_TO_NOTHING : wanted.cents / 100;
  const own = wanted === null ? [] : [{ type: 'cost', credit_limit: dollars, periodic_reset: wanted.period }];
  const usage = [...viewSettings({ budgets: others, rates: [] }).usage_limits, ...own];
  await setLimits(context, { owner_kind: 'user', owner_id: userId, usage_limits: usage.length === 0 ? null : usage });
}

export async function listSpendLimits(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.SpendLimitList>> {
  requireScope(context, 'organisation_settings.read');
  const { limit, after_id: after, before_id: before } = parseInput(shape.ListSpendLimits, input);
  if (after !== undefined && before !== undefined) {
    throw new GatewayError('invalid_request', 'after_id and before_id: give one of them.');
  }
  const all = (await look(context, cappedPeople)).map(viewCapped);
  const [first, end] = before === undefined ? pageAfter(all, after, limit) : pageBefore(all, before, limit);
  const data = all.slice(first, end);
  const hasMore = before === undefined ? end < all.length : first > 0;
  return { data, has_more: hasMore, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

/** From and to. Throws `not_found`. */
function pageAfter(all: readonly SpendLimit[], after: string | undefined, limit: number): [number, number] {
  const first = after === undefined ? 0 : placeOf(all, after) + 1;
  return [first, first + limit];
}

function pageBefore(all: readonly SpendLimit[], before: string, limit: number): [number, number] {
  const end = placeOf(all, before);
  return [Math.max(0, end - limit), end];
}

function placeOf(all: readonly SpendLimit[], wanted: string): number {
  const at = all.findIndex(({ id }) => id === wanted);
  if (at !== -1) return at;
  throw notFound(wanted);
}

export async function getSpendLimit(context: ControlContext, input: unknown): Promise<SpendLimit> {
  requireScope(context, 'organisation_settings.read');
  const { id } = parseInput(shape.SpendLimitRef, input);
  return viewCapped(await look(context, (tx) => find(tx, id)));
}

export async function deleteSpendLimit(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.DeletedSpendLimit>> {
  requireScope(context, 'organisation_settings.update');
  const { id } = parseInput(shape.SpendLimitRef, input);
  const { userId, limits } = await look(context, (tx) => find(tx, id));
  await write(context, { userId, limits, wanted: null });
  return { type: 'spend_limit_deleted', id };
}

export async function listEffective(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.EffectiveList>> {
  requireScope(context, 'organisation_settings.read');
  const wanted = parseInput(shape.ListEffective, input);
  const periods = wanted['period[]'] ?? (['monthly'] as const);
  if (wanted.sort !== undefined && wanted['period[]']?.length !== 1) {
    throw new GatewayError('invalid_request', 'sort: takes exactly one period[].');
  }
  const { people, capped } = await look(context, async (tx) => ({
    people: await peopleIn(tx, wanted['user_ids[]']),
    capped: new Map((await cappedPeople(tx)).map((one) => [one.userId, one])),
  }));
  const asked = people.filter((user) => matches(user, wanted.q ?? '')).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const spent = new Map<PeriodName, ReadonlyMap<string, number>>();
  for (const period of periods) spent.set(period, await spentBy(context, period));
  const rows = asked.flatMap((user) =>
    periods.map((period) => summary(context, user, { period, capped: capped.get(user.id), spent: spent.get(period) })),
  );
  if (wanted.sort !== undefined) rows.sort((a, b) => Number(b.period_to_date_spend) - Number(a.period_to_date_spend));
  const first = pageStart(wanted.page);
  const end = first + wanted.limit;
  return { data: rows.slice(first, end), next_page: end < rows.length ? `page_${end}` : null };
}

type Summary = z.infer<typeof shape.EffectiveList>['data'][number];

interface Figures {
  period: PeriodName;
  capped: Capped | undefined;
  /** Nano-dollars of the log, by person. */
  spent: ReadonlyMap<string, number> | undefined;
}

function summary(context: ControlContext, user: User, { period, capped, spent }: Figures): Summary {
  const cap = capped?.budget.period === period ? capped : undefined;
  const nano =
    cap === undefined
      ? (spent?.get(user.id) ?? 0)
      : context.usage.of(budgetAccount(cap.limits, 'cost'), cap.budget.period).spent;
  const name = `${user.firstName} ${user.lastName}`.trim();
  return {
    type: 'spend_summary',
    scope: { type: 'user', user_id: user.id },
    actor: {
      type: 'user_actor',
      user_id: user.id,
      name: name === '' ? null : name,
      email_address: user.email,
      deleted: user.status !== 'active',
    },
    amount: cap === undefined ? null : capOf(cap),
    currency: 'USD',
    period,
    source: cap === undefined ? null : { type: 'user' },
    spend_limit_id: cap === undefined ? null : idOf(cap),
    period_to_date_spend: cents(nano),
  };
}

/** Who has no budget has no account in the ledger: what the log knows is right to the minute. */
async function spentBy(context: ControlContext, period: PeriodName): Promise<ReadonlyMap<string, number>> {
  const to = context.clock.now();
  const { start: from } = context.usage.window(period, to);
  const organisationId = organisationOf(context);
  const { steps } = await context.analytics.usage(
    { by: ['user'], stepMs: Math.max(1, to - from), limit: MAX_STEPS },
    { organisationId, from, to },
  );
  const spent = new Map<string, number>();
  for (const { keys, costNanoUsd } of steps) {
    const [user = null] = keys;
    if (user !== null) spent.set(user, (spent.get(user) ?? 0) + costNanoUsd);
  }
  return spent;
}

/** Far more people than an organisation has. */
const MAX_STEPS = 200_000;

/** Whole cents; of what is spent, with the fraction that it has. */
const cents = (nano: number): string => String(Math.round((nano / CENT) * 1e6) / 1e6);
const capOf = ({ budget: { amount } }: Capped): string => String(Math.floor(amount / CENT));

const idOf = ({ userId, budget: { period } }: Capped): string => spendLimitId(userId, period);
const spendLimitId = (userId: string, period: PeriodName): string =>
  `spl_${Buffer.from(`${period} ${userId}`).toString('base64url')}`;

const viewCapped = (one: Capped): SpendLimit =>
  view({ userId: one.userId, amount: capOf(one), period: one.budget.period });

const view = (one: { userId: string; amount: string | null; period: PeriodName }): SpendLimit => ({
  type: 'spend_limit',
  id: spendLimitId(one.userId, one.period),
  scope: { type: 'user', user_id: one.userId },
  amount: one.amount,
  currency: 'USD',
  period: one.period,
  created_at: null,
  updated_at: null,
});

/** Ordered by the person's id, so that pages stay as they are. */
async function cappedPeople(tx: TenantRecords): Promise<Capped[]> {
  const all = (await tx.limits.list()).filter(({ ownerKind }) => ownerKind === 'user');
  return all.flatMap((limits) => cappedBy(limits) ?? []).toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
}

function cappedBy(limits: LimitsRecord): Capped | null {
  const budget = limits.budgets.find(({ unit, isSoft }) => unit === 'cost' && isSoft !== true);
  const period = shape.PERIODS.find((name) => name === budget?.period);
  return budget === undefined || period === undefined
    ? null
    : { userId: limits.ownerId, limits, budget: { ...budget, period } };
}

/** Throws `not_found`. */
async function find(tx: TenantRecords, id: string): Promise<Capped> {
  const found = (await cappedPeople(tx)).find((one) => idOf(one) === id);
  if (found !== undefined) return found;
  throw notFound(id);
}

const notFound = (id: string): GatewayError => new GatewayError('not_found', `There is no spend limit "${id}".`);

function personIn({ type, user_id: id }: z.output<typeof shape.SetSpendLimit>['scope']): string {
  if (type === 'user' && id !== undefined) return id;
  if (type === 'user') throw new GatewayError('invalid_request', 'scope.user_id: is required.');
  throw new GatewayError('invalid_request', 'scope.type: a spend limit is of one person here.', {
    hint: 'For all people or a group of them, save a policy that counts each by itself: POST /v1/policies/usage-limits with group_by.',
  });
}

/** By the id here, or by the subject at a directory. Throws `not_found`. */
async function requirePerson(tx: TenantRecords, ref: string): Promise<User> {
  const found = await findPerson(tx, ref);
  if (found !== null) return found;
  throw new GatewayError('not_found', `There is no user "${ref}".`);
}

async function findPerson(tx: TenantRecords, ref: string): Promise<User | null> {
  const user = await tx.users.findById(ref);
  if (user?.status === 'active') return user;
  for (const { id } of await tx.identityProviders.list()) {
    const identity = await tx.identities.find(id, ref);
    const known = identity === null ? null : await tx.users.findById(identity.userId);
    if (known?.status === 'active') return known;
  }
  return null;
}

async function peopleIn(tx: TenantRecords, refs: readonly string[] | undefined): Promise<User[]> {
  if (refs !== undefined) {
    const found = new Map<string, User>();
    for (const ref of refs) {
      const user = await findPerson(tx, ref);
      if (user !== null) found.set(user.id, user);
    }
    return [...found.values()];
  }
  return everyRow((page) => tx.users.list({}, page));
}

function matches({ id, email, firstName, lastName }: User, part: string): boolean {
  const wanted = part.toLowerCase();
  return [id, email, `${firstName} ${lastName}`].some((text) => text.toLowerCase().includes(wanted));
}

/** Throws `invalid_request` for what no answer gave. */
function pageStart(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [, start] = /^page_(\d{1,9})$/.exec(cursor) ?? [];
  if (start !== undefined) return Number(start);
  throw new GatewayError('invalid_request', 'page: is no cursor of an earlier answer.');
}
