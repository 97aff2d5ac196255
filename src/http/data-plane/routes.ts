/** Which paths the data plane serves, and the nearest right one for those it does not. */
import { ENDPOINTS } from '../../gateway/endpoints/endpoints.ts';
import type { Route } from '../../gateway/exchange.ts';

const DOUBLED_NOTE =
  'The base URL ends in /v1 and the client appends another: set ANTHROPIC_BASE_URL without /v1. Served all the same.';

/** The route of a path (query excluded); null when the data plane does not serve it. */
export function findRoute(method: string, path: string): Route | null {
  const doubled = path.startsWith('/v1/v1/');
  const route = findExact(method, doubled ? path.slice(3) : path);
  return doubled && route !== null ? { ...route, isMisaddressed: true, notes: [...route.notes, DOUBLED_NOTE] } : route;
}

function findExact(method: string, path: string): Route | null {
  for (const endpoint of ENDPOINTS) {
    if (endpoint.method !== method) continue;
    const facts = endpoint.match(path);
    if (facts !== null) return { endpoint, ...facts };
  }
  return null;
}

/** Beside the endpoints, what else is under `/v1`. */
const KNOWN: readonly (readonly [string, string])[] = [
  ...ENDPOINTS.map(({ method, path }) => [method, path] as const),
  ['GET', '/v1/health'],
  ['GET', '/v1/logs'],
];

/** One sentence for the 404 (or 405) of a path that nothing serves. */
export function nearestRoute(method: string, path: string): string {
  const same = KNOWN.find(([, known]) => known === path);
  if (same !== undefined) return `${path} takes ${same[0]}, not ${method}.`;
  if (path.includes('/messages/v1/'))
    return 'Claude Code appends /v1/messages itself: set ANTHROPIC_BASE_URL to the bare address.';
  if (/\/(?:inference-profiles|foundation-models|model\/)/.test(path)) {
    return 'Of Bedrock Tollgate serves POST /model/{id}/converse, /converse-stream, /invoke and /invoke-with-response-stream: set ANTHROPIC_BEDROCK_BASE_URL to the bare address.';
  }
  if (path.includes('/publishers/')) {
    return 'On Vertex paths Tollgate serves /v1/projects/{p}/locations/{l}/publishers/ with anthropic/models/{m}:rawPredict, :streamRawPredict and google/models/{m}:generateContent, :streamGenerateContent.';
  }
  const [nearMethod, nearPath] = nearest(method, path);
  return `The nearest path that Tollgate serves is ${nearMethod} ${nearPath}.`;
}

const NEAREST_BY_DEFAULT: readonly [string, string] = ['POST', '/v1/messages'];

/** Of the same method, where there is one. */
function nearest(method: string, path: string): readonly [string, string] {
  const same = KNOWN.filter(([known]) => known === method);
  let best = NEAREST_BY_DEFAULT;
  let bestShared = -1;
  for (const known of same.length > 0 ? same : KNOWN) {
    const shared = sharedLength(path, known[1]);
    if (shared > bestShared) [best, bestShared] = [known, shared];
  }
  return best;
}

/** Characters shared at the front, and at the back: `/message` and `/v2/messages` both lie near `/v1/messages`. */
function sharedLength(a: string, b: string): number {
  let front = 0;
  while (front < a.length && a[front] === b[front]) front += 1;
  let back = 0;
  while (back < Math.min(a.length, b.length) - front && a.at(-1 - back) === b.at(-1 - back)) back += 1;
  return front + back;
}
