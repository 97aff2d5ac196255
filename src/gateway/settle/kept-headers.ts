/** The request headers that a log row keeps: those that describe the client, never a credential. */
import type { RequestHeaders } from '../../wire/request-headers.ts';
import { holdsKey, looksLikeKey } from '../../kernel/secrets/key-shapes.ts';

/** The contract's (contract#request-headers), behind `x-portkey-`, without metadata, which has a column, and credentials. */
const PORTKEY_NAMES = [
  'provider virtual-key config custom-host forward-headers sensitive-headers request-timeout anthropic-beta',
  'anthropic-version cache-force-refresh cache-namespace debug beta nitro-mode strict-open-ai-compliance',
  'trace-id span-id span-name parent-span-id package-version runtime runtime-version',
];

/** An allow-list: a header that nobody thought of may hold a secret. */
const KEPT: readonly string[] = [
  'anthropic-beta',
  'anthropic-version',
  'x-stainless-package-version',
  'x-stainless-runtime',
  'x-stainless-runtime-version',
  ...PORTKEY_NAMES.flatMap((names) => names.split(' ').map((name) => `x-portkey-${name}`)),
];

/** A config sent along, a URL with a password or a query, a second header glued on when its line break was lost. */
const MAY_HOLD_SECRET = /[{?]|:\/\/[^/@]*@|x-portkey-api-key|\bbearer\s/i;
/** In the place of a name, a made-up key is recognised by its form. */
const NAMES: ReadonlySet<string> = new Set(['x-portkey-provider', 'x-portkey-virtual-key', 'x-portkey-config']);
const MASKED = '[masked]';
const MAX_CHARACTERS = 512;

/**
 * By lower-case name; null = none of them was sent. Values that the caller calls sensitive (contract#log-rows), and those
 * of the operator's `masked` headers, are masked.
 */
export function keptHeaders(headers: RequestHeaders, masked: readonly string[] = []): Record<string, string> | null {
  const sensitive = [...sensitiveIn(headers), ...masked];
  let kept: Record<string, string> | null = null;
  for (const name of KEPT) {
    const value = headers[name];
    if (value === undefined) continue;
    kept ??= {};
    kept[name] = sensitive.includes(name) || mayHoldSecret(name, value) ? MASKED : value.slice(0, MAX_CHARACTERS);
  }
  return kept;
}

/** null = the caller sent none. */
export function keptUserAgent(headers: RequestHeaders, masked: readonly string[]): string | null {
  const name = 'user-agent';
  const value = headers[name];
  if (value === undefined) return null;
  return masked.includes(name) || sensitiveIn(headers).includes(name) ? MASKED : value.slice(0, MAX_CHARACTERS);
}

const sensitiveIn = (headers: RequestHeaders): readonly string[] =>
  headers['x-portkey-sensitive-headers']?.toLowerCase().split(/[\s,]+/) ?? [];

function mayHoldSecret(name: string, value: string): boolean {
  return MAY_HOLD_SECRET.test(value) || (NAMES.has(name) ? looksLikeKey : holdsKey)(value);
}
