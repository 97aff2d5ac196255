/** A request of the gateway's own, in a caller's name: through the whole pipeline, with a log row that is a child of the caller's. */
import { SESSION_HEADERS } from '../clients/claude-code.ts';
import { NO_CONFIG } from '../routing/parse.ts';
import type { RequestHeaders } from '../wire/request-headers.ts';
import { KEY_HEADERS } from './admit/gateway-key.ts';
import type { GatewayDeps } from './dependencies.ts';
import type { UpstreamEndpoint } from './endpoints/endpoint.ts';
import type { Arrived } from './exchange.ts';
import type { OwnClient } from './own-client.ts';

interface OwnRequest {
  endpoint: UpstreamEndpoint;
  client: OwnClient;
  /** For the whole answer, ms. */
  timeoutMs: number;
  /** Headers of the caller that go along, beside the key and what says whose session it is. */
  forwarded: readonly string[];
  headers?: RequestHeaders;
  spanName: string;
  /** In the notes of its log row. */
  note: string;
  /** No guardrail holds for it. */
  isOfGuardrail?: true;
}

/** Nothing of the caller's that would choose another way or another answer goes along. */
export function ownRequest(
  { headers, trace, snapshot, ownCaller }: Pick<Arrived, 'headers' | 'trace' | 'snapshot' | 'ownCaller'>,
  { endpoint, client, timeoutMs, forwarded, spanName, note, ...own }: OwnRequest,
  deps: Pick<GatewayDeps, 'newRequestId' | 'newSpanId' | 'clock'>,
): Arrived {
  const names = [...KEY_HEADERS, ...SESSION_HEADERS, ...forwarded];
  const kept = names.map((name) => [name, headers[name]] as const).filter(([, value]) => value !== undefined);
  const timeouts = { firstByteMs: null, idleMs: null, totalMs: timeoutMs };
  return {
    id: deps.newRequestId(),
    arrivedAt: deps.clock.now(),
    arrivedElapsed: deps.clock.elapsed(),
    method: endpoint.method,
    url: endpoint.path,
    pathname: endpoint.path,
    route: { endpoint, raw: null, notes: [note] },
    headers: { ...Object.fromEntries(kept), ...own.headers },
    client,
    trace: { traceId: trace.traceId, spanId: deps.newSpanId(), parentSpanId: trace.spanId, spanName },
    snapshot,
    ownConfig: { ...NO_CONFIG, settings: { ...NO_CONFIG.settings, timeouts } },
    ...(ownCaller !== undefined && { ownCaller }),
    ...(own.isOfGuardrail === true && { isOfGuardrail: true }),
    notes: [],
  };
}
