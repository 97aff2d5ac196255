/** Moments in the viewer's own zone; relative up to a day. */

const DAY_MS = 86_400_000;
const YEAR_MS = 300 * DAY_MS;

export function formatClock(moment: string | number): string {
  return new Date(moment).toLocaleTimeString('en-GB', { hour12: false });
}

function formatDay(moment: string | number): string {
  return new Date(moment).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

/** `14:03:22` today, `Nov 28 14:03` before. */
export function formatMoment(moment: string | number, now = Date.now()): string {
  const date = new Date(moment);
  if (date.toDateString() === new Date(now).toDateString()) return formatClock(moment);
  return `${formatDay(moment)} ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}

/** `3 min ago`; the day and time where it is longer than a day. */
export function formatAgo(moment: string | number | null, now = Date.now()): string {
  if (moment === null) return 'never';
  const ms = now - new Date(moment).getTime();
  if (ms < 60_000) return 'just now';
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ago`;
  if (ms < DAY_MS) return `${Math.floor(ms / 3_600_000)} h ago`;
  return now - new Date(moment).getTime() < YEAR_MS
    ? formatMoment(moment, now)
    : new Date(moment).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** In UTC, for hovering. */
export function formatUtc(moment: string | number): string {
  return new Date(moment).toISOString().replace('T', ' ').replace('Z', ' UTC');
}
