/** Counts, shares, durations and sizes as text. */

/** `1,234`, `12.3k`, `4.56M`: three digits that matter. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—';
  const size = Math.abs(value);
  if (size < 10_000) return value.toLocaleString('en-US', { maximumFractionDigits: size < 10 ? 2 : 0 });
  return value.toLocaleString('en-US', { notation: 'compact', maximumSignificantDigits: 3 }).replace('K', 'k');
}

export function formatExactly(value: number | null | undefined): string {
  return value === null || value === undefined ? 'not reported' : value.toLocaleString('en-US');
}

/** A share of 1 as `84 %`. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return '—';
  const percent = share * 100;
  return `${percent.toLocaleString('en-US', { maximumFractionDigits: percent > 0 && percent < 10 ? 1 : 0 })} %`;
}

/** A share of 100 as `84 %`. */
export function formatPercent(percent: number | null | undefined): string {
  return formatShare(percent === null || percent === undefined ? percent : percent / 100);
}

/** Milliseconds as `84 ms`, `1.24 s`, `3 m 05 s`, `2 h 07 m`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '—';
  if (ms === 0) return '0 ms';
  if (ms < 1) return '<1 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} m`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
