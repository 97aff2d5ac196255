/** Which headers pass through the gateway, in each direction. */
import { GatewayError } from '../../kernel/errors.ts';
import { mayBeForwarded } from '../../routing/forwardable.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { Admitted } from '../exchange.ts';
import type { Target } from '../route/plan.ts';
import { customHeaders } from './custom-headers.ts';

/** RFC 9110 §7.6.1, and what only makes sense for one connection. */
const HOP_BY_HOP = [
  'connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade',
  'content-length content-encoding date expect',
];
/** The upstream's identity, cookies and the quota of the key that all callers share. */
const UPSTREAM_OWN = ['set-cookie server via alt-svc request-id cf-ray cf-cache-status x-should-retry'];
const HOP_BY_HOP_NAMES = new Set(HOP_BY_HOP.join(' ').split(' '));
const DROPPED = new Set([...HOP_BY_HOP, ...UPSTREAM_OWN].join(' ').split(' '));
/** Ours: an upstream cannot speak in the gateway's name. */
const OWN_PREFIX = 'x-portkey-';

/** What the caller may see of an upstream's response headers. Names are lower-case; `hidden` is how further ones begin that it may not. */
export function filterResponseHeaders(
  headers: Readonly<Record<string, string>>,
  hidden: readonly string[],
): Record<string, string> {
  const kept: Record<string, string> = {};
  // `Connection` may name further headers that are for the next hop only.
  const perHop = headers['connection']?.toLowerCase().split(/\s*,\s*/) ?? [];
  for (const [name, value] of Object.entries(headers)) {
    if (DROPPED.has(name) || perHop.includes(name) || name.startsWith(OWN_PREFIX)) continue;
    if (hidden.some((prefix) => name.startsWith(prefix))) continue;
    kept[name] = value;
  }
  return kept;
}

/**
 * Names of the client's headers that go upstream: the endpoint passes them on, the provider understands them or the config
 * forwards them. What the integration says goes before what a client says.
 */
export function forwardedNames(
  { endpoint, headers }: Pick<Admitted, 'endpoint' | 'headers'>,
  target: Pick<Target, 'provider' | 'model' | 'settings'>,
): string[] {
  const { provider, settings } = target;
  const own = customHeaders(target);
  const names = [
    ...(endpoint.passedHeaders?.(headers) ?? []),
    ...provider.provider.clientHeaders,
    ...settings.forwardHeaders,
  ];
  return names.filter((name) => !HOP_BY_HOP_NAMES.has(name) && !Object.hasOwn(own, name.toLowerCase()));
}

/**
 * The client's headers that a config or `x-portkey-forward-headers` names, to go upstream as they are. A value that is a
 * gateway key stays here. Throws GatewayError invalid_header for a forbidden name.
 */
export function headersToForward(
  names: readonly string[],
  headers: RequestHeaders,
  isGatewayKey: (value: string) => boolean,
): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of names) {
    if (!mayBeForwarded(name)) {
      throw new GatewayError('invalid_header', `forward_headers: "${name}" may not be forwarded.`);
    }
    // Not what every object inherits: nobody sent a header named `constructor`.
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (value === undefined || HOP_BY_HOP_NAMES.has(name) || isGatewayKey(value)) continue;
    forwarded[name] = value;
  }
  return forwarded;
}
