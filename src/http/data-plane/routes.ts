/** Which paths the data plane serves, and the nearest right one for those it does not. */
import type { Route } from '../../gateway/exchange.ts';

const MESSAGES: Route = { operation: 'messages', raw: null, notes: [] };
const COUNT_TOKENS: Route = { operation: 'messagesCountTokens', raw: null, notes: [] };
const EMBEDDINGS: Route = { operation: 'embed', raw: null, notes: [] };
const MODELS: Route = { operation: 'listModels', raw: null, notes: [] };

const POST_ROUTES: Readonly<Record<string, Route>> = {
  '/v1/messages': MESSAGES,
  '/v1/messages/count_tokens': COUNT_TOKENS,
  '/v1/embeddings': EMBEDDINGS,
};
const MODEL_PATH = /^\/v1\/models\/(.+)$/;

/** Claude Code's own Vertex mode; `/v1` comes from the base URL and may be missing. `@` may be escaped. */
const VERTEX_PATH =
  /^(?:\/v1)?\/projects\/[^/]+\/locations\/[^/]+\/publishers\/anthropic\/models\/([^/:]+):(rawPredict|streamRawPredict)$/;

const DOUBLED_NOTE =
  'The base URL ends in /v1 and the client appends another: set ANTHROPIC_BASE_URL without /v1. Served all the same.';
const RAW_NOTE = 'Raw Vertex path: project and location are those of the saved provider, not those of the path.';

/** The route of a path (query excluded); null when the data plane does not serve it. */
export function findRoute(method: string, path: string): Route | null {
  const doubled = path.startsWith('/v1/v1/');
  const route = findExact(method, doubled ? path.slice(3) : path);
  return doubled && route !== null ? { ...route, notes: [...route.notes, DOUBLED_NOTE] } : route;
}

function findExact(method: string, path: string): Route | null {
  if (method === 'GET') return path === '/v1/models' ? MODELS : findModel(path);
  if (method !== 'POST') return null;
  return POST_ROUTES[path] ?? findVertex(path);
}

/** `@slug/model` comes as it is, or with `@` and `/` escaped. */
function findModel(path: string): Route | null {
  const [, encoded] = MODEL_PATH.exec(path) ?? [];
  if (encoded === undefined) return null;
  try {
    return { ...MODELS, modelId: decodeURIComponent(encoded) };
  } catch {
    return null;
  }
}

function findVertex(path: string): Route | null {
  const [, encoded, verb] = VERTEX_PATH.exec(path) ?? [];
  if (encoded === undefined) return null;
  const model = encoded.replace(/%40/gi, '@');
  if (model === 'count-tokens') return { operation: 'messagesCountTokens', raw: null, notes: [RAW_NOTE] };
  return { operation: 'messages', raw: { model, stream: verb === 'streamRawPredict' }, notes: [RAW_NOTE] };
}

const KNOWN = [
  ['POST', '/v1/messages'],
  ['POST', '/v1/messages/count_tokens'],
  ['POST', '/v1/embeddings'],
  ['GET', '/v1/models'],
  ['GET', '/v1/health'],
  ['GET', '/v1/logs'],
] as const;

/** One sentence for the 404 (or 405) of a path that nothing serves. */
export function nearestRoute(method: string, path: string): string {
  const same = KNOWN.find(([, known]) => known === path);
  if (same !== undefined) return `${path} takes ${same[0]}, not ${method}.`;
  if (path.includes('/messages/v1/'))
    return 'Claude Code appends /v1/messages itself: set ANTHROPIC_BASE_URL to the bare address.';
  if (/\/(?:inference-profiles|model\/.*\/(?:invoke|converse))/.test(path)) {
    return 'This is a path of Bedrock, which Tollgate does not serve: set ANTHROPIC_BASE_URL, without CLAUDE_CODE_USE_BEDROCK.';
  }
  if (path.includes('/publishers/')) {
    return 'On Vertex paths Tollgate serves /v1/projects/{p}/locations/{l}/publishers/anthropic/models/{m}:rawPredict and :streamRawPredict.';
  }
  const [nearMethod, nearPath] = nearest(method, path);
  return `The nearest path that Tollgate serves is ${nearMethod} ${nearPath}.`;
}

/** Of the same method, where there is one. */
function nearest(method: string, path: string): readonly [string, string] {
  const same = KNOWN.filter(([known]) => known === method);
  let best: readonly [string, string] = KNOWN[0];
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
