import { expect, it } from 'vitest';
import type { IntegrationWorkspace } from '../../api/queries/integrations.ts';
import { draftOf, limitsOf } from './limits-of-workspace.ts';

const workspace = (limits: object) =>
  ({ id: 'w', name: 'W', enabled: true, ...limits }) as unknown as IntegrationWorkspace;
const TOKENS = { type: 'tokens', credit_limit: 5, periodic_reset: 'daily' };
const COST = { type: 'cost', credit_limit: 50, periodic_reset: 'monthly', alert_threshold: 40 };
const SECOND = { type: 'requests', unit: 'rps', value: 3 };

it('limits that the form does not show stay, and so does what it does not ask of a budget', () => {
  const before = workspace({ usage_limits: [TOKENS, COST], rate_limits: [SECOND] });
  expect(limitsOf(before, { ...draftOf(before), budget: '60', perMinute: '100' })).toEqual({
    usage_limits: [TOKENS, { ...COST, credit_limit: 60 }],
    rate_limits: [SECOND, { type: 'requests', unit: 'rpm', value: 100 }],
  });
});

it('an empty field takes its limit away, and zero is a limit', () => {
  const before = workspace({ usage_limits: [COST], rate_limits: null });
  expect(limitsOf(before, { budget: '', reset: '', perMinute: '0' })).toEqual({
    usage_limits: [],
    rate_limits: [{ type: 'requests', unit: 'rpm', value: 0 }],
  });
});
