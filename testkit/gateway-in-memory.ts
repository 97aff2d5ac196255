/** The whole data plane in memory, before upstreams that do as a test says: no sockets, no waiting, a clock by hand. */
import { NO_LIMITS } from '../src/routing/compiled-limits.ts';
import { createSpending } from '../src/gateway/limits/spending.ts';
import { createMemoryRates } from '../src/storage/rates/memory.ts';
import { createWaiting } from '../src/gateway/limits/waiting.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createSemanticCache, type SemanticCache } from '../src/semantic/semantic-cache.ts';
import { createInline } from '../src/gateway/route/inline.ts';
import { compileProvider, type CompiledProvider } from '../src/routing/compiled-provider.ts';
import { compileOrganisation } from '../src/gateway/snapshot/compile-row.ts';
import type { CompiledOrganisation, CompiledWorkspace, Snapshot } from '../src/gateway/snapshot/snapshot.ts';
import { usualSettings, type OrganisationSettings } from '../src/storage/ports/records/organisation-settings.ts';
import type { Connection, Embeddings, NativeCall, Provider, UpstreamFailure } from '../src/providers/provider.ts';
import type { GatewayDeps } from '../src/gateway/dependencies.ts';
import { handle } from '../src/gateway/pipeline.ts';
import { createFigures } from '../src/gateway/route/figures.ts';
import { createCircuitBreaker } from '../src/gateway/route/circuit-breaker.ts';
import { createHeartbeat } from '../src/gateway/relay/heartbeat.ts';
import { countTokens } from '../src/gateway/endpoints/count-tokens.ts';
import type { UpstreamEndpoint } from '../src/gateway/endpoints/endpoint.ts';
import { embeddings } from '../src/gateway/endpoints/embeddings.ts';
import { messages } from '../src/gateway/endpoints/messages.ts';
import { checkPorts } from '../src/gateway/guard/check-ports.ts';
import { openAnswerGuard } from '../src/gateway/guard/answer-guard.ts';
import { createScanMemory } from '../src/gateway/guard/request-words.ts';
import { createTokenCounts } from '../src/gateway/attempt/token-counts.ts';
import { CheckError } from '../src/guardrails/check.ts';
import { anthropicMessages } from '../src/wire/dialects/anthropic-messages/index.ts';
import { createPromptCacheMemory } from '../src/gateway/prompt-cache/memory.ts';
import { createRefusalMemory } from '../src/gateway/attempt/refused-features.ts';
import type { Receiver, Transport } from '../src/gateway/transport.ts';
import { createMemoryCache } from '../src/storage/cache/memory.ts';
import { createFlatVectors } from '../src/workers/vectors/flat.ts';
import { createMemoryCounters } from '../src/storage/counters/memory.ts';
import type { LogRow } from '../src/storage/ports/log.ts';
import type { Feedback } from '../src/storage/ports/records/feedback.ts';
import { errorTypeFor, nativeError } from '../src/wire/dialects/anthropic-messages/answers.ts';
import { refusesThinking } from '../src/wire/dialects/anthropic-messages/read-failure.ts';
import type { Embedded } from '../src/wire/embeddings.ts';
import type { GatewayError } from '../src/kernel/errors.ts';
import type { NanoDollars, OrganisationId, WorkspaceId } from '../src/kernel/ids.ts';
import { hashKey } from '../src/kernel/key-hash.ts';
import { answerFacts, translateAnswer, translateCall } from '../src/wire/dialects/translations.ts';
import { FakeClient } from './fake-client.ts';
import { parseJson, type JsonRecord } from './json-shape.ts';
import { manualClock } from './manual-clock.ts';
import { letterVector } from './text-vectors.ts';
import { failure, success } from '../src/kernel/result.ts';

/** Meaning by letters, in the place of the local model. Its patience ends when the test fires `impatience`. */
function letterCache(logger: GatewayDeps['logger'], impatience: Set<() => void>): SemanticCache {
  const flat = createFlatVectors({ maxEntries: 100, maxBytes: 1_000_000 });
  return createSemanticCache({
    embedder: {
      id: 'letters',
      patienceMs: 500,
      embed: (texts) => Promise.resolve(texts.map((text) => Float32Array.from(letterVector(text)))),
      close: () => Promise.resolve(),
    },
    vectors: {
      put: async (entry) => flat.put(entry, 0),
      nearest: async (query) => flat.nearest(query, 0),
      remove: async (partition, ids) => flat.remove(partition, ids),
      close: () => Promise.resolve(),
    },
    logger,
    after(_ms, run) {
      impatience.add(run);
      return () => impatience.delete(run);
    },
  });
}

/** What an upstream does with one request. */
export type Behaviour = (receiver: Receiver, world: BehaviourWorld) => void;

interface BehaviourWorld {
  /** The upstream has the whole request, and works on it. */
  handOver(): void;
  /** The gateway shuts down. */
  halt(): void;
  /** Monotonic time passes, and the heartbeat looks. */
  wait(ms: number): void;
  client: FakeClient;
}

const FLOW = { pause: () => undefined, resume: () => undefined };
const JSON_HEADERS = { 'content-type': 'application/json' };
const EVENTS = { 'content-type': 'text/event-stream' };
const NOTHING_OUTSIDE = {
  call: () => Promise.reject(new CheckError('unreachable', 'Nothing is outside.')),
  resolves: () => Promise.resolve(false),
};

/** Any answer in one piece. */
export function answers(status: number, body: unknown, headers: Record<string, string> = {}): Behaviour {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return (receiver) => {
    receiver.started(status, { ...JSON_HEADERS, ...headers }, FLOW);
    receiver.data(bytes);
    receiver.ended();
  };
}

/** An error as Anthropic words it. */
export const fails = (status: number, headers: Record<string, string> = {}): Behaviour =>
  answers(status, { type: 'error', error: { type: errorTypeFor(status), message: `Failed with ${status}` } }, headers);

export const resets: Behaviour = (receiver) => receiver.failed(new Error('ECONNRESET'));

/** 200, and then these events; without an end the connection breaks. */
export function streams(events: readonly string[], end: 'ends' | 'breaks' | 'stalls' = 'ends'): Behaviour {
  return (receiver) => {
    receiver.started(200, EVENTS, FLOW);
    for (const event of events) receiver.data(Buffer.from(event));
    if (end === 'ends') receiver.ended();
    if (end === 'breaks') receiver.failed(new Error('ECONNRESET'));
  };
}

export const event = (type: string, data: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

const USAGE = {
  input_tokens: 10,
  cache_read_input_tokens: 700,
  cache_creation_input_tokens: 300,
  output_tokens: 5,
};

/** A finished message; its text names who said it. */
export const messageBy = (slug: string) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [{ type: 'text', text: `by ${slug}` }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: USAGE,
});

/** The same as a stream. */
export function eventsBy(slug: string): string[] {
  const { content: _, ...message } = messageBy(slug);
  const { output_tokens: outputTokens, ...input } = USAGE;
  return [
    event('message_start', {
      message: { ...message, content: [], stop_reason: null, usage: { ...input, output_tokens: 0 } },
    }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: `by ${slug}` } }),
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: outputTokens },
    }),
    event('message_stop', {}),
  ];
}

export interface Question {
  config?: unknown;
  /** Laid over a plain question. */
  body?: object;
  /** In place of the question. */
  text?: string;
  headers?: Record<string, string>;
  /** Default `/v1/messages`; `/v1/embeddings` takes its own body. */
  path?: string;
  stream?: boolean;
  /** Slug of the workspace whose key asks. */
  workspace?: string;
  client?: FakeClient;
}

export interface Asked {
  client: FakeClient;
  status: number;
  headers: Record<string, string>;
  text: string;
  error: GatewayError | null;
  row: LogRow;
  /** Slugs of the upstreams that were asked, in order. */
  calls: string[];
  /** The bodies they got. */
  bodies: JsonRecord[];
}

const PLAIN = { model: 'claude-x', max_tokens: 100, messages: [{ role: 'user', content: 'Hello?' }] };

/** All but `@c` make embeddings, each text's by `vectorOf`. */
function connectionOf(slug: string): Connection {
  return {
    auth: { type: 'header', name: 'x-upstream', value: slug },
    region: null,
    tenantUrls: [],
    speaks: () => [anthropicMessages],
    counts: () => [anthropicMessages],
    quirks: () => ({}),
    supports: () => true,
    embeddings: slug === 'c' ? null : EMBEDDINGS(slug),
    build: (call: NativeCall) => ({
      method: 'POST',
      url: `https://${slug}/`,
      headers: sentBetas(call),
      body: [call.document.bytes],
      model: call.model,
      betasDropped: [],
      notes: [],
    }),
    pathTo: ({ operation, path, query }) =>
      operation === 'embeddings' ? null : { url: `https://${slug}${path}${query}`, headers: {} },
    readFailure,
  };
}

function sentBetas({ headers, refused }: NativeCall): Record<string, string> {
  const sent = (headers['anthropic-beta'] ?? '').split(',').filter((flag) => flag !== '' && !refused.betas.has(flag));
  return sent.length === 0 ? {} : { 'anthropic-beta': sent.join(',') };
}

const EMBEDDINGS = (slug: string): Embeddings => ({
  build: ({ input }, model) => ({
    method: 'POST',
    url: `https://${slug}/embeddings`,
    headers: {},
    body: [Buffer.from(JSON.stringify({ texts: input }))],
    model,
    betasDropped: [],
    notes: [],
  }),
  *read(body) {
    yield;
    return JSON.parse(body.toString()) as Embedded;
  },
});

/** 401 refuses the credential, 400 with the word "beta" a flag of that name. */
function readFailure({ status, headers, body }: UpstreamFailure) {
  const text = body.toString();
  const seconds = headers['retry-after'];
  const type = /"type":"(\w+_error)"/.exec(text)?.[1] ?? errorTypeFor(status);
  return {
    status,
    native: nativeError(type),
    isOverloaded: type === 'overloaded_error' || status === 529,
    message: text,
    retryAfterMs: seconds === undefined ? null : Number(seconds) * 1000,
    upstreamRequestId: headers['request-id'] ?? null,
    credentialRefused: status === 401,
    thinkingRefused: refusesThinking(text),
    refusal: status === 400 && text.includes('beta') ? { betas: ['beta'], fields: [], alwaysFields: [] } : null,
  };
}

function workspaceOf(slug: string, providers: readonly string[]): CompiledWorkspace {
  const compiled = providers.map((name): [string, CompiledProvider] => {
    const provider: Provider = {
      id: 'fake',
      name: 'Fake',
      settings: [],
      takesKey: false,
      clientHeaders: [],
      ownHosts: [],
      platform: 'vertex',
      privateHeaders: [],
      connect: () => connectionOf(name),
    };
    const connection =
      name === 'broken' ? failure({ reason: 'Its secret does not open.' }) : success(connectionOf(name));
    // `b1` and `b2` are two doors of one account.
    const accountId = `account-${name.slice(0, 1)}`;
    const given = { slug: name, accountId, provider, expiresAt: null, isStored: true, connect: () => connection };
    return [name, compileProvider(given)];
  });
  const ids = { id: `id-${slug}` as WorkspaceId, organisationId: 'o' as OrganisationId };
  return {
    ...ids,
    slug,
    metadata: {},
    limits: NO_LIMITS,
    providers: new Map(compiled),
    configs: new Map(),
    guardrails: { input: [], output: [] },
  };
}

/** Providers `@a`, `@b1`, `@b2`, `@c` and `@broken`, in the workspaces `one` and `two`. */
export function gatewayInMemory({ vectorOf = letterVector }: { vectorOf?: (text: string) => number[] } = {}) {
  const clock = manualClock();
  const script = new Map<string, Behaviour[]>();
  const rows: LogRow[] = [];
  const ratings: Omit<Feedback, 'id'>[] = [];
  const waits: number[] = [];
  let sent: { slug: string; body: string }[] = [];
  let beat: () => void = () => undefined;
  let current = new FakeClient();
  let exchanges = 0;
  let spans = 0;
  const names = ['a', 'b1', 'b2', 'c', 'broken'];
  const workspaces = [workspaceOf('one', names), workspaceOf('two', names)];
  const organisations = new Map<OrganisationId, CompiledOrganisation>();
  const snapshot = { ...snapshotOf(workspaces), organisations };
  const counters = createMemoryCounters({ now: clock.now });
  const impatience = new Set<() => void>();
  const logged: { message: string; fields: unknown }[] = [];
  const log = (message: string, fields?: unknown): void => void logged.push({ message, fields });
  const heartbeat = createHeartbeat({
    elapsed: clock.elapsed,
    every: (_, callback) => {
      beat = callback;
      return () => undefined;
    },
  });
  const usualOf = (slug: string, url: string, body: string): Behaviour => {
    if (url.endsWith('/embeddings')) {
      const { texts } = JSON.parse(body) as { texts?: unknown };
      // The body of another provider, at a host of the caller's own.
      if (!Array.isArray(texts)) return fails(400);
      return answers(200, { vectors: texts.map((text) => vectorOf(String(text))), inputTokens: texts.length });
    }
    return body.includes('"stream":true') ? streams(eventsBy(slug)) : answers(200, messageBy(slug));
  };
  const transport: Transport = {
    send({ url, body, onHandedOver }, receiver) {
      const slug = new URL(url).hostname;
      const text = Buffer.concat(body).toString();
      sent.push({ slug, body: text });
      const usual = usualOf(slug, url, text);
      const behave = script.get(slug)?.shift() ?? usual;
      const world: BehaviourWorld = {
        handOver: () => onHandedOver?.(),
        halt: () => heartbeat.halt(),
        wait(ms) {
          clock.advance(ms);
          beat();
        },
        client: current,
      };
      queueMicrotask(() => behave(receiver, world));
      return () => undefined;
    },
  };
  const logger = { debug: log, info: log, warn: log, error: log };
  const deps: GatewayDeps = {
    clock,
    random: () => 0.5,
    transport,
    credentials: { headerFor: (auth) => [auth.type, 'credential'], drop: () => undefined },
    inline: createInline({ providers: new Map(), checkUrl: () => null }),
    savedOnly: false,
    fetchesMedia: true,
    metadataHeaders: [],
    maskedHeaders: [],
    labelPrefix: null,
    tokens: { verify: () => Promise.reject(new Error('No test here sends a token.')) },
    refusals: createRefusalMemory({ now: clock.now }),
    openGuard: openAnswerGuard,
    checkPorts: checkPorts(NOTHING_OUTSIDE, clock.now),
    scanMemory: createScanMemory(),
    giveFeedback: (feedback) => void ratings.push(feedback),
    tokenCounts: createTokenCounts(),
    heartbeat,
    pause(ms, client) {
      waits.push(ms);
      clock.advance(ms);
      return Promise.resolve(!client.isClosed);
    },
    nextTurn: () => Promise.resolve(),
    after: () => () => undefined,
    unauthenticatedRows: { take: () => 0 },
    refusesUnlogged: () => false,
    newSpanId: () => `span-${(spans += 1)}`,
    newRequestId: () => `req_own_${rows.length}`,
    handleOwn: (arrived) => handle(arrived, deps),
    counters,
    spending: createSpending({
      ledger: createMemoryLedger(clock),
      rates: createMemoryRates({ elapsed: clock.elapsed }),
      elapsed: { elapsed: clock.elapsed }.elapsed,
      waiting: createWaiting(),
      calendar: { zone: 'UTC', weekStart: 'monday' },
    }),
    batches: {
      follow: () => Promise.resolve(),
      lookSoon: () => undefined,
      rememberFile: () => Promise.resolve(),
      fileOf: () => Promise.resolve(null),
    },
    translations: {
      call: (asked) => Promise.resolve(translateCall(asked)),
      answer: (asked) => Promise.resolve(translateAnswer(asked)),
      facts: (asked) => Promise.resolve(answerFacts(asked)),
      close: () => Promise.resolve(),
    },
    cache: createMemoryCache({ now: clock.now, maxBytes: 10_000_000 }),
    semantic: letterCache(logger, impatience),
    promptCaches: createPromptCacheMemory(),
    breaker: createCircuitBreaker({ counters, now: clock.now }),
    figures: createFigures({ now: clock.now }),
    catalog: {
      factsFor: () => ({ maxOutputTokens: 1000, imageTokens: 5000, contextTokens: null }) as never,
      listModels: () => [],
      prepareModels: () => Promise.resolve(),
      priceOf: () => ({ costNanoUsd: 5000 as NanoDollars }),
      priceLines: () => [],
      priceBookVersion: 'book-1',
    },
    log: { append: async (row) => void rows.push(row) },
    bodies: null,
    logger,
    bounds: { firstByteMs: 600_000, idleMs: 600_000, clientStallMs: 600_000, pingMs: 600_000 },
  };

  async function ask(question: Question = {}): Promise<Asked> {
    const { config, headers = {}, workspace = 'one', client = new FakeClient(), path = '/v1/messages' } = question;
    current = client;
    sent = [];
    exchanges += 1;
    const id = `req_${exchanges}`;
    client.body = bodyOf(question);
    await handle(
      {
        id,
        arrivedAt: clock.now(),
        arrivedElapsed: clock.elapsed(),
        method: 'POST',
        url: path,
        pathname: path,
        route: { endpoint: ENDPOINT_AT[path] ?? messages, raw: null, notes: [] },
        headers: {
          authorization: `Bearer key-${workspace}`,
          ...(config === undefined ? {} : { 'x-portkey-config': JSON.stringify(config) }),
          ...headers,
        },
        client,
        trace: { traceId: 't', spanId: 's', parentSpanId: null, spanName: 'llm' },
        snapshot,
        notes: [],
      },
      deps,
    );
    const row = rows.findLast((one) => one.id === id);
    if (row === undefined) throw new Error(`There is no log row: ${JSON.stringify(logged)}`);
    return {
      client,
      status: client.status,
      headers: client.headers,
      text: client.text,
      error: client.error,
      row,
      calls: sent.map(({ slug }) => slug),
      bodies: sent.map((call) => parseJson(call.body) as JsonRecord),
    };
  }

  return {
    ask,
    deps,
    /** Of all requests, the gateway's own included, in the order in which they ended. */
    rows,
    /** What guardrails have said of traces. */
    ratings,
    snapshot,
    /** The settings of every organisation from now on, where they are other than usual. */
    setOrganisations(own: Partial<OrganisationSettings>) {
      for (const { organisationId } of workspaces) {
        const settings = { ...usualSettings(organisationId), ...own };
        organisations.set(organisationId, compileOrganisation(settings));
      }
    },
    /** Lets the patience of every look-up by meaning end. */
    loseSemanticPatience() {
      for (const run of impatience) run();
    },
    clock,
    /** ms between attempts, of all exchanges. */
    waits,
    logged,
    /** What the next requests to a provider meet; after that it answers. */
    script: (slug: string, ...behaviours: Behaviour[]) => void script.set(slug, behaviours),
    /** Lets time pass, and the heartbeat see it. */
    pass(ms: number) {
      clock.advance(ms);
      beat();
    },
  };
}

const ENDPOINT_AT: Readonly<Record<string, UpstreamEndpoint>> = {
  '/v1/embeddings': embeddings,
  '/v1/messages/count_tokens': countTokens,
};

function bodyOf({ path, stream = false, body, text }: Question): Buffer {
  const plain = path === '/v1/embeddings' ? {} : PLAIN;
  return Buffer.from(text ?? JSON.stringify({ ...plain, ...(stream ? { stream: true } : {}), ...body }));
}

function snapshotOf(workspaces: readonly CompiledWorkspace[]): Snapshot {
  const keys = workspaces.map((workspace) => ({
    id: `key-${workspace.slug}`,
    hash: hashKey(`key-${workspace.slug}`),
    organisationId: workspace.organisationId,
    workspaceId: workspace.id,
    type: 'workspace-service' as const,
    userId: null,
    scopes: new Set(['completions.write']),
    metadata: {},
    defaultConfig: null,
    allowConfigOverride: true,
    expiresAt: null,
    previousHash: null,
    limits: NO_LIMITS,
  }));
  return {
    version: 1,
    keys: new Map(keys.map((key) => [key.hash, key])),
    archivedKeys: new Map(),
    workspaces: new Map(workspaces.map((workspace) => [workspace.id, workspace])),
    organisations: new Map(),
    guardrails: new Map(),
    tenantLimits: new Map(),
    homeOrganisationId: null,
  };
}

/** Targets of a config. */
export const to = (...slugs: string[]) => slugs.map((slug) => ({ provider: `@${slug}` }));
