/** Answers requests from the cache, and stores responses in it (contract#cache). */
import { createHash } from 'node:crypto';
import type { Embedder } from '../../storage/ports/embedder.ts';
import type { CacheKey, NanoDollars } from '../../kernel/ids.ts';
import type { SemanticQuestion } from '../../semantic/semantic-cache.ts';
import { semanticText } from '../../semantic/semantic-text.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import { LARGE_BYTES } from '../../wire/json/scan-slices.ts';
import { atOnce, inSlices, type Slices } from '../../kernel/slices.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Admitted, Reached } from '../exchange.ts';
import { knownSecrets } from '../known-secrets.ts';
import { nanoUsdOf, type Outcome, type TargetOutcome } from '../outcome.ts';
import { providerEmbedder } from './provider-embedder.ts';
import type { CacheConfig } from '../../routing/parse.ts';
import type { Target } from '../route/plan.ts';
import type { TargetRequest } from '../attempt/target-request.ts';

/** An entry's first line; the whole answer follows after a line feed. */
interface EntryHead {
  model: string;
  costNanoUsd: NanoDollars | null;
}

const LINE_FEED = 0x0a;

/** A longer one would take too long to be told in events, in one turn; no model writes as much. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Looks the question up. True when the answer came from the cache: nothing needs to be sent. */
export function answerFromCache(asked: TargetRequest, document: JsonDocument): boolean | Promise<boolean> {
  const { exchange, target } = asked;
  const { cache } = target.settings;
  if (cache === null || !exchange.endpoint.isCacheable || exchange.headers['x-portkey-debug'] === 'false') return false;
  return lookUp(asked, document, cache);
}

async function lookUp(asked: TargetRequest, document: JsonDocument, cache: CacheConfig): Promise<boolean> {
  const { exchange, outcome, target } = asked;
  const isLarge = document.bytes.length >= LARGE_BYTES;
  const slices = keySlices(exchange, target, document);
  const key = isLarge ? await inSlices(slices, asked.deps.nextTurn) : atOnce(slices);
  const semantic = isLarge || outcome.isSemanticAway ? null : semanticQuestion(asked, document);
  outcome.last.cache = { key, maxAgeMs: cache.maxAgeMs, semantic };
  const entry = await find(asked, { key, semantic });
  if (entry === null) return false;
  outcome.last.cache = null;
  serve(asked, entry);
  return true;
}

/** The exact question first; then, where the config asks for it, one that means the same. */
async function find(asked: TargetRequest, { key, semantic }: Question): Promise<Entry | null> {
  const { exchange, outcome, deps } = asked;
  // Only the word `true` refreshes: a client that sends `false` means it.
  if (exchange.headers['x-portkey-cache-force-refresh'] === 'true') {
    outcome.last.cacheStatus = 'REFRESH';
    if (semantic !== null) await forgetAlike(asked, semantic);
    return null;
  }
  const exact = readEntry(await deps.cache.get(key), asked);
  outcome.last.cacheStatus = exact !== null ? 'HIT' : semantic === null ? 'MISS' : 'SEMANTIC MISS';
  if (exact !== null || semantic === null) return exact;
  for (const alike of await findAlike(asked, semantic)) {
    const entry = readEntry(await deps.cache.get(alike.key), asked);
    if (entry === null) {
      await deps.semantic.forget(semantic, [alike.key]);
      continue;
    }
    outcome.last.cacheStatus = 'SEMANTIC HIT';
    outcome.choices.push(`answered from a question that means the same (cosine ${alike.score.toFixed(2)})`);
    return entry;
  }
  return null;
}

/** A refresh is meant for every answer that this question would get. */
async function forgetAlike(asked: TargetRequest, semantic: SemanticQuestion): Promise<void> {
  const { cache, semantic: meaning } = asked.deps;
  const keys = (await findAlike(asked, semantic)).map(({ key }) => key);
  await Promise.all([cache.remove(keys), meaning.forget(semantic, keys)]);
}

/** What fails is a miss for the caller, and a note for whoever reads the row. */
async function findAlike({ exchange, outcome, deps }: TargetRequest, semantic: SemanticQuestion) {
  const { matches, problem } = await deps.semantic.find(semantic);
  if (problem !== null) {
    outcome.isSemanticAway = true;
    exchange.notes.push(`The semantic cache was passed over: ${problem}`);
  }
  return matches;
}

interface Question {
  key: CacheKey;
  semantic: SemanticQuestion | null;
}

/**
 * Everything but the last user text has to agree exactly: tenant, partition, model, system prompt, parameters and the
 * turns before. null = a request that is no plain question, as one with tools.
 */
function semanticQuestion(asked: TargetRequest, document: JsonDocument): SemanticQuestion | null {
  const { exchange, target } = asked;
  const { cache } = target.settings;
  if (cache?.mode !== 'semantic') return null;
  const found = semanticText(document, { withTools: cache.withTools });
  if (found === null) return null;
  const { start, end } = found.range;
  const rest = Buffer.concat(applyEdits(document, [{ type: 'splice', start, end, replacement: '""' }]));
  const rescanned = scanDocument(rest, exchange.endpoint.dialect.turns ?? undefined);
  const partition = `semantic ${atOnce(keySlices(exchange, target, rescanned))}`;
  const { embeddingModel } = cache;
  const embedder = embeddingModel === null ? {} : { embedder: embedderFor(asked, embeddingModel) };
  return { partition, text: found.text, ...embedder };
}

/** One for the whole request, so that a fallback does not ask for the same vector at every target. */
function embedderFor({ exchange, outcome, deps }: TargetRequest, model: string): Embedder {
  if (outcome.embedder?.model !== model) {
    outcome.embedder = { model, embedder: providerEmbedder(exchange, model, deps) };
  }
  return outcome.embedder.embedder;
}

interface Entry {
  head: EntryHead;
  /** As this request wants it: the events of a stream, or the whole answer. */
  answer: Buffer;
}

/**
 * What cannot be read, as an entry of another version, is no entry; neither is one that cannot be told in the events that
 * are asked for, nor an answer, kept under another config, that a fallback would go on after.
 */
function readEntry(bytes: Buffer | null, { exchange, stopReasons }: TargetRequest): Entry | null {
  const end = bytes?.indexOf(LINE_FEED) ?? -1;
  if (bytes === null || end === -1) return null;
  const { dialect } = exchange.endpoint;
  try {
    const whole = bytes.subarray(end + 1);
    const stopReason = stopReasons.size === 0 ? null : dialect.readWhole(whole).stopReason;
    if (stopReason !== null && stopReasons.has(stopReason)) return null;
    const answer = exchange.stream ? dialect.stream?.fromWhole(whole, exchange.document) : whole;
    return answer ? { head: JSON.parse(bytes.toString('utf8', 0, end)) as EntryHead, answer } : null;
  } catch {
    return null;
  }
}

function serve({ exchange, outcome, to }: TargetRequest, { head, answer }: Entry): void {
  outcome.last.status = 200;
  outcome.last.cachedModel = head.model;
  outcome.last.savedNanoUsd = head.costNanoUsd;
  if (!exchange.stream) {
    outcome.ending = { kind: 'whole', status: 200, body: answer };
    return;
  }
  outcome.last.isCommitted = true;
  outcome.relayed.push(answer);
  to.write(answer, {});
  outcome.ending = { kind: 'streamed', release: null };
}

/** Between two pauses: some 5 ms at worst. */
const HASHED_BYTES = 2 * 1024 * 1024;

/**
 * Tenant, partition, operation, model, question, and the headers that go upstream with it: beta flags, the API's version,
 * what the config forwards. A saved provider is left out: the same model answers alike wherever it runs. One that a config
 * or a caller brings is not: it may be anybody, and answer anything. A namespace takes the place of the metadata as
 * partition.
 */
function* keySlices(
  { workspace, headers, metadata, endpoint: { operation, dialect } }: Admitted,
  { provider: { slug, accountId }, model, settings }: Target,
  document: JsonDocument,
): Slices<CacheKey> {
  const { version, flags } = dialect.readOptions(headers, document);
  const sent = [version, flags, settings.forwardHeaders.map((name) => [name, headers[name]])];
  const namespace = headers['x-portkey-cache-namespace'];
  const partition =
    namespace === undefined ? Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1)) : namespace;
  const hash = createHash('sha256').update(
    JSON.stringify([workspace.id, partition, operation, model, sent, ...(slug === null ? [accountId] : [])]),
  );
  for (const part of dialect.cacheableParts(document)) {
    for (let at = 0; at < part.length; at += HASHED_BYTES) {
      if (at > 0) yield;
      hash.update(part.subarray(at, at + HASHED_BYTES));
    }
  }
  return hash.digest('hex') as CacheKey;
}

/** Keeps a successful answer, a stream as the message that it told. Not waited for: no last byte depends on it. */
export function keepAnswer(exchange: Reached, outcome: Outcome, deps: GatewayDeps): void {
  if (outcome.last.cache === null || outcome.last.request === null) return;
  const whole = wholeAnswer(exchange, outcome);
  if (whole === null || whole.length > MAX_ANSWER_BYTES) return;
  if (repeatsItsKeys(whole, exchange, outcome)) {
    exchange.notes.push('The answer holds a key that it was asked with, so it was not cached.');
    return;
  }
  const head: EntryHead = { model: outcome.last.request.model, costNanoUsd: nanoUsdOf(outcome.last.answer) };
  const entry = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), whole]);
  put(outcome.last.cache, entry, deps).catch((error: unknown) => {
    deps.logger.warn('An answer could not be cached.', { id: exchange.id, error });
  });
}

/** Whoever is answered from the cache asked with other keys, so that nothing would know these for secrets. */
function repeatsItsKeys(answer: Buffer, exchange: Reached, outcome: Outcome): boolean {
  return knownSecrets(exchange, outcome).forms.some((form) => answer.includes(form));
}

async function put(place: NonNullable<TargetOutcome['cache']>, entry: Buffer, deps: GatewayDeps): Promise<void> {
  const { key, maxAgeMs: ttlMs, semantic } = place;
  await deps.cache.put(key, entry, ttlMs);
  if (semantic !== null) await deps.semantic.remember({ ...semantic, key, ttlMs });
}

function wholeAnswer({ endpoint }: Reached, { ending, relayed }: Outcome): Buffer | null {
  if (ending.kind === 'whole') return ending.body;
  return ending.kind === 'streamed' ? (endpoint?.dialect.stream?.toWhole(relayed.bytes()) ?? null) : null;
}
