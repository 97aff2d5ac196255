/**
 * `GET /api/oauth/usage`: what Claude Code shows of a spend limit under `/usage` and in its status line, from the ledger.
 * Amounts are cents, percents whole numbers. Source: Anthropic's gateway protocol.
 */
import { anthropicErrors } from '../../wire/dialects/anthropic-messages/index.ts';
import { budgetsOfCaller } from '../limits/applicable-limits.ts';
import { shownBudgets, type ShownBudget } from '../limits/spend-state.ts';
import type { LocalEndpoint } from './endpoint.ts';

const PATH = '/api/oauth/usage';

export const oauthUsage: LocalEndpoint = {
  kind: 'local',
  operation: 'readUsage',
  method: 'GET',
  path: PATH,
  scopes: ['completions.write'],
  isFree: true,
  match: (path) => (path === PATH ? { raw: null, notes: [] } : null),
  errorsFor: () => anthropicErrors,
  answer: (asked, { spending, clock }) =>
    JSON.stringify(usageOf(shownBudgets(budgetsOfCaller(asked, spending), spending, clock.now()))),
};

const NANO_PER_CENT = 10_000_000;
const WARNS_AT = 0.75;

const cents = (nanoUsd: number): number => Math.round(nanoUsd / NANO_PER_CENT);
const percent = (share: number): number => Math.min(100, Math.floor(share * 100));

function usageOf(budgets: readonly ShownBudget[]): object {
  const [fullest] = budgets;
  const extra = {
    is_enabled: fullest !== undefined,
    monthly_limit: fullest === undefined ? null : cents(fullest.budget.amount),
    used_credits: fullest === undefined ? 0 : cents(fullest.spent),
    utilization: fullest === undefined ? null : percent(fullest.share),
    currency: 'USD',
    daily: spanOf(budgets, 'daily'),
    weekly: spanOf(budgets, 'weekly'),
  };
  const limits = budgets.map(({ budget, share, resetsAt }) => ({
    kind: 'spend',
    group: typeof budget.period === 'string' ? budget.period : 'monthly',
    percent: percent(share),
    resets_at: resetsAt === null ? null : new Date(resetsAt).toISOString(),
    severity: share >= WARNS_AT ? 'warning' : 'normal',
    is_active: budget === fullest?.budget,
  }));
  return { extra_usage: extra, limits };
}

function spanOf(budgets: readonly ShownBudget[], period: 'daily' | 'weekly'): object {
  const found = budgets.find(({ budget }) => budget.period === period);
  if (found === undefined) return { limit: null, used_credits: 0, utilization: null };
  return { limit: cents(found.budget.amount), used_credits: cents(found.spent), utilization: percent(found.share) };
}
