/** When a limit resets: computed from the time and a time zone, so no job has to run at midnight. Pure. */

/** `null` = never. `every` counts days from `from`, a day in the zone as `2026-11-29`. */
export type Period = 'daily' | 'weekly' | 'monthly' | { every: number; from: string } | null;

export interface Calendar {
  /** An IANA name, as `Europe/Berlin`. */
  zone: string;
  weekStart: 'monday' | 'sunday';
}

export interface LimitWindow {
  /** ms since the epoch; 0 for a limit that never resets. */
  start: number;
  /** The next reset, ms since the epoch; null = never. */
  end: number | null;
}

const FOREVER: LimitWindow = { start: 0, end: null };

const DAY_MS = 86_400_000;

/** The window that `now` (ms since the epoch) is in: from midnight to midnight in the calendar's zone. */
export function windowAt(period: Period, now: number, calendar: Calendar): LimitWindow {
  if (period === null) return FOREVER;
  const today = dayNumber(now, calendar.zone);
  const [first, next] = daysAround(period, today, calendar);
  return { start: midnight(first, calendar.zone), end: midnight(next, calendar.zone) };
}

/** The first day of the window, and the first day after it, as days since the epoch. */
function daysAround(period: Exclude<Period, null>, today: number, { weekStart }: Calendar): [number, number] {
  if (period === 'daily') return [today, today + 1];
  if (period === 'weekly') {
    // The first of January 1970 was a Thursday.
    const sinceStart = (today + (weekStart === 'monday' ? 3 : 4)) % 7;
    return [today - sinceStart, today - sinceStart + 7];
  }
  if (period === 'monthly') {
    const date = new Date(today * DAY_MS);
    const monthStart = (more: number): number => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + more, 1) / DAY_MS;
    return [monthStart(0), monthStart(1)];
  }
  const from = Date.parse(`${period.from}T00:00:00Z`) / DAY_MS;
  const first = from + Math.floor((today - from) / period.every) * period.every;
  return [first, first + period.every];
}

/** The calendar day of a moment, as days since the epoch. */
function dayNumber(at: number, zone: string): number {
  return Math.floor((at + offset(at, zone)) / DAY_MS);
}

/** The moment at which the day begins; where a clock change skips midnight, the first moment of the day. */
function midnight(day: number, zone: string): number {
  const wall = day * DAY_MS;
  // The offset before the day, and the one that holds at the guess: they differ on the day of a clock change.
  const before = wall - offset(wall - DAY_MS, zone);
  const guess = wall - offset(before, zone);
  const earlier = Math.min(before, guess);
  return dayNumber(earlier, zone) >= day ? earlier : Math.max(before, guess);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the zone's wall clock is ahead of UTC, ms. */
function offset(at: number, zone: string): number {
  if (zone === 'UTC') return 0;
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const wall = Date.UTC(
    part['year'] ?? 0,
    (part['month'] ?? 1) - 1,
    part['day'] ?? 1,
    part['hour'] ?? 0,
    part['minute'] ?? 0,
    part['second'] ?? 0,
  );
  return wall - Math.floor(at / 1000) * 1000;
}

/** Is the name one that this machine knows? */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
