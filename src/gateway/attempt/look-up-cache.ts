/** Target: answers from the cache, where it has an answer (contract#cache). */
import type { Embedder } from '../../workers/ports/embedder.ts';
import type { CacheKey } from '../../kernel/ids.ts';
import type { SemanticQuestion } from '../../semantic/semantic-cache.ts';
import { semanticText } from '../../semantic/semantic-text.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import { LARGE_BYTES } from '../../wire/json/scan-slices.ts';
import { atOnce, inSlices } from '../../kernel/slices.ts';
import { cacheKeyOf } from '../cache/cache-key.ts';
import { readEntry, type Entry } from '../cache/entry.ts';
import { providerEmbedder } from '../cache/provider-embedder.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Ending } from '../outcome.ts';
import type { CacheConfig } from '../../routing/parse.ts';
import { Answered, type Stage } from '../stage.ts';
import type { TargetRequest, Written } from './target-request.ts';

const NOTHING = {};

export const lookUpCache: Stage<TargetRequest & Written, object | Answered, GatewayDeps> = {
  name: 'look-up-cache',
  run(request) {
    const { exchange, target, document } = request;
    const { cache } = target.settings;
    const isOff = cache === null || !exchange.endpoint.isCacheable || exchange.headers['x-portkey-debug'] === 'false';
    return isOff ? NOTHING : lookUp(request, document, cache);
  },
};

async function lookUp(request: TargetRequest, document: JsonDocument, cache: CacheConfig): Promise<object | Answered> {
  const { exchange, outcome, target } = request;
  const isLarge = document.bytes.length >= LARGE_BYTES;
  const slices = cacheKeyOf(exchange, target, document);
  const key = isLarge ? await inSlices(slices, request.deps.nextTurn) : atOnce(slices);
  const semantic = isLarge || outcome.isSemanticAway ? null : semanticQuestion(request, document);
  outcome.last.cache = { key, maxAgeMs: cache.maxAgeMs, semantic };
  const entry = await find(request, { key, semantic });
  if (entry === null) return NOTHING;
  outcome.last.cache = null;
  return new Answered(serve(request, entry));
}

/** The exact request first; then, where the config allows it, one that means the same. */
async function find(request: TargetRequest, { key, semantic }: Question): Promise<Entry | null> {
  const { exchange, outcome, deps } = request;
  // Only the word `true` refreshes: a client that sends `false` means it.
  if (exchange.headers['x-portkey-cache-force-refresh'] === 'true') {
    outcome.last.cacheStatus = 'REFRESH';
    if (semantic !== null) await forgetAlike(request, semantic);
    return null;
  }
  const exact = readEntry(await deps.cache.get(key), request);
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

/** A refresh is meant for every answer that this request could get. */
async function forgetAlike(request: TargetRequest, semantic: SemanticQuestion): Promise<void> {
  const { cache, semantic: meaning } = request.deps;
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

interface Question {
  key: CacheKey;
  semantic: SemanticQuestion | null;
}

/**
 * Everything but the last user text has to agree exactly: tenant, partition, model, system prompt, parameters and the
 * turns before. null = a request that is not plain text, such as one with tools.
 */
function semanticQuestion(request: TargetRequest, document: JsonDocument): SemanticQuestion | null {
  const { exchange, target } = request;
  const { cache } = target.settings;
  if (cache?.mode !== 'semantic') return null;
  const found = semanticText(document, { withTools: cache.withTools });
  if (found === null) return null;
  const { start, end } = found.range;
  const rest = Buffer.concat(applyEdits(document, [{ type: 'splice', start, end, replacement: '""' }]));
  const rescanned = scanDocument(rest, exchange.endpoint.dialect.turns ?? undefined);
  const partition = `semantic ${atOnce(cacheKeyOf(exchange, target, rescanned))}`;
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
