/** What workspaces may spend on an integration. */
import { describe, expect, it } from 'vitest';
import type { OrganisationId } from '../../kernel/ids.ts';
import type { LimitsRecord } from '../../storage/ports/records/limits.ts';
import { compileTenantLimits } from './tenant-limits.ts';

const organisationId = 'o' as OrganisationId;

const record = (ownerId: string, more: Partial<LimitsRecord>): LimitsRecord => ({
  ownerKind: 'integration_workspace',
  ownerId,
  organisationId,
  budgets: [],
  rates: [],
  ...more,
});
const budget = (amount: number) => ({ unit: 'cost', amount, alertAt: null, period: null }) as const;
const rate = (value: number) => ({ unit: 'requests', per: 'minute', value }) as const;

function limitsOf(...limits: LimitsRecord[]) {
  const tenant = compileTenantLimits({
    organisations: [],
    limits,
    policies: [],
    stops: [],
    spendLimits: [],
    cappedMembers: [],
  }).get(organisationId);
  return (workspace: string, integration = 'int') => tenant?.integrations.in(workspace, integration);
}

describe('the limits of each workspace on an integration', () => {
  const of = limitsOf(
    record('int:*', { budgets: [budget(5)], rates: [rate(60)] }),
    record('int:rich', { budgets: [budget(50)] }),
    record('other:poor', { budgets: [budget(1)] }),
  );

  it('are spent by each workspace from an account of its own', () => {
    expect(of('a')?.budgets).toMatchObject([{ amount: 5, account: 'integration_workspace:int:a:cost' }]);
    expect(of('b')?.budgets).toMatchObject([{ amount: 5, account: 'integration_workspace:int:b:cost' }]);
    expect(of('a')?.rates[0]?.place).not.toBe(of('b')?.rates[0]?.place);
  });

  it('give way to budgets of a workspace’s own, and its rates stay', () => {
    expect(of('rich')).toMatchObject({ budgets: [{ amount: 50 }], rates: [{ value: 60 }] });
  });

  it('hold for no other integration', () => {
    expect(of('a', 'other')).toMatchObject({ budgets: [], rates: [] });
    expect(of('poor', 'other')).toMatchObject({ budgets: [{ amount: 1 }] });
  });
});
