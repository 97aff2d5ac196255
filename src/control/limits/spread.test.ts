/** Limits of each workspace on an integration, spread over the workspaces. */
import { expect, it } from 'vitest';
import type { OrganisationId } from '../../kernel/ids.ts';
import type { LimitsRecord } from '../../storage/ports/records/limits.ts';
import { spreadOver } from './spread.ts';

const record = (ownerKind: LimitsRecord['ownerKind'], ownerId: string, amount: number): LimitsRecord => ({
  ownerKind,
  ownerId,
  organisationId: 'o' as OrganisationId,
  budgets: [{ unit: 'cost', amount, alertAt: null, period: null }],
  rates: [],
});
const amounts = (all: readonly LimitsRecord[]) =>
  Object.fromEntries(all.map(({ ownerKind, ownerId, budgets }) => [`${ownerKind} ${ownerId}`, budgets[0]?.amount]));

it('hold in every workspace, and give way to limits of its own', () => {
  const all = [record('integration_workspace', 'int:rich', 50), record('integration_workspace', 'int:*', 5)];
  expect(amounts(spreadOver(all, ['rich', 'poor']))).toEqual({
    'integration_workspace int:rich': 50,
    'integration_workspace int:poor': 5,
  });
});

it('are of integrations alone: the id of a person may end alike', () => {
  const all = [record('user', 'team:*', 7)];
  expect(amounts(spreadOver(all, ['rich']))).toEqual({ 'user team:*': 7 });
});
