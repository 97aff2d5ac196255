/** A budget that is saved as it was shown must be the same budget: its account is known by when its period began. */
import { expect, it } from 'vitest';
import { windowAt, type Period } from '../../kernel/limit-window.ts';
import { toBudget } from './write.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

it.each(['UTC', 'Europe/Berlin', 'Pacific/Auckland', 'America/Los_Angeles'])(
  'keeps the period of a budget of every so many days that is sent back as it was shown, in %s',
  (zone) => {
    const window = (period: Period, at: number) => windowAt(period, at, { zone, weekStart: 'monday' });
    const before = window({ every: 30, from: '2026-11-10' }, NOW);
    const budget = toBudget(
      { clock: { now: () => NOW }, usage: { window } },
      {
        type: 'requests',
        credit_limit: 5,
        periodic_reset_days: 30,
        next_usage_reset_at: new Date(before.end ?? 0).toISOString(),
      },
    );
    expect(window(budget?.period ?? null, NOW)).toEqual(before);
  },
);
