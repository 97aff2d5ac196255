/** Which paths the data plane serves, and the nearest right one for those it does not. */
import { ENDPOINTS } from '../../gateway/endpoints/endpoints.ts';
import { UNKNOWN_PATHS } from '../../gateway/endpoints/proxy.ts';
import { PUBLISHED_API } from '../admin/published-api.data.ts';
import type { Endpoint } from '../../gateway/endpoints/endpoint.ts';
import type { Route } from '../../gateway/exchange.ts';

/** Of them a provider has more than the published API lists. */
const OF_PROVIDERS: ReadonlySet<string> = new Set(
  'assistants threads vector_stores responses images audio files batches fine_tuning chat completions embeddings moderations'.split(
    ' ',
  ),
);

const DOUBLED_NOTE =
  'The base URL ends in /v1 and the client appends another: set ANTHROPIC_BASE_URL without /v1. Served all the same.';

/** The route of a path (query excluded); null when the data plane does not serve it. */
export function findRoute(method: string, path: string): Route | null {
  const doubled = path.startsWith('/v1/v1/');
  const route = findExact(method, doubled ? path.slice(3) : path);
  return doubled && route !== null ? { ...route, isMisaddressed: true, notes: [...route.notes, DOUBLED_NOTE] } : route;
}

/**
 * The route of a path that nothing else serves, to be passed on to the provider as it is; null where it would be one of the
 * admin API's, which no provider has, or is a path of ours with a mistake in it.
 */
export function findUnknown(method: string, called: string): Route | null {
  // Google's own libraries call Vertex AI by this version.
  const path = called.replace(/^\/v1beta1(?=\/projects\/)/, '/v1');
  const isMistaken = OURS.test(path) && !BESIDE_OURS.test(path) && !OF_PROJECTS.test(path);
  return isMistaken || ADMIN_WORDS.has(path.split('/')[2] ?? '') ? null : findExact(method, path, UNKNOWN_PATHS);
}

/** Paths of conversations and of other clients' own modes: a mistake in one is an error, and is not forwarded. */
const OURS = /^\/v1\/(?:messages?|chat|models?|projects|inference-profiles)(?:\/|$)/;
/** What providers have below them. */
const BESIDE_OURS = /^\/v1\/(?:messages\/batches|chat\/completions)(?:\/|$)/;
/** What lies in a project of Google Cloud beside its models' conversations. */
const OF_PROJECTS =
  /^\/v1\/projects\/[^/]+\/locations\/[^/]+\/(?:(?:cachedContents|batchPredictionJobs|operations|endpoints)(?:\/|$)|publishers\/(?:google|mistralai)\/models\/)/;

/** First words of the paths of the published admin API. Those of inference are endpoints already. */
const ADMIN_WORDS: ReadonlySet<string> = new Set(
  ['health', ...PUBLISHED_API.map(({ path }) => path.split('/')[1] ?? '')].filter((word) => !OF_PROVIDERS.has(word)),
);

function findExact(method: string, path: string, endpoints: readonly Endpoint[] = ENDPOINTS): Route | null {
  for (const endpoint of endpoints) {
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
  const taken = methodAt(path);
  if (taken !== undefined) return `The path takes ${taken}, not ${method}.`;
  if (path.includes('/messages/v1/'))
    return 'Claude Code appends /v1/messages itself: set ANTHROPIC_BASE_URL to the bare address.';
  if (/\/(?:inference-profiles|foundation-models|model\/)/.test(path)) {
    return 'Of Bedrock Tollgate serves POST /model/{id}/converse, /converse-stream, /invoke and /invoke-with-response-stream: set ANTHROPIC_BEDROCK_BASE_URL to the bare address.';
  }
  if (path.includes('/publishers/')) {
    return 'On Vertex paths Tollgate serves /v1/projects/{p}/locations/{l}/publishers/ with anthropic/models/{m}:rawPredict, :streamRawPredict, google/models/{m}:generateContent, :streamGenerateContent, :predict, :embedContent, and mistralai or ai21/models/{m}:rawPredict, :streamRawPredict.';
  }
  const [nearMethod, nearPath] = nearest(method, path);
  return `The nearest path that Tollgate serves is ${nearMethod} ${nearPath}.`;
}

/** The method that a path is served with. Of paths with a part of any name only those of calls: a read takes every mistake for an id. */
function methodAt(path: string): string | undefined {
  const known = KNOWN.find(([, served]) => served === path);
  return known?.[0] ?? ENDPOINTS.find((one) => one.method === 'POST' && one.match(path) !== null)?.method;
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
