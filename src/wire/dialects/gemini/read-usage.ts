/**
 * Gemini's `usageMetadata`, read into the usage record. The prompt includes what was cached, and the candidates exclude
 * thoughts. Source: Gemini API reference, `UsageMetadata`.
 */
import { objectIn, objectsIn } from '../../chat/decoding.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import {
  count,
  isCount,
  METERS,
  noteUnread,
  readBreakdowns,
  readCount,
  readTerm,
  tellsNothing,
  type Usage,
} from '../../usage.ts';

const KNOWN = new Set([
  'promptTokenCount',
  'cachedContentTokenCount',
  'candidatesTokenCount',
  'thoughtsTokenCount',
  'toolUsePromptTokenCount',
  'totalTokenCount',
  'promptTokensDetails',
  'candidatesTokensDetails',
  'cacheTokensDetails',
  'toolUsePromptTokensDetails',
  'trafficType',
  'serviceTier',
]);

/** Each object of a stream reports the totals so far. */
export function readUsage(usage: Usage, reported: unknown): void {
  if (reported === null || reported === undefined) return;
  if (!isObject(reported)) return noteUnread(usage, 'usageMetadata');
  // A chunk that reports the type of the traffic alone counts nothing. A count of 0 is left out, but never the sum.
  if ((reported['totalTokenCount'] ?? reported['promptTokenCount'] ?? null) !== null) {
    readPrompt(usage, reported);
    readOutput(usage, reported);
  }
  readTier(usage, reported);
  for (const [name, value] of Object.entries(reported)) {
    if (!KNOWN.has(name) && !tellsNothing(value)) noteUnread(usage, `usageMetadata.${name}`);
  }
}

/** Vertex reports the traffic's type, the Gemini API a tier. Where both are reported, the one that is not usual sets the price. */
function readTier(usage: Usage, reported: JsonObject): void {
  const { trafficType, serviceTier } = reported;
  readTerm(usage, 'service_tier', { value: serviceTier, path: 'usageMetadata.serviceTier' });
  const isUsual = trafficType === 'ON_DEMAND' && 'service_tier' in usage.terms;
  if (!isUsual) readTerm(usage, 'service_tier', { value: trafficType, path: 'usageMetadata.trafficType' });
}

/** What an answer was grounded by: billed beside the tokens, and not in the usage. Lists of queries, each with its meter. */
const QUERIES: Readonly<Record<string, string>> = {
  webSearchQueries: METERS.webSearch,
  imageSearchQueries: 'image_search_requests',
  retrievalQueries: 'retrieval_requests',
};
/** Where the pieces came from, and how to show them. */
const GROUNDS = new Set([
  'groundingChunks',
  'groundingSupports',
  'searchEntryPoint',
  'retrievalMetadata',
  'googleMapsWidgetContextToken',
  'sourceFlaggingUris',
]);

/** Searches of Google's own tools. Source: Gemini API reference, `GroundingMetadata`. */
export function readSearches(usage: Usage, candidate: JsonObject): void {
  const grounding = objectIn(candidate, 'groundingMetadata');
  for (const [name, value] of Object.entries(grounding)) {
    const meter = Object.hasOwn(QUERIES, name) ? QUERIES[name] : undefined;
    if (meter !== undefined && Array.isArray(value) && value.length > 0) usage.meters[meter] = value.length;
    else if (!GROUNDS.has(name) && !tellsNothing(value)) noteUnread(usage, `groundingMetadata.${name}`);
  }
  // Maps have no list of queries, and are billed by the request.
  if (objectsIn(grounding, 'groundingChunks').some((chunk) => 'maps' in chunk)) usage.meters['maps_requests'] = 1;
}

function readPrompt(usage: Usage, reported: JsonObject): void {
  const cached = countIn(usage, reported, 'cachedContentTokenCount');
  const cachedAudio = Math.min(cached, modality(usage, reported, { key: 'cacheTokensDetails', name: 'AUDIO' }));
  const audio = Math.max(0, modality(usage, reported, { key: 'promptTokensDetails', name: 'AUDIO' }) - cachedAudio);
  for (const key of ['promptTokensDetails', 'cacheTokensDetails', 'toolUsePromptTokensDetails'])
    noteOtherKinds(usage, { key, value: reported[key] }, READ);
  const prompt = countIn(usage, reported, 'promptTokenCount') - cached - audio;
  if (prompt < 0 && isCount(reported['promptTokenCount'])) noteUnread(usage, 'usageMetadata.promptTokensDetails');
  usage.meters[METERS.input] = Math.max(0, prompt) + countIn(usage, reported, 'toolUsePromptTokenCount');
  setUnlessZero(usage, METERS.cacheRead, cached - cachedAudio);
  setUnlessZero(usage, 'cache_read_audio_tokens', cachedAudio);
  setUnlessZero(usage, 'input_audio_tokens', audio);
}

function readOutput(usage: Usage, reported: JsonObject): void {
  const images = modality(usage, reported, { key: 'candidatesTokensDetails', name: 'IMAGE' });
  const audio = modality(usage, reported, { key: 'candidatesTokensDetails', name: 'AUDIO' });
  const thoughts = countIn(usage, reported, 'thoughtsTokenCount');
  noteOtherKinds(usage, { key: 'candidatesTokensDetails', value: reported['candidatesTokensDetails'] }, WRITTEN);
  const spoken = countIn(usage, reported, 'candidatesTokenCount') - images - audio;
  if (spoken < 0 && isCount(reported['candidatesTokenCount']))
    noteUnread(usage, 'usageMetadata.candidatesTokensDetails');
  usage.meters[METERS.output] = Math.max(0, spoken) + thoughts;
  setUnlessZero(usage, METERS.thinking, thoughts);
  setUnlessZero(usage, 'output_image_tokens', images);
  setUnlessZero(usage, 'output_audio_tokens', audio);
}

function countIn(usage: Usage, reported: JsonObject, key: string): number {
  return readCount(usage, reported[key], `usageMetadata.${key}`) ?? 0;
}

/** Modalities whose price is known: of what is read, all but audio cost what text costs. */
const READ: ReadonlySet<unknown> = new Set(['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'AUDIO']);
const WRITTEN: ReadonlySet<unknown> = new Set(['TEXT', 'IMAGE', 'AUDIO']);

/** A modality of tomorrow has a price of its own. */
function noteOtherKinds(usage: Usage, told: { key: string; value: unknown }, known: ReadonlySet<unknown>): void {
  const path = `usageMetadata.${told.key}`;
  for (const [at, { modality: kind, tokenCount }] of readBreakdowns(usage, told.value, path).entries())
    if (!known.has(kind) && !tellsNothing(tokenCount)) noteUnread(usage, `${path}[${at}].modality`);
}

/** Of a breakdown by modality, the tokens of one. */
function modality(usage: Usage, reported: JsonObject, of: { key: string; name: string }): number {
  const path = `usageMetadata.${of.key}`;
  const details = readBreakdowns(usage, reported[of.key], path);
  let sum = 0;
  for (const [at, { modality: kind, tokenCount }] of details.entries())
    if (kind === of.name) sum += readCount(usage, tokenCount, `${path}[${at}].tokenCount`) ?? 0;
  return sum;
}

function setUnlessZero(usage: Usage, meter: string, value: number): void {
  if (value > 0 || meter in usage.meters) usage.meters[meter] = value;
}

export function writeUsage(usage: Usage | null): JsonObject | null {
  if (usage === null) return null;
  const { meters } = usage;
  const cached = sumOf(meters, 'cache_read_');
  const thoughts = count(meters, METERS.thinking);
  const prompt = sumOf(meters, 'input_') + sumOf(meters, 'cache_');
  const output = sumOf(meters, 'output_');
  return {
    promptTokenCount: prompt,
    ...(cached === 0 ? {} : { cachedContentTokenCount: cached }),
    candidatesTokenCount: Math.max(0, output - thoughts),
    ...(thoughts === 0 ? {} : { thoughtsTokenCount: thoughts }),
    totalTokenCount: prompt + output,
  };
}

function sumOf(meters: Readonly<Record<string, number>>, head: string): number {
  let sum = 0;
  for (const [meter, tokens] of Object.entries(meters)) {
    if (meter.startsWith(head) && meter.endsWith('tokens')) sum += tokens;
  }
  return sum;
}
