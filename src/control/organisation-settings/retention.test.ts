/** How long an organisation's rows and bodies are kept. */
import { expect, it } from 'vitest';
import type { OrganisationId } from '../../kernel/ids.ts';
import { usualSettings } from '../../storage/ports/records/organisation-settings.ts';
import { daysOf } from './retention.ts';

it.each([
  { own: null, gateway: null, days: null },
  { own: null, gateway: 90, days: 90 },
  { own: 30, gateway: null, days: 30 },
  { own: 30, gateway: 90, days: 30 },
  // The operator of the gateway has the last word.
  { own: 365, gateway: 90, days: 90 },
])('an organisation that says $own of a gateway that says $gateway keeps them $days days', ({ own, gateway, days }) => {
  const settings = { ...usualSettings('org_acme' as OrganisationId), logRetentionDays: own };
  expect(daysOf(settings, gateway)).toBe(days);
});
