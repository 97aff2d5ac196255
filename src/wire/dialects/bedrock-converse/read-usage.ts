/** Converse's `usage`, read into the usage record and written. Input excludes the cache. Source: Amazon Bedrock API reference, TokenUsage. */
import { objectIn, textIn } from '../../chat/decoding.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { METERS, noteUnread, readBreakdowns, readCount, readTerm, tellsNothing, type Usage } from '../../usage.ts';

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

/** Overwrites in `usage` what the object reports. */
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

/** What is reported beside the usage, and by which the price differs. Source: Amazon Bedrock API reference, Converse. */
export function readTerms(usage: Usage, answer: JsonObject): void {
  const tier = objectIn(answer, 'serviceTier')['type'];
  readTerm(usage, 'service_tier', { value: tier, path: 'serviceTier.type' });
  const latency = objectIn(answer, 'performanceConfig')['latency'];
  readTerm(usage, 'latency', { value: latency, path: 'performanceConfig.latency' });
}

/** Split by lifetime where it is reported; the rest is 5-minute, the default. */
function readWrites(usage: Usage, reported: JsonObject, total: number | null): void {
  const { meters } = usage;
  let hour = 0;
  let minutes = 0;
  for (const [at, detail] of readBreakdowns(usage, reported['cacheDetails'], 'usage.cacheDetails').entries()) {
    const path = `usage.cacheDetails[${at}]`;
    const tokens = readCount(usage, detail['inputTokens'], `${path}.inputTokens`) ?? 0;
    const lifetime = textIn(detail, 'ttl') ?? '5m';
    if (lifetime === '1h') hour += tokens;
    else if (lifetime === '5m') minutes += tokens;
    // A lifetime of tomorrow has a price of its own.
    else if (tokens > 0) noteUnread(usage, `${path}.ttl`);
  }
  if (total === null && hour + minutes === 0) return;
  meters[METERS.cacheWrite5m] = Math.max(minutes, (total ?? 0) - hour);
  if (hour > 0) meters[METERS.cacheWrite1h] = hour;
}

export function writeUsage(usage: Usage | null): JsonObject {
  const meters = usage?.meters ?? {};
  const input = sumOf(meters, 'input_');
  const output = sumOf(meters, 'output_');
  const read = sumOf(meters, 'cache_read_');
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
