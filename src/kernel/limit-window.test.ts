import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, windowAt, type Calendar, type Period } from './limit-window.ts';

const UTC: Calendar = { zone: 'UTC', weekStart: 'monday' };
const at = (text: string): number => Date.parse(text);

function window(period: Period, now: string, calendar: Calendar = UTC): (string | null)[] {
  const { start, end } = windowAt(period, at(now), calendar);
  return [new Date(start).toISOString(), end === null ? null : new Date(end).toISOString()];
}

describe('the window of a limit', () => {
  it.each<[Period, string, string, string]>([
    ['daily', '2026-11-29T18:00:00Z', '2026-11-29T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['daily', '2026-11-29T00:00:00Z', '2026-11-29T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    // A Sunday.
    ['weekly', '2026-11-29T18:00:00Z', '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['weekly', '2026-11-30T00:00:00Z', '2026-11-30T00:00:00.000Z', '2026-12-07T00:00:00.000Z'],
    ['monthly', '2026-12-31T23:59:59Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['monthly', '2028-02-29T12:00:00Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    [{ every: 10, from: '2026-11-25' }, '2026-12-04T23:00:00Z', '2026-11-25T00:00:00.000Z', '2026-12-05T00:00:00.000Z'],
    [{ every: 10, from: '2026-11-25' }, '2026-11-24T23:00:00Z', '2026-11-15T00:00:00.000Z', '2026-11-25T00:00:00.000Z'],
  ])('%j at %s is from %s to %s', (period, now, start, end) => {
    expect(window(period, now)).toEqual([start, end]);
  });

  it('never ends where nothing resets it', () => {
    expect(windowAt(null, at('2026-11-29T18:00:00Z'), UTC)).toEqual({ start: 0, end: null });
  });

  it('begins the week on a Sunday where the calendar says so', () => {
    expect(window('weekly', '2026-11-29T18:00:00Z', { ...UTC, weekStart: 'sunday' })[0]).toBe(
      '2026-11-29T00:00:00.000Z',
    );
  });

  it.each([
    ['Europe/Berlin', 'daily', '2026-11-29T23:30:00Z', '2026-11-29T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
    ['America/Los_Angeles', 'monthly', '2026-12-01T07:59:00Z', '2026-11-01T07:00:00.000Z', '2026-12-01T08:00:00.000Z'],
    ['Asia/Kolkata', 'daily', '2026-11-29T18:29:00Z', '2026-11-28T18:30:00.000Z', '2026-11-29T18:30:00.000Z'],
    // The days on which clocks change have 23 and 25 hours.
    ['Europe/Berlin', 'daily', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', 'daily', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    // Here midnight itself is skipped: the day begins at one o'clock.
    ['America/Santiago', 'daily', '2026-09-06T12:00:00Z', '2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z'],
  ] as const)('goes from midnight to midnight in %s (%s at %s)', (zone, period, now, start, end) => {
    expect(window(period, now, { ...UTC, zone })).toEqual([start, end]);
  });

  it('holds its moment, and the moment of its end is in the next one', () => {
    const periods: Exclude<Period, null>[] = ['daily', 'weekly', 'monthly', { every: 3, from: '2026-01-01' }];
    const zones = ['UTC', 'Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Pacific/Apia'];
    const moments = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...periods), fc.constantFrom(...zones), moments, (period, zone, now) => {
        const calendar = { ...UTC, zone };
        const { start, end } = windowAt(period, now, calendar);
        expect(start).toBeLessThanOrEqual(now);
        expect(end ?? 0).toBeGreaterThan(now);
        expect(windowAt(period, end ?? 0, calendar).start).toBe(end);
        expect(windowAt(period, start, calendar).start).toBe(start);
      }),
    );
  });
});

it('knows a time zone when it sees one', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true);
  expect(isTimeZone('Europe/Atlantis')).toBe(false);
});
