/**
 * OpenAI's `usage` of Chat Completions, read into the usage record. Its prompt total includes what was cached and its
 * completion total includes reasoning, so both are taken apart. Sources: OpenAI's API reference; the pages of DeepSeek
 * (`prompt_cache_hit_tokens`), Moonshot (`cached_tokens`) and xAI (reasoning beside the completion).
 */
import { isObject, type JsonObject } from '../../json/object.ts';
import { count, METERS, noteUnread, readBreakdown, readCount, tellsNothing, type Usage } from '../../usage.ts';

/** Sums of what is counted already, and breakdowns that no price depends on. */
const REPEATED = new Set([
  'total_tokens',
  'prompt_cache_hit_tokens',
  'prompt_cache_miss_tokens',
  'cached_tokens',
  'queue_time',
  'prompt_time',
  'completion_time',
  'total_time',
  'cost',
  'cost_details',
  'is_byok',
]);
const PROMPT_DETAILS = new Set([
  'cached_tokens',
  'cache_write_tokens',
  'audio_tokens',
  'text_tokens',
  'image_tokens',
  'video_tokens',
]);
const COMPLETION_DETAILS = new Set([
  'reasoning_tokens',
  'audio_tokens',
  'text_tokens',
  'image_tokens',
  'accepted_prediction_tokens',
  'rejected_prediction_tokens',
]);

/** How the two totals are called; each has a breakdown by the same name with `_details`. */
export interface TotalNames {
  prompt: string;
  completion: string;
}

const CHAT_NAMES: TotalNames = { prompt: 'prompt_tokens', completion: 'completion_tokens' };

/** Counts are totals so far: a later object overwrites an earlier one. */
export function readUsage(usage: Usage, reported: unknown, names = CHAT_NAMES): void {
  if (reported === null || reported === undefined) return;
  if (!isObject(reported)) return noteUnread(usage, 'usage');
  readPrompt(usage, reported, names);
  readCompletion(usage, reported, names);
  const { prompt, completion } = names;
  const known = new Set([...REPEATED, prompt, `${prompt}_details`, completion, `${completion}_details`]);
  noteUnknown(usage, { members: reported, known, path: 'usage' });
}

function readPrompt(usage: Usage, reported: JsonObject, { prompt: name }: TotalNames): void {
  const path = `usage.${name}_details`;
  const total = readCount(usage, reported[name], `usage.${name}`);
  const details = readBreakdown(usage, reported[`${name}_details`], path);
  const [inDetails, hit, beside] = [
    readCount(usage, details['cached_tokens'], `${path}.cached_tokens`),
    readCount(usage, reported['prompt_cache_hit_tokens'], 'usage.prompt_cache_hit_tokens'),
    readCount(usage, reported['cached_tokens'], 'usage.cached_tokens'),
  ];
  const cached = inDetails ?? hit ?? beside ?? 0;
  const written = readCount(usage, details['cache_write_tokens'], `${path}.cache_write_tokens`) ?? 0;
  const audio = readCount(usage, details['audio_tokens'], `${path}.audio_tokens`) ?? 0;
  noteUnknown(usage, { members: details, known: PROMPT_DETAILS, path });
  if (total === null) return;
  if (cached + written + audio > total) noteUnread(usage, path);
  usage.meters[METERS.input] = Math.max(0, total - cached - written - audio);
  usage.meters[METERS.cacheRead] = cached;
  setUnlessZero(usage, 'cache_write_tokens', written);
  setUnlessZero(usage, 'input_audio_tokens', audio);
}

function readCompletion(usage: Usage, reported: JsonObject, names: TotalNames): void {
  const name = names.completion;
  const path = `usage.${name}_details`;
  const completion = readCount(usage, reported[name], `usage.${name}`);
  const details = readBreakdown(usage, reported[`${name}_details`], path);
  const [inDetails, besideIt] = [
    readCount(usage, details['reasoning_tokens'], `${path}.reasoning_tokens`),
    readCount(usage, reported['reasoning_tokens'], 'usage.reasoning_tokens'),
  ];
  const reasoning = inDetails ?? besideIt ?? 0;
  const audio = readCount(usage, details['audio_tokens'], `${path}.audio_tokens`) ?? 0;
  const images = readCount(usage, details['image_tokens'], `${path}.image_tokens`) ?? 0;
  const accepted = readCount(usage, details['accepted_prediction_tokens'], `${path}.accepted_prediction_tokens`) ?? 0;
  const rejected = readCount(usage, details['rejected_prediction_tokens'], `${path}.rejected_prediction_tokens`) ?? 0;
  const all = readCount(usage, reported['total_tokens'], 'usage.total_tokens');
  noteUnknown(usage, { members: details, known: COMPLETION_DETAILS, path });
  if (completion === null) return;
  const prompt = readCount(usage, reported[names.prompt], `usage.${names.prompt}`) ?? 0;
  // xAI counts reasoning beside the completion, which only the sum shows.
  const isBeside = reasoning > 0 && all === prompt + completion + reasoning;
  const total = isBeside ? completion + reasoning : completion;
  if (audio + images > total) noteUnread(usage, path);
  usage.meters[METERS.output] = Math.max(0, total - audio - images);
  setUnlessZero(usage, METERS.thinking, reasoning);
  setUnlessZero(usage, METERS.acceptedPrediction, accepted);
  setUnlessZero(usage, METERS.rejectedPrediction, rejected);
  setUnlessZero(usage, 'output_image_tokens', images);
  setUnlessZero(usage, 'output_audio_tokens', audio);
}

function setUnlessZero(usage: Usage, meter: string, value: number): void {
  if (value > 0 || meter in usage.meters) usage.meters[meter] = value;
}

function noteUnknown(usage: Usage, told: { members: JsonObject; known: ReadonlySet<string>; path: string }): void {
  for (const [name, value] of Object.entries(told.members)) {
    if (!told.known.has(name) && !tellsNothing(value)) noteUnread(usage, `${told.path}.${name}`);
  }
}

/** In OpenAI's members: the totals include cached input and reasoning. null where nothing was reported. */
export function writeUsage(usage: Usage | null): JsonObject | null {
  if (usage === null) return null;
  const { meters } = usage;
  const cached = cacheReads(usage);
  const written = cacheWrites(usage);
  const inputAudio = count(meters, 'input_audio_tokens');
  const outputAudio = count(meters, 'output_audio_tokens');
  const prompt = inputTokens(usage) + cached + written;
  const completion = outputTokens(usage);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: cached,
      ...(written === 0 ? {} : { cache_write_tokens: written }),
      ...(inputAudio === 0 ? {} : { audio_tokens: inputAudio }),
    },
    completion_tokens_details: {
      reasoning_tokens: count(meters, METERS.thinking),
      ...(outputAudio === 0 ? {} : { audio_tokens: outputAudio }),
    },
  };
}

/** Of every kind, but for what was read from or written to the cache. */
export function inputTokens({ meters }: Usage): number {
  return sumOf(meters, 'input_');
}

export function outputTokens({ meters }: Usage): number {
  return sumOf(meters, 'output_');
}

/** Of text, and of audio where that has a price of its own. */
export function cacheReads({ meters }: Usage): number {
  return sumOf(meters, 'cache_read_');
}

export function cacheWrites({ meters }: Usage): number {
  return sumOf(meters, 'cache_write_');
}

function sumOf(meters: Readonly<Record<string, number>>, head: string): number {
  let sum = 0;
  for (const [meter, tokens] of Object.entries(meters)) {
    if (meter.startsWith(head) && meter.endsWith('tokens')) sum += tokens;
  }
  return sum;
}
