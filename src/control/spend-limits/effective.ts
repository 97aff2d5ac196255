/** Which limit holds for each person in each period, and what they have spent of it. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import { effectiveSpendLimits, spendAccount } from '../../routing/effective-spend-limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { SpendLimit, SpendPeriod } from '../../storage/ports/records/spend-limits.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { everyRow } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { spentBy } from './past-spend.ts';
import { findPerson } from './people.ts';
import { CENT, ListEffective, type EffectiveList } from './schemas.ts';
import { viewAmount, viewScope } from './view.ts';

type Summary = z.infer<typeof EffectiveList>['data'][number];

export async function listEffective(context: ControlContext, input: unknown): Promise<z.infer<typeof EffectiveList>> {
  requireScope(context, 'organisation_settings.read');
  const wanted = parseInput(ListEffective, input);
  const periods = wanted['period[]'] ?? (['monthly'] as const);
  if (wanted.sort !== undefined && wanted['period[]']?.length !== 1) {
    throw new GatewayError('invalid_request', 'sort: takes exactly one period[].');
  }
  const { people, limits, groups } = await look(context, async (tx) => ({
    people: await peopleIn(tx, wanted['user_ids[]']),
    limits: await tx.spendLimits.list(),
    groups: groupsByPerson(await tx.spendLimits.members()),
  }));
  const asked = people.filter((user) => matches(user, wanted.q ?? '')).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const spent = new Map<SpendPeriod, ReadonlyMap<string, number>>();
  for (const period of periods) spent.set(period, await spentBy(context, period));
  const rows = asked.flatMap((user) => {
    const own = groups.get(user.id) ?? new Set<string>();
    const held = effectiveSpendLimits(limits, { userId: user.id, groups: own });
    return periods.map((period) => {
      const limit = held.find((one) => one.period === period);
      return summary(context, user, { period, limit, groups: own, inLog: spent.get(period)?.get(user.id) ?? 0 });
    });
  });
  if (wanted.sort !== undefined) rows.sort((a, b) => Number(b.period_to_date_spend) - Number(a.period_to_date_spend));
  const first = pageStart(wanted.page);
  const end = first + wanted.limit;
  return { data: rows.slice(first, end), next_page: end < rows.length ? `page_${end}` : null };
}

interface Figures {
  period: SpendPeriod;
  limit: SpendLimit | undefined;
  groups: ReadonlySet<string>;
  /** Nano-dollars. */
  inLog: number;
}

/** Who has no limit has no account in the ledger: what the log knows is right to the minute. */
function summary(context: ControlContext, user: User, { period, limit, groups, inLog }: Figures): Summary {
  const isCounted = limit !== undefined && limit.amount !== null;
  const nano = isCounted ? context.usage.of(spendAccount(user.id, period), period).spent : inLog;
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
    groups: [...groups],
    amount: limit === undefined ? null : viewAmount(limit),
    currency: 'USD',
    period,
    source: limit === undefined ? null : viewScope(limit),
    spend_limit_id: limit?.id ?? null,
    period_to_date_spend: cents(nano),
  };
}

const cents = (nano: number): string => String(Math.round((nano / CENT) * 1e6) / 1e6);

function groupsByPerson(members: Awaited<ReturnType<TenantRecords['spendLimits']['members']>>) {
  const groups = new Map<string, Set<string>>();
  for (const { userId, group } of members) groups.set(userId, (groups.get(userId) ?? new Set()).add(group));
  return groups;
}

async function peopleIn(tx: TenantRecords, refs: readonly string[] | undefined): Promise<User[]> {
  if (refs === undefined) return everyRow((page) => tx.users.list({}, page));
  const found = new Map<string, User>();
  for (const ref of refs) {
    const user = await findPerson(tx, ref);
    if (user !== null) found.set(user.id, user);
  }
  return [...found.values()];
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
