/**
 * The most that one attempt can use, before it is made: what a budget holds for it. Tokens are bounded by bytes, since no
 * tokenizer makes more than one token of a byte; images are bounded by what the vendor counts for the largest one.
 */
import type { NanoDollars } from '../../kernel/ids.ts';
import { readMember, type JsonDocument } from '../../wire/json/scan.ts';
import { emptyUsage, METERS, type Meters, type Usage } from '../../wire/usage.ts';
import type { Catalog, PricedUsage } from '../dependencies.ts';

export interface WorstCase {
  /** `unpriced` says why no budget in dollars can be kept. */
  cost: { costNanoUsd: NanoDollars } | { unpriced: string };
  tokens: number;
}

export interface Asked extends Omit<PricedUsage, 'usage'> {
  document: JsonDocument;
  /** What the model writes at most where the request does not say; 0 for an operation without output. */
  maxOutputTokens: number;
}

export function worstCase(
  { document, maxOutputTokens, ...asked }: Asked,
  catalog: Pick<Catalog, 'priceOf'>,
): WorstCase {
  const input = inputBound(document.bytes);
  const output = maxOutputTokens === 0 ? 0 : (requestedOutput(document) ?? maxOutputTokens);
  const others = { [METERS.output]: output, [METERS.webSearch]: searches(document) };
  const usage = (meters: Meters): Usage => ({ ...emptyUsage(), terms: termsOf(document), meters });
  // Nobody knows before the answer what of the input is in the cache, or will be written to it.
  const kinds = [METERS.cacheWrite5m, METERS.cacheWrite1h].filter((meter) => mayUse(document.bytes, meter));
  let cost = catalog.priceOf({ ...asked, usage: usage({ [METERS.input]: input, ...others }) });
  for (const kind of kinds) {
    const other = catalog.priceOf({ ...asked, usage: usage({ [kind]: input, ...others }) });
    if ('costNanoUsd' in cost && 'costNanoUsd' in other && other.costNanoUsd > cost.costNanoUsd) cost = other;
  }
  return { cost, tokens: input + output };
}

/** A cache is written where the body asks for it alone. */
function mayUse(bytes: Buffer, meter: string): boolean {
  if (!bytes.includes('cache_control')) return false;
  return meter === METERS.cacheWrite5m || bytes.includes('"1h"');
}

/** The vendors' names of the most that may be written. */
const OUTPUT_MEMBERS = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'];

function requestedOutput(document: JsonDocument): number | null {
  for (const name of OUTPUT_MEMBERS) {
    const value = readMember(document, name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  }
  return null;
}

function termsOf(document: JsonDocument): Record<string, string> {
  const terms: Record<string, string> = {};
  for (const name of ['speed', 'inference_geo']) {
    const value = readMember(document, name);
    if (typeof value === 'string') terms[name] = value;
  }
  return terms;
}

/** Where a request with the tool does not bound its searches. */
const SEARCHES = 10;

function searches(document: JsonDocument): number {
  if (!document.bytes.includes('"web_search')) return 0;
  const tools = readMember(document, 'tools');
  if (!Array.isArray(tools)) return 0;
  let sum = 0;
  for (const tool of tools as unknown[]) {
    const { type, max_uses: uses } = (tool ?? {}) as { type?: unknown; max_uses?: unknown };
    if (typeof type === 'string' && type.startsWith('web_search')) sum += typeof uses === 'number' ? uses : SEARCHES;
  }
  return Number.isSafeInteger(sum) && sum >= 0 ? sum : SEARCHES;
}

/** Of the largest picture that a model takes. Source: the vendor's page on vision, 2026-11; rounded up. */
const IMAGE_TOKENS = 5000;
const DATA = /"data"\s*:\s*"/g;
/** Far above what stands between the two members of an image's source. */
const NEAR_BYTES = 200;

/** Bytes, but for the data of images. */
function inputBound(bytes: Buffer): number {
  if (!bytes.includes('"image/')) return bytes.length;
  const text = bytes.toString('latin1');
  let bound = bytes.length;
  for (const { index, 0: head } of text.matchAll(DATA)) {
    const start = index + head.length;
    const end = text.indexOf('"', start);
    if (end === -1) break;
    const around = text.slice(Math.max(0, index - NEAR_BYTES), index) + text.slice(end, end + NEAR_BYTES);
    if (end - start > IMAGE_TOKENS && /"media_type"\s*:\s*"image\//.test(around)) bound -= end - start - IMAGE_TOKENS;
  }
  return bound;
}
