/** Opens the lane to a target and back: the endpoint provides it, the gateway adds what the config says. */
import type { UpstreamRequest } from '../../providers/provider.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { isGatewayKey, presentedKey } from '../admit/gateway-key.ts';
import { bodyForm, type Lane, type LaneUse } from '../endpoints/endpoint.ts';
import type { Admitted } from '../exchange.ts';
import { customHeaders } from '../headers/custom-headers.ts';
import { forwardedNames, headersToForward } from '../headers/forwarded-headers.ts';
import type { Target } from '../route/plan.ts';

/** What of an exchange a request is built from. */
export type LaneRequest = Pick<
  Admitted,
  'id' | 'arrivedAt' | 'headers' | 'snapshot' | 'ownCaller' | 'route' | 'stream' | 'endpoint' | 'url' | 'sent'
>;

/** As `draftLane`; throws invalid_header too, where the gateway key would leave with it. */
export function openLane(exchange: LaneRequest, target: Target, use: LaneUse): Lane | Promise<Lane> {
  return whenOpen(draftLane(exchange, target, use), (lane) => {
    // The gateway's own request without anybody's behind it has no key.
    if (exchange.ownCaller === undefined) refuseOwnKey(lane.request, presentedKey(exchange.headers));
    return lane;
  });
}

/**
 * For one to be looked at, and not sent. Throws GatewayError operation_not_supported, and whatever else the provider refuses
 * without being called.
 */
export function draftLane(exchange: LaneRequest, target: Target, use: LaneUse): Lane | Promise<Lane> {
  const { id, arrivedAt, headers, snapshot, route, stream, endpoint, url, sent } = exchange;
  const names = forwardedNames(exchange, target);
  const forwarded = headersToForward(names, headers, (value) => isGatewayKey(snapshot, value));
  const hasBody = bodyForm(endpoint, headers) !== 'none';
  const call = { id, arrivedAt, headers, raw: route.raw !== null, stream, forwarded, url, route, sent, hasBody };
  const opened = endpoint.openLane(call, target, use);
  return whenOpen(opened, (lane) => ({
    ...lane,
    request: { ...lane.request, headers: { ...customHeaders(target), ...lane.request.headers, ...forwarded } },
  }));
}

/** The untouched lane is open at once, and must not cost a turn of the event loop. */
function whenOpen(lane: Lane | Promise<Lane>, change: (lane: Lane) => Lane): Lane | Promise<Lane> {
  return lane instanceof Promise ? lane.then(change) : change(lane);
}

/** Two headers that arrived as one may bring the key to where a provider takes something else, as `anthropic-version`. */
function refuseOwnKey({ url, headers }: UpstreamRequest, key: string): void {
  const name = url.includes(key) ? 'the URL' : Object.keys(headers).find((header) => headers[header]?.includes(key));
  if (name === undefined) return;
  throw new GatewayError('invalid_header', `The gateway key would go upstream in ${name}.`, {
    hint: 'It belongs in a header of its own: see whether a line break between two headers was lost.',
  });
}
