/** Headers of the caller that a webhook gets because the guardrail names them (contract#guardrails). */

/** Credentials, and what belongs to one connection. */
const FORBIDDEN = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
  'ocp-apim-subscription-key',
  'cookie',
  'metadata-flavor',
  'x-aws-ec2-metadata-token',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
]);
const OWN_ALLOWED = new Set(['x-portkey-trace-id', 'x-portkey-span-id']);

type Headers = Readonly<Record<string, string | undefined>>;

export function mayBeSent(name: string): boolean {
  const lower = name.toLowerCase();
  return !FORBIDDEN.has(lower) && (!lower.startsWith('x-portkey-') || OWN_ALLOWED.has(lower));
}

/** Exact names only. Where `traceparent` is wanted and only the contract's trace id came, one is made of it. */
export function forwardedHeaders(names: readonly string[], headers: Headers): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const name of names) {
    const lower = name.toLowerCase();
    const value =
      headers[lower] ?? (lower === 'traceparent' ? traceparentOf(headers['x-portkey-trace-id']) : undefined);
    if (value !== undefined && mayBeSent(lower)) sent[lower] = value;
  }
  return sent;
}

/** W3C Trace Context: 32 hex digits, and a span of their first half. */
function traceparentOf(traceId: string | undefined): string | undefined {
  const hex = traceId?.replaceAll('-', '').toLowerCase();
  if (hex === undefined || !/^[0-9a-f]{32}$/.test(hex) || /^0+$/.test(hex)) return undefined;
  return `00-${hex}-${hex.slice(0, 16)}-01`;
}
