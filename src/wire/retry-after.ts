/** When an answer says to come back. Source: RFC 9110 §10.2.3, and the vendors' own headers. */

/**
 * ms from `retry-after-ms` (Azure's has `x-ms-` in front) or `retry-after` (seconds, or a date measured against the
 * answer's own `date`, so that no clock is needed); null = not reported.
 */
export function readRetryAfter(headers: Readonly<Record<string, string>>): number | null {
  const exact = Number.parseFloat(headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms'] ?? '');
  if (exact >= 0) return Math.round(exact);
  const value = (headers['retry-after'] ?? '').trim();
  if (/^\d+(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000);
  // `Date.parse` makes a date of almost anything: of -5 one in the past, so that there would be no wait at all.
  if (!HTTP_DATE.test(value)) return null;
  const wait = Date.parse(value) - Date.parse(headers['date'] ?? '');
  return Number.isNaN(wait) ? null : Math.max(wait, 0);
}

/** All three forms begin with the day of the week. Source: RFC 9110 §5.6.7. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;
