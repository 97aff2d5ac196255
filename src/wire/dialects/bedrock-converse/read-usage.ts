/** Converse's `usage`, read into the usage record and written. Input excludes the cache. Source: Amazon Bedrock API reference, TokenUsage. */
import { textIn } from '../../chat/decoding.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { count, METERS, noteUnread, readBreakdowns, readCount, tellsNothing, type Usage } from '../../usage.ts';

const KNOWN = new Set([
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cacheReadInputTokens',
  'cacheWriteInputTokens',
  'cacheReadInputTokenCount',
  'cacheWriteInputTokenCount',
  'cacheDetails',
]);

/** Counts that are a meter as they are; the cache has two spellings. */
const COUNTS: Readonly<Record<string, string>> = {
  inputTokens: METERS.input,
  outputTokens: METERS.output,
  cacheReadInputTokenCount: METERS.cacheRead,
  cacheReadInputTokens: METERS.cacheRead,
};

/** Overwrites in `usage` what the object tells. */
export function readUsage(usage: Usage, reported: unknown): void {
  if (reported === null || reported === undefined) return;
  if (!isObject(reported)) return noteUnread(usage, 'usage');
  for (const [name, meter] of Object.entries(COUNTS)) {
    const tokens = readCount(usage, reported[name], `usage.${name}`);
    if (tokens !== null) usage.meters[meter] = tokens;
  }
  const [written, writtenCount] = ['cacheWriteInputTokens', 'cacheWriteInputTokenCount'].map((name) =>
    readCount(usage, reported[name], `usage.${name}`),
  );
  readWrites(usage, reported, written ?? writtenCount ?? null);
  for (const [name, value] of Object.entries(reported)) {
    if (!KNOWN.has(name) && !tellsNothing(value)) noteUnread(usage, `usage.${name}`);
  }
}

/** Split by lifetime where it is told; the rest is 5-minute, the default. */
function readWrites(usage: Usage, reported: JsonObject, total: number | null): void {
  const { meters } = usage;
  let hour = 0;
  for (const [at, detail] of readBreakdowns(usage, reported['cacheDetails'], 'usage.cacheDetails').entries()) {
    const tokens = readCount(usage, detail['inputTokens'], `usage.cacheDetails[${at}].inputTokens`) ?? 0;
    if (textIn(detail, 'ttl') === '1h') hour += tokens;
  }
  if (total === null) return;
  meters[METERS.cacheWrite5m] = Math.max(0, total - hour);
  if (hour > 0) meters[METERS.cacheWrite1h] = hour;
}

export function writeUsage(usage: Usage | null): JsonObject {
  const meters = usage?.meters ?? {};
  const input = sumOf(meters, 'input_');
  const output = sumOf(meters, 'output_');
  const read = count(meters, METERS.cacheRead);
  const written = sumOf(meters, 'cache_write_');
  return {
    inputTokens: input,
    outputTokens: output,
    totalTokens: input + output + read + written,
    cacheReadInputTokens: read,
    cacheWriteInputTokens: written,
  };
}

function sumOf(meters: Readonly<Record<string, number>>, head: string): number {
  let sum = 0;
  for (const [meter, tokens] of Object.entries(meters)) {
    if (meter.startsWith(head) && meter.endsWith('tokens')) sum += tokens;
  }
  return sum;
}
