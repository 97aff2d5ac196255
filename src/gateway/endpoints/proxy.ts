/**
 * Paths of the provider's own: `/v1/proxy/…`, and whatever else lies under `/v1`. They go on as they are, with the client's
 * headers, and are metered where the body or the response has the usage. Paths of a dialect that is known are read as such,
 * so that budgets, guardrails and prices hold.
 */
import type { HttpMethod } from '../../providers/provider.ts';
import { mayBeForwarded } from '../../routing/forwardable.ts';
import { anthropicErrors, anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
import { openaiErrors } from '../../wire/dialects/openai-chat/render-error.ts';
import { openaiEmbeddings } from '../../wire/dialects/openai-embeddings/index.ts';
import { BinaryReader } from '../../wire/dialects/openai-operations/binary-reader.ts';
import { openaiCompletions } from '../../wire/dialects/openai-operations/completions.ts';
import { opaque } from '../../wire/dialects/openai-operations/opaque.ts';
import { openaiResponses } from '../../wire/dialects/openai-responses/index.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { BodyForm, PathFacts, UpstreamEndpoint } from './endpoint.ts';
import { pathLane } from './path-lane.ts';

/** Bodies that the gateway can read, by how their path ends. The last holds for all others. */
const READ: readonly Read[] = [
  ...batchPaths(),
  { path: /\/chat\/completions$/, dialect: openaiChat, isTurn: true },
  { path: /\/messages$/, dialect: anthropicMessages, isTurn: true },
  { path: /\/responses$/, dialect: openaiResponses, isTurn: true },
  { path: /\/completions$/, dialect: openaiCompletions, isTurn: true },
  { path: /\/embeddings$/, dialect: openaiEmbeddings, isTurn: false },
  { path: /./, dialect: opaque, isTurn: false },
];

interface Read {
  path: RegExp;
  dialect: Dialect;
  isTurn: boolean;
  /** By method. */
  batches?: Partial<Record<HttpMethod, UpstreamEndpoint['batches']>>;
}

/** What is known of batches and their files holds for them here as well. */
function batchPaths(): Read[] {
  const of = (path: RegExp, batches: NonNullable<Read['batches']>): Read => ({
    path,
    dialect: opaque,
    isTurn: false,
    batches,
  });
  const both = [
    ['batches', String.raw`^/v1/proxy(?:/v1)*/batches`],
    ['message-batches', '/messages/batches'],
  ] as const;
  return [
    of(/^\/v1\/proxy(?:\/v1)*\/files$/, { POST: { api: 'batches', does: 'upload' } }),
    ...both.flatMap(([api, path]) => [
      of(new RegExp(`${path}$`), { POST: { api, does: 'make' } }),
      of(new RegExp(`${path}/[^/]+$`), { GET: { api, does: 'read' } }),
    ]),
  ];
}

const PREFIX = '/v1/proxy';
/** As the provider would read it: nothing may lead out of the path of its API. */
const ODD = /[\\\s]|\/\/|%(?:2f|5c|25|[01][\da-f])/i;
const DOT_SEGMENT = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

const METHODS: readonly HttpMethod[] = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'];

/** `/v1/proxy/…`. */
export const PROXIES: readonly UpstreamEndpoint[] = METHODS.flatMap((method) =>
  READ.map((read, at) => proxyEndpoint(method, read, (path) => (at === indexOf(path) ? restOf(path, PREFIX) : null))),
);

/** Any path under `/v1` that no other endpoint has. */
export const UNKNOWN_PATHS: readonly UpstreamEndpoint[] = METHODS.flatMap((method) =>
  READ.map((read, at) => proxyEndpoint(method, read, (path) => (at === indexOf(path) ? restOf(path, '/v1') : null))),
);

function indexOf(path: string): number {
  return READ.findIndex((one) => one.path.test(path));
}

function restOf(path: string, prefix: string): PathFacts | null {
  if (!path.startsWith(`${prefix}/`) || ODD.test(path) || DOT_SEGMENT.test(path)) return null;
  const rest = path.slice(prefix.length).replace(/^(?:\/v1)+(?=\/)/, '');
  return { raw: null, rest, notes: [] };
}

function proxyEndpoint(
  method: HttpMethod,
  { dialect, isTurn, batches }: Read,
  match: UpstreamEndpoint['match'],
): UpstreamEndpoint {
  const isRead = method === 'GET' || method === 'DELETE';
  const isAnthropic = dialect === anthropicMessages;
  const operation = 'proxy';
  const path = `${PREFIX}/*`;
  return {
    kind: 'upstream',
    operation,
    method,
    path,
    scopes: ['completions.write'],
    isFree: isRead,
    ...(isRead ? { isCounted: true } : {}),
    isProxy: true,
    ...(batches?.[method] === undefined ? {} : { batches: batches[method] }),
    lacksModel: isRead ? 'none' : 'hidden',
    bodyOf: formOf,
    passesQuery: true,
    passedHeaders,
    match,
    errorsFor: (headers) =>
      isAnthropic || headers['anthropic-version'] !== undefined ? anthropicErrors : openaiErrors,
    dialect,
    mayStream: dialect.stream !== null,
    isCacheable: method === 'POST' && dialect !== opaque,
    isTurn,
    sharesState: { state: ' proxy', picks: ' proxy' },
    openLane: (call, target, use) =>
      pathLane({ operation, asks: null, method, path, dialect, openReader: () => new BinaryReader(() => null) }, call, {
        target,
        use,
      }),
    keptAnswer: (answer) => answer,
  };
}

/** JSON is read, because it may name a model; anything else is passed on while it comes. */
function formOf({ 'content-type': type = '', ...headers }: RequestHeaders): BodyForm {
  const isEmpty = (headers['content-length'] ?? '0') === '0' && headers['transfer-encoding'] === undefined;
  if (isEmpty) return 'none';
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(type) ? 'opaque' : 'stream';
}

/** Between the client and the gateway, or about who the client is: none of the provider's business. */
const KEPT_BACK =
  /^(?:x-tollgate-.*|authorization|x-api-key|api-key|x-goog-api-key|cookie|accept-encoding|origin|referer|forwarded|via|x-forwarded-.*|x-real-ip|traceparent|tracestate|baggage|sec-.*)$/;

function passedHeaders(headers: RequestHeaders): string[] {
  return Object.keys(headers).filter((name) => mayBeForwarded(name) && !KEPT_BACK.test(name));
}
