import { describe, expect, it } from 'vitest';
import type { OrganisationId } from '../kernel/ids.ts';
import type { SpendLimit } from '../storage/ports/records/spend-limits.ts';
import { effectiveSpendLimits } from './effective-spend-limits.ts';

const limit = (scopeKind: SpendLimit['scopeKind'], scopeId: string, amount: number | null): SpendLimit => ({
  id: `${scopeKind} ${scopeId}`,
  organisationId: 'acme' as OrganisationId,
  scopeKind,
  scopeId,
  period: 'monthly',
  amount,
  createdAt: 1,
  lastUpdatedAt: 1,
});

const ALL = limit('organisation', '', 100);
const STAFF = limit('group', 'staff', 50);
const INTERNS = limit('group', 'interns', 10);

const holds = (limits: SpendLimit[], groups: string[] = []): string[] =>
  effectiveSpendLimits(limits, { userId: 'dora', groups: new Set(groups) }).map(({ id, period }) => `${period} ${id}`);

describe('of several spend limits of a period', () => {
  it('everybody’s holds where a person has no other', () => {
    expect(holds([ALL, STAFF])).toEqual(['monthly organisation ']);
  });

  it('the lowest of the groups holds in its place, also where it is higher than everybody’s', () => {
    expect(holds([ALL, STAFF, INTERNS], ['staff', 'interns'])).toEqual(['monthly group interns']);
    expect(holds([ALL, limit('group', 'leads', 900)], ['leads'])).toEqual(['monthly group leads']);
  });

  it('the person’s own holds in place of both, also where it is higher', () => {
    expect(holds([ALL, INTERNS, limit('user', 'dora', 500)], ['interns'])).toEqual(['monthly user dora']);
    expect(holds([ALL, limit('user', 'bo', 500)])).toEqual(['monthly organisation ']);
  });

  it('one without an amount lifts a wider one, and among groups counts as the highest', () => {
    expect(holds([ALL, limit('user', 'dora', null)])).toEqual(['monthly user dora']);
    expect(holds([ALL, limit('group', 'leads', null)], ['leads'])).toEqual(['monthly group leads']);
    expect(holds([limit('group', 'leads', null), INTERNS], ['leads', 'interns'])).toEqual(['monthly group interns']);
  });
});

it('each period has a limit of its own, and all of them hold', () => {
  const daily: SpendLimit = { ...INTERNS, period: 'daily' };
  expect(holds([limit('user', 'dora', 500), daily], ['interns'])).toEqual(['daily group interns', 'monthly user dora']);
});
