/** Target: answers from the cache, where it has an answer (contract#cache). */
import type { Embedder } from '../../workers/ports/embedder.ts';
import type { CacheKey } from '../../kernel/ids.ts';
import type { SemanticQuestion } from '../../semantic/semantic-cache.ts';
import { semanticText } from '../../semantic/semantic-text.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import { LARGE_BYTES } from '../../wire/json/scan-slices.ts';
import { atOnce, inSlices } from '../../kernel/slices.ts';
import { isUnlogged } from '../bodies/keep-body.ts';
import { cacheKeysOf, type CacheKeys } from '../cache/cache-key.ts';
import { readEntry, type Entry } from '../cache/entry.ts';
import { providerEmbedder } from '../cache/provider-embedder.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Ending } from '../outcome.ts';
import type { CacheConfig } from '../../routing/parse.ts';
import { guardrailsFor } from '../guard/guardrails-for.ts';
import { Answered, type Stage } from '../stage.ts';
import type { TargetRequest, Written } from './target-request.ts';

const NOTHING = {};

export const lookUpCache: Stage<TargetRequest & Written, object | Answered, GatewayDeps> = {
  name: 'look-up-cache',
  run(request) {
    const { exchange, target, document } = request;
    const { cache } = target.settings;
    const isOff = cache === null || !isCacheable(exchange) || isUnlogged(exchange);
    return isOff ? NOTHING : lookUp(request, document, cache);
  },
};

/** A body that is no JSON is in no key. */
const isCacheable = ({ endpoint, sent: { form, source, bytes } }: TargetRequest['exchange']): boolean =>
  endpoint.isCacheable && form === null && source === null && bytes === null;

async function lookUp(request: TargetRequest, document: JsonDocument, cache: CacheConfig): Promise<object | Answered> {
  const { outcome } = request;
  const isLarge = document.bytes.length >= LARGE_BYTES;
  const slices = keysOf(request, document);
  const keys = isLarge ? await inSlices(slices, request.deps.nextTurn) : atOnce(slices);
  const semantic = isLarge || outcome.isSemanticAway ? null : semanticQuestion(request, document);
  outcome.last.cache = { ...keys, maxAgeMs: maxAgeMs(request, cache), semantic };
  const entry = await find(request, { ...keys, semantic });
  if (entry === null) return NOTHING;
  outcome.last.cache = null;
  return new Answered(serve(request, entry));
}

/** The organisation has the last word. */
function maxAgeMs({ exchange: { snapshot, workspace } }: TargetRequest, cache: CacheConfig): number {
  const most = snapshot.organisations.get(workspace.organisationId)?.maxCacheAgeMs ?? null;
  return most === null ? cache.maxAgeMs : Math.min(cache.maxAgeMs, most);
}

const keysOf = ({ exchange, target, outcome }: TargetRequest, document: JsonDocument) =>
  cacheKeysOf(exchange, {
    target,
    document,
    hookHeaders: outcome.hooks.headers,
    answerGuards: guardrailsFor({ exchange, target }, 'output'),
  });

/**
 * The exact request first; then the same one whose answer was delivered in another way; then, where the config allows it, one
 * that means the same.
 */
async function find(request: TargetRequest, question: Question): Promise<Entry | null> {
  const { exchange, outcome, deps } = request;
  const { key, semantic } = question;
  // Only the word `true` refreshes: a client that sends `false` means it.
  if (exchange.headers['x-portkey-cache-force-refresh'] === 'true') {
    outcome.last.cacheStatus = 'REFRESH';
    await forget(request, question);
    return null;
  }
  const exact = readEntry((await deps.cache.get(key)) ?? (await otherwiseDelivered(request, question)), request);
  outcome.last.cacheStatus = exact !== null ? 'HIT' : semantic === null ? 'MISS' : 'SEMANTIC MISS';
  if (exact !== null || semantic === null) return exact;
  for (const alike of await findAlike(request, semantic)) {
    const entry = readEntry(await deps.cache.get(alike.key), request);
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

/** The latest answer to the same request as a stream or whole, whichever this one does not want. */
async function otherwiseDelivered({ deps }: TargetRequest, { question }: CacheKeys): Promise<Buffer | null> {
  const other = question === null ? null : await deps.cache.get(question);
  return other === null ? null : deps.cache.get(other.toString('latin1') as CacheKey);
}

/** A refresh is meant for every answer that this request could get. */
async function forget(request: TargetRequest, { question, semantic }: Question): Promise<void> {
  const { cache, semantic: meaning } = request.deps;
  const other = question === null ? null : await cache.get(question);
  if (other !== null) await cache.remove([other.toString('latin1') as CacheKey]);
  if (semantic === null) return;
  const keys = (await findAlike(request, semantic)).map(({ key }) => key);
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

interface Question extends CacheKeys {
  semantic: SemanticQuestion | null;
}

/**
 * Everything but the words of the last user message has to agree exactly: tenant, partition, model, headers, system prompt,
 * parameters and the turns before; not how the answer is delivered. null = a request that is not plain text, such as one with
 * tools.
 */
function semanticQuestion(request: TargetRequest, document: JsonDocument): SemanticQuestion | null {
  const { exchange, target } = request;
  const { cache } = target.settings;
  if (cache?.mode !== 'semantic') return null;
  const found = semanticText(document, { withTools: cache.withTools });
  if (found === null) return null;
  const edits = found.ranges.map((range): Edit => ({ type: 'splice', ...range, replacement: '""' }));
  const rest = Buffer.concat(applyEdits(document, edits));
  const { key, question } = atOnce(keysOf(request, scanDocument(rest, exchange.endpoint.dialect.turns ?? undefined)));
  const partition = `semantic ${question ?? key}`;
  const { embeddingModel } = cache;
  const embedder = embeddingModel === null ? {} : { embedder: embedderFor(request, embeddingModel) };
  return { partition, text: found.text, ...embedder };
}

/** One for the whole request, so that a fallback does not compute the same vector at every target. */
function embedderFor({ exchange, outcome, deps }: TargetRequest, model: string): Embedder {
  if (outcome.embedder?.model !== model) {
    outcome.embedder = { model, embedder: providerEmbedder(exchange, model, deps) };
  }
  return outcome.embedder.embedder;
}

function serve({ exchange, outcome, to }: TargetRequest, { head, answer }: Entry): Ending {
  outcome.last.status = 200;
  outcome.last.cachedModel = head.model;
  outcome.last.savedNanoUsd = head.costNanoUsd;
  if (!exchange.stream) return { kind: 'whole', status: 200, body: answer };
  outcome.last.isCommitted = true;
  outcome.relayed.push(answer);
  to.write(answer, {});
  return { kind: 'streamed', release: null };
}
