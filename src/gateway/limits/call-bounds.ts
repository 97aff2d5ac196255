/**
 * What one attempt can use at most, before it is made: its input for certain, and its output token by token. Tokens are
 * bounded by bytes, since no tokenizer makes more than one token of a byte; images by what the vendor counts for the largest.
 */
import { findMember, readMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import { answersIn } from './answers-in.ts';
import { inputBoundOf, type Reading } from './input-bound.ts';
import { emptyUsage, METERS, tokensOf, type Meters, type Usage } from '../../wire/usage.ts';
import type { Catalog, PricedUsage } from '../dependencies.ts';

export interface CallBounds {
  /** What is used before the first token of output: input and searches. Nano-dollars, or why no budget in dollars can be kept. */
  input: { nanoUsd: number | { unpriced: string }; tokens: number };
  /** Nano-dollars of a million tokens of output. */
  outputNanoUsdPerMillion: number;
  /** Tokens of output, thinking included; 0 for an operation without output. */
  maxOutput: number;
  /** The member of the body that says `maxOutput`; null = it is the most that the model writes. */
  maxOutputMember: string | null;
  /** `maxOutput` may not be lowered below: thinking needs as much, and an answer after it. */
  minOutput: number;
  /** Fewer tokens than this are not the whole input. */
  leastInput: number;
  /** The same for so many tokens of input, where a closer bound than the bytes is known. */
  inputAt(tokens: number): CallBounds['input'];
  /** The input of the whole call as the stream reported it at its beginning; null = not to be trusted, so the bound stays. */
  inputOf(told: Usage): CallBounds['input'] | null;
}

export interface Asked extends Omit<PricedUsage, 'usage'> {
  document: JsonDocument;
  /** Those that the dialect of the document has: another vendor's name for it is read by nobody upstream. */
  outputMembers: readonly string[];
  /** What the model writes at most where the request does not say; 0 for an operation without output. */
  maxOutputTokens: number;
  /** Of the client's limit on output the largest that may go upstream; absent = the same. */
  writtenOutput?: ((asked: number) => number) | undefined;
  reading: Reading;
  /** What it uses at most, by meter, where its bytes do not bound it. Absent = they do. */
  mostUsed?: Meters | undefined;
}

const MILLION = 1_000_000;

/** What a model of unknown size writes at most. */
const MAX_OUTPUT_TOKENS = 128_000;
/** No model's limit bounds a session, which has as many answers as its client asks for. More tokens than any has. */
const ENDLESS_TOKENS = 1_000_000_000;

/** Tokens that one answer has at most; `known` = by the catalog, null = it does not say. */
export function mostOutputOf(
  { isTurn, isSession }: Pick<UpstreamEndpoint, 'isTurn' | 'isSession'>,
  known: number | null,
) {
  if (isSession === true) return ENDLESS_TOKENS;
  return isTurn ? (known ?? MAX_OUTPUT_TOKENS) : 0;
}

export const outputNanoUsd = ({ outputNanoUsdPerMillion: rate }: Rate, output: number): number =>
  Math.ceil((output * rate) / MILLION);

type Rate = Pick<CallBounds, 'outputNanoUsdPerMillion'>;

export function boundsOf(asked: Asked, catalog: Pick<Catalog, 'priceOf'>): CallBounds {
  return asked.mostUsed === undefined ? boundsByBytes(asked, catalog) : boundsByMeters(asked.mostUsed, asked, catalog);
}

/** Of an operation that writes no text: all that it can use is known before. */
function boundsByMeters(meters: Meters, asked: Asked, { priceOf }: Pick<Catalog, 'priceOf'>): CallBounds {
  const { document: _, mostUsed: __, maxOutputTokens: ___, reading: ____, ...others } = asked;
  const { outputMembers: _____, writtenOutput: ______, ...question } = others;
  const cost = priceOf({ ...question, usage: { ...emptyUsage(), meters } });
  return fixedBounds({ nanoUsd: 'unpriced' in cost ? cost : cost.costNanoUsd, tokens: tokensOf(meters) });
}

/** Of what is known as a whole before it is used. */
export function fixedBounds(input: CallBounds['input']): CallBounds {
  return {
    input,
    outputNanoUsdPerMillion: 0,
    maxOutput: 0,
    maxOutputMember: null,
    minOutput: 0,
    leastInput: Number.POSITIVE_INFINITY,
    inputAt: () => input,
    inputOf: () => null,
  };
}

function boundsByBytes(
  { document, outputMembers, writtenOutput, maxOutputTokens, reading, mostUsed: _, ...asked }: Asked,
  catalog: Pick<Catalog, 'priceOf'>,
): CallBounds {
  const seen = inputBoundOf(document, reading);
  const certain = seen.tokens + hiddenPrompt(document);
  const most = certain + seen.unseen;
  const others = { [METERS.webSearch]: searches(document) };
  const terms = termsOf(document);
  const price = (meters: Meters): number | { unpriced: string } => {
    const cost = catalog.priceOf({ ...asked, usage: { ...emptyUsage(), terms, meters: { ...others, ...meters } } });
    return 'unpriced' in cost ? cost : cost.costNanoUsd;
  };
  const { meter, cost: nanoUsd } = dearestInput(document.bytes, (kind) => price({ [kind]: most }));
  const withOutput = maxOutputTokens === 0 ? nanoUsd : price({ [meter]: most, [METERS.output]: MILLION });
  const asksFor = maxOutputTokens === 0 ? null : requestedOutput(document, { outputMembers, writtenOutput });
  const answers = answersIn(document);
  return {
    input: { nanoUsd: typeof withOutput === 'number' ? nanoUsd : withOutput, tokens: most },
    outputNanoUsdPerMillion:
      typeof nanoUsd === 'number' && typeof withOutput === 'number' ? Math.max(0, withOutput - nanoUsd) : 0,
    maxOutput: answers * (asksFor?.tokens ?? maxOutputTokens),
    // What several answers share is lowered for none of them.
    maxOutputMember: answers > 1 ? null : (asksFor?.member ?? null),
    minOutput: leastOutput(document),
    leastInput: certain / MAX_BYTES_PER_TOKEN,
    inputAt: (tokens) => ({ nanoUsd: price({ [meter]: tokens }), tokens }),
    inputOf(told) {
      const tokens = tokensOf(told.meters);
      if (told.unread.length > 0 || tokens < certain / MAX_BYTES_PER_TOKEN || mayPromptAgain(document.bytes))
        return null;
      const cost = catalog.priceOf({ ...asked, usage: { ...told, meters: { ...others, ...told.meters } } });
      return 'unpriced' in cost ? null : { nanoUsd: cost.costNanoUsd, tokens };
    },
  };
}

/** What a vendor puts before the prompt of a call with tools. Source: Anthropic's page on tool use, at most 806 tokens. */
const TOOLS_PROMPT_TOKENS = 1000;

const hiddenPrompt = ({ members }: JsonDocument): number =>
  findMember(members, 'tools') === undefined ? 0 : TOOLS_PROMPT_TOKENS;

/** A count below this is not that of the whole input: some upstreams report a part of it first, or nothing. */
const MAX_BYTES_PER_TOKEN = 16;

/** Tools that the provider runs itself, each of which sends the prompt to the model again. */
const SERVER_TOOLS = ['"web_search', '"web_fetch', '"code_execution', '"advisor', '"tool_search_tool', '"mcp_servers"'];

const mayPromptAgain = (bytes: Buffer): boolean => SERVER_TOOLS.some((name) => bytes.includes(name));

/** Nobody knows before the answer what of the input is in the cache, or will be written to it. */
function dearestInput<Cost>(
  bytes: Buffer,
  price: (meter: string) => number | Cost,
): { meter: string; cost: number | Cost } {
  let dearest: { meter: string; cost: number | Cost } = { meter: METERS.input, cost: price(METERS.input) };
  for (const meter of [METERS.cacheWrite5m, METERS.cacheWrite1h]) {
    if (!mayUse(bytes, meter)) continue;
    const cost = price(meter);
    if (typeof cost === 'number' && !(typeof dearest.cost === 'number' && dearest.cost >= cost))
      dearest = { meter, cost };
  }
  return dearest;
}

/** A cache is written only where the body wants it. */
function mayUse(bytes: Buffer, meter: string): boolean {
  if (!bytes.includes('cache_control')) return false;
  return meter === METERS.cacheWrite5m || bytes.includes('"1h"');
}

/**
 * Of several members the largest, and none of them is lowered: which of them counts upstream, depends on the provider. Nor is one
 * that is raised on the way upstream.
 */
function requestedOutput(
  document: JsonDocument,
  { outputMembers, writtenOutput }: Pick<Asked, 'outputMembers' | 'writtenOutput'>,
): { member: string | null; tokens: number } | null {
  const named = outputMembers.flatMap((member) => {
    const tokens = readMember(document, member);
    return typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens >= 0 ? [{ member, tokens }] : [];
  });
  const [first, ...others] = named;
  if (first === undefined) return null;
  const asked = Math.max(...named.map(({ tokens }) => tokens));
  const tokens = writtenOutput?.(asked) ?? asked;
  return { member: others.length > 0 || tokens > asked ? null : first.member, tokens };
}

/** A shorter answer helps nobody. */
const LEAST_OUTPUT = 256;
/** After thinking, for the answer. */
const LEAST_AFTER_THINKING = 1024;

function leastOutput(document: JsonDocument): number {
  const thinking = readMember(document, 'thinking') as { type?: unknown; budget_tokens?: unknown } | undefined;
  const budget = thinking?.budget_tokens;
  if (typeof budget === 'number' && Number.isSafeInteger(budget)) return budget + LEAST_AFTER_THINKING;
  return typeof thinking === 'object' && thinking?.type !== 'disabled' ? 2 * LEAST_AFTER_THINKING : LEAST_OUTPUT;
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
