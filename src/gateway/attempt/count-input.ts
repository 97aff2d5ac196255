/**
 * How many tokens the input of an attempt is, by the provider's own free count: asked near the end of a budget, where a bound by
 * bytes would refuse what can be paid. One more request through the whole pipeline, with a log row of its own.
 */
import { SESSION_HEADERS } from '../../clients/claude-code.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { readTokenCount } from '../../wire/token-count.ts';
import { NO_CONFIG } from '../../routing/parse.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import type { Arrived } from '../exchange.ts';
import { OwnClient } from '../own-client.ts';
import type { AttemptedTarget } from './target-request.ts';

/** A body of fewer tokens is bounded by its bytes closely enough. */
const LEAST_TOKENS = 4000;
const TOTAL_MS = 3000;
/** Vendors call their count an estimate; Anthropic's page on token counting says that a bill may differ by a little. */
const MARGIN = 1.02;
const MARGIN_TOKENS = 100;

/** The caller, in whose name, and what it belongs to; nothing that would choose another way or another answer. */
const OWN_HEADERS = [
  'x-portkey-api-key',
  'authorization',
  'x-api-key',
  'x-portkey-metadata',
  'anthropic-beta',
  ...SESSION_HEADERS,
];

/** The most tokens that the input is; null = the provider has not said. `bound`: what it is known to be at most. Never rejects. */
export async function countInput(run: AttemptedTarget, bound: number): Promise<number | null> {
  const { exchange, connection, document, target, deps } = run;
  const { countedBy } = exchange.endpoint;
  const { slug } = target.provider;
  const isCounted = (connection.counts?.(target.model) ?? []).length > 0;
  if (countedBy === undefined || slug === null || !isCounted || bound < LEAST_TOKENS) return null;
  const model = JSON.stringify(`@${slug}/${target.model}`);
  const asked = Buffer.concat(applyEdits(document, [{ type: 'set', key: 'model', json: model }]));
  const client = new OwnClient(asked);
  try {
    await deps.handleOwn(arrive(run, client, countedBy));
    const counted = readTokenCount(client.answered());
    return counted === null ? null : Math.ceil(counted.tokens * MARGIN) + MARGIN_TOKENS;
  } catch {
    // Its log row says why.
    return null;
  }
}

function arrive({ exchange, deps }: AttemptedTarget, client: OwnClient, endpoint: UpstreamEndpoint): Arrived {
  const { headers, trace, snapshot } = exchange;
  const own = OWN_HEADERS.map((name) => [name, headers[name]]).filter(([, value]) => value !== undefined);
  const timeouts = { firstByteMs: null, idleMs: null, totalMs: TOTAL_MS };
  return {
    id: deps.newRequestId(),
    arrivedAt: deps.clock.now(),
    arrivedElapsed: deps.clock.elapsed(),
    method: endpoint.method,
    url: endpoint.path,
    pathname: endpoint.path,
    route: { endpoint, raw: null, notes: ['Asked near the end of a budget.'] },
    headers: Object.fromEntries(own) as RequestHeaders,
    client,
    trace: { traceId: trace.traceId, spanId: deps.newSpanId(), parentSpanId: trace.spanId, spanName: 'count tokens' },
    snapshot,
    ownConfig: { ...NO_CONFIG, settings: { ...NO_CONFIG.settings, timeouts } },
    // They have seen this input before.
    isOfGuardrail: true,
    notes: [],
  };
}
