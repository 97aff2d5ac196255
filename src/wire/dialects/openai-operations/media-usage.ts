/** Usage of images and audio in OpenAI's API, which splits tokens by what they stand for. Source: OpenAI's API reference. */
import { isObject, type JsonObject } from '../../json/object.ts';
import { METERS, noteUnread, readBreakdown, readCount, tellsNothing, type Usage } from '../../usage.ts';

/** What counts beside text, by the name in a breakdown. */
const INPUT_KINDS = { image_tokens: 'input_image_tokens', audio_tokens: 'input_audio_tokens' } as const;
const OUTPUT_KINDS = { image_tokens: 'output_image_tokens', audio_tokens: 'output_audio_tokens' } as const;

const KNOWN = new Set([
  'type',
  'input_tokens',
  'input_tokens_details',
  'output_tokens',
  'output_tokens_details',
  'total_tokens',
]);
const DETAILS = new Set(['text_tokens', 'image_tokens', 'audio_tokens', 'cached_tokens', 'cached_tokens_details']);

/** `output`: the meter of output tokens that no breakdown splits. A count of seconds is a duration, rounded up. */
export function readMediaUsage(usage: Usage, reported: unknown, output: string = METERS.output): void {
  if (reported === undefined || reported === null) return;
  if (!isObject(reported)) return noteUnread(usage, 'usage');
  if (reported['type'] === 'duration') return readSeconds(usage, reported['seconds'], 'usage.seconds');
  const plain = normalised(reported);
  readSide(usage, plain, { side: 'input', kinds: INPUT_KINDS, rest: METERS.input });
  readSide(usage, plain, { side: 'output', kinds: OUTPUT_KINDS, rest: output });
  for (const [name, value] of Object.entries(plain)) {
    if (!KNOWN.has(name) && !tellsNothing(value)) noteUnread(usage, `usage.${name}`);
  }
}

/** Seconds may be broken and come as text in older responses. */
export function readSeconds(usage: Usage, told: unknown, path: string): void {
  const seconds = typeof told === 'string' ? Number(told) : told;
  if (typeof seconds !== 'number' || !(seconds >= 0) || !Number.isFinite(seconds)) return noteUnread(usage, path);
  usage.meters['audio_seconds'] = Math.ceil(seconds);
}

/** Transcriptions and realtime write the breakdowns in the singular. */
function normalised({ input_token_details: input, output_token_details: output, ...reported }: JsonObject): JsonObject {
  return {
    ...reported,
    ...(input === undefined ? {} : { input_tokens_details: input }),
    ...(output === undefined ? {} : { output_tokens_details: output }),
  };
}

interface Side {
  side: 'input' | 'output';
  kinds: Readonly<Record<string, string>>;
  /** The meter of what no kind takes. */
  rest: string;
}

function readSide(usage: Usage, reported: JsonObject, { side, kinds, rest }: Side): void {
  const total = readCount(usage, reported[`${side}_tokens`], `usage.${side}_tokens`);
  const path = `usage.${side}_tokens_details`;
  const details = readBreakdown(usage, reported[`${side}_tokens_details`], path);
  noteUnknown(usage, details, path);
  if (total === null) return;
  const count = (from: JsonObject, name: string): number => readCount(usage, from[name], `${path}.${name}`) ?? 0;
  const cached = count(details, 'cached_tokens');
  const cachedBy = readBreakdown(usage, details['cached_tokens_details'], `${path}.cached_tokens_details`);
  let left = total - cached;
  for (const [name, meter] of Object.entries(kinds)) {
    const own = Math.max(0, count(details, name) - count(cachedBy, name));
    if (own > 0) usage.meters[meter] = own;
    left -= own;
  }
  const audioRead = count(cachedBy, 'audio_tokens');
  if (audioRead > 0) usage.meters['cache_read_audio_tokens'] = audioRead;
  if (cached > audioRead) usage.meters[METERS.cacheRead] = cached - audioRead;
  if (left < 0) noteUnread(usage, path);
  usage.meters[rest] = Math.max(0, left);
}

function noteUnknown(usage: Usage, details: JsonObject, path: string): void {
  for (const [name, value] of Object.entries(details)) {
    if (!DETAILS.has(name) && !tellsNothing(value)) noteUnread(usage, `${path}.${name}`);
  }
}
