/** The time range that every page shares: it lives in the URL as `range=24h` or `range=<from>..<to>` in ms. */

export const RANGES = ['15m', '1h', '6h', '24h', '7d', '30d', '90d'] as const;

export const RANGE_NAMES: Record<(typeof RANGES)[number], string> = {
  '15m': 'Last 15 minutes',
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
};

const UNIT_MS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
export const DEFAULT_RANGE = '24h';

export interface TimeRange {
  /** ms since the epoch, inclusive. */
  from: number;
  /** ms since the epoch, exclusive; null = until now. */
  to: number | null;
}

/** `from` moves on in steps of ten seconds, so that the same question has the same name in between. */
const STEP_MS = 10_000;

export function readRange(text: string, now: number): TimeRange {
  const fixed = /^(\d{12,14})\.\.(\d{12,14})$/.exec(text);
  if (fixed !== null) return { from: Number(fixed[1]), to: Number(fixed[2]) };
  const [, count = '24', unit = 'h'] = /^(\d{1,3})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? 0);
  return { from: Math.floor(now / STEP_MS) * STEP_MS - ms, to: null };
}

export function isRange(text: unknown): text is string {
  return typeof text === 'string' && /^(?:\d{1,3}[mhd]|\d{12,14}\.\.\d{12,14})$/.test(text);
}

export function rangeName(text: string): string {
  const named = RANGES.find((range) => range === text);
  if (named !== undefined) return RANGE_NAMES[named];
  const { from, to } = readRange(text, Date.now());
  const short = (ms: number): string =>
    new Date(ms).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  return `${short(from)} – ${to === null ? 'now' : short(to)}`;
}
