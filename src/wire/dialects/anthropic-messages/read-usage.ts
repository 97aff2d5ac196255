/** Anthropic's `usage` object, read into the usage record. Source: Messages API reference; types of the official library, 1.12.0. */
import { isObject } from '../../json/object.ts';
import { count, isCount, METERS, noteUnread, readBreakdown, readCount, tellsNothing, readTerm } from '../../usage.ts';
import type { Meters, Pass, Usage } from '../../usage.ts';

type Members = Record<string, unknown>;

/** Counts that are a meter as they are. */
const COUNTS: ReadonlyMap<string, string> = new Map([
  ['input_tokens', METERS.input],
  ['output_tokens', METERS.output],
  ['cache_read_input_tokens', METERS.cacheRead],
]);
const CACHE_WRITES: ReadonlyMap<string, string> = new Map([
  ['ephemeral_5m_input_tokens', METERS.cacheWrite5m],
  ['ephemeral_1h_input_tokens', METERS.cacheWrite1h],
]);
/** What a step of an answer reports, too. */
const STEP_MEMBERS: ReadonlySet<string> = new Set([
  ...COUNTS.keys(),
  'cache_creation',
  'cache_creation_input_tokens',
  'output_tokens_details',
]);
/** Read by functions of their own. */
const OWN_MEMBERS: ReadonlySet<string> = new Set([...STEP_MEMBERS, 'server_tool_use', 'iterations']);
/** Reported beside the counts: by them the price differs. */
const TERMS: ReadonlySet<string> = new Set(['speed', 'service_tier', 'inference_geo']);
const METER_NAME = /^[a-z][a-z0-9_]{0,59}$/;
/** Far above any real answer; each step is priced. */
const MAX_STEPS = 1000;

/**
 * Overwrites in `usage` whatever the object reports. `message_delta` is cumulative and newer than `message_start`, so
 * counts are set and never added; a field that is absent keeps what an earlier event said. What may change the price and
 * cannot be read is noted in `usage.unread`.
 */
export function readUsage(usage: Usage, reported: unknown): void {
  if (reported === null || reported === undefined) return;
  if (!isObject(reported)) return noteUnread(usage, 'usage');
  readCounts(usage, { counts: reported, meters: usage.meters, path: 'usage' });
  readServerTools(usage, reported['server_tool_use']);
  readIterations(usage, reported['iterations']);
  for (const [name, value] of Object.entries(reported)) {
    if (TERMS.has(name)) readTerm(usage, name, { value, path: `usage.${name}` });
    else if (!OWN_MEMBERS.has(name) && !tellsNothing(value) && !isCreditRefused(name, value)) {
      noteUnread(usage, `usage.${name}`);
    }
  }
}

/** A fallback credit that was not applied changes no price; one that was applied has a price that only Anthropic knows. */
function isCreditRefused(name: string, value: unknown): boolean {
  const status = name === 'fallback_credit' && isObject(value) ? value['status'] : undefined;
  return isObject(status) && status['type'] === 'not_applied';
}

/** The model that answered, from the message itself. */
export function readModel(usage: Usage, model: unknown): void {
  if (typeof model === 'string' && model !== '') usage.model = model;
}

interface Counted {
  counts: Members;
  meters: Meters;
  /** Of the object that holds the counts. */
  path: string;
}

function readCounts(usage: Usage, { counts, meters, path }: Counted): void {
  for (const [name, meter] of COUNTS) {
    set(usage, { meters, meter, value: counts[name], path: `${path}.${name}` });
  }
  readCacheWrites(usage, { counts, meters, path });
  readOutputDetails(usage, { counts, meters, path });
}

/** Thinking is part of the output. Any other part may have a price of its own. */
function readOutputDetails(usage: Usage, { counts, meters, path }: Counted): void {
  const at = `${path}.output_tokens_details`;
  for (const [name, value] of Object.entries(readBreakdown(usage, counts['output_tokens_details'], at))) {
    if (name === 'thinking_tokens') set(usage, { meters, meter: METERS.thinking, value, path: `${at}.${name}` });
    else if (!tellsNothing(value)) noteUnread(usage, `${at}.${name}`);
  }
}

/** The split by lifetime, where reported. What it leaves open, and an undivided count, is 5-minute: the API's default lifetime. */
function readCacheWrites(usage: Usage, { counts, meters, path }: Counted): void {
  const split = readBreakdown(usage, counts['cache_creation'], `${path}.cache_creation`);
  for (const [name, value] of Object.entries(split)) {
    const meter = CACHE_WRITES.get(name);
    if (meter !== undefined) set(usage, { meters, meter, value, path: `${path}.cache_creation.${name}` });
    // A lifetime of tomorrow has a price of its own.
    else if (!tellsNothing(value)) noteUnread(usage, `${path}.cache_creation.${name}`);
  }
  const total = readCount(usage, counts['cache_creation_input_tokens'], `${path}.cache_creation_input_tokens`);
  if (total === null) return;
  const rest = Math.max(0, total - count(meters, METERS.cacheWrite1h));
  if (!isObject(counts['cache_creation']) || rest > count(meters, METERS.cacheWrite5m))
    meters[METERS.cacheWrite5m] = rest;
}

function set(usage: Usage, told: { meters: Meters; meter: string; value: unknown; path: string }): void {
  const tokens = readCount(usage, told.value, told.path);
  if (tokens !== null) told.meters[told.meter] = tokens;
}

/** `web_search_requests`, `web_fetch_requests`, and whatever tool comes next, each a meter under its own name. */
function readServerTools(usage: Usage, tools: unknown): void {
  if (tools === null || tools === undefined) return;
  if (!isObject(tools)) return noteUnread(usage, 'usage.server_tool_use');
  for (const [name, value] of Object.entries(tools)) {
    if (isCount(value) && METER_NAME.test(name)) usage.meters[name] = value;
    else if (!tellsNothing(value)) noteUnread(usage, `usage.server_tool_use.${name}`);
  }
}

/**
 * Each entry is a step of the answer with its own counts. Steps of kind `message` are in the totals. A compaction and an
 * advisor are not. With a fallback the totals are those of the last attempt, and the attempts before it declined.
 */
function readIterations(usage: Usage, iterations: unknown): void {
  if (iterations === null || iterations === undefined) return;
  if (!Array.isArray(iterations) || iterations.length > MAX_STEPS) return noteUnread(usage, 'usage.iterations');
  const steps = iterations.map((entry: unknown) => (isObject(entry) ? entry : {}));
  const serving = steps.findLastIndex((step) => step['type'] === 'fallback_message');
  const passes: Pass[] = [];
  for (const [at, step] of steps.entries()) {
    const path = `usage.iterations[${at}]`;
    const kind = step['type'];
    if (typeof kind !== 'string' || !KNOWN_KINDS.has(kind)) {
      noteUnread(usage, `${path}.type`);
      continue;
    }
    if (at === serving) readModel(usage, step['model']);
    if (isInTotals(kind, at, serving)) continue;
    const pass = readPass(usage, step, { kind, path });
    if (pass !== null) passes.push(pass);
  }
  usage.passes = passes;
}

const KNOWN_KINDS: ReadonlySet<string> = new Set(['message', 'compaction', 'advisor_message', 'fallback_message']);

function isInTotals(kind: string, at: number, serving: number): boolean {
  if (kind === 'fallback_message') return at === serving;
  return kind === 'message' && at > serving;
}

/** null for an attempt that declined before it wrote anything: it is not billed. */
function readPass(usage: Usage, step: Members, { kind, path }: { kind: string; path: string }): Pass | null {
  const meters: Meters = {};
  readCounts(usage, { counts: step, meters, path });
  for (const [name, value] of Object.entries(step)) {
    const isKnown = STEP_MEMBERS.has(name) || name === 'type' || name === 'model';
    if (!isKnown && !tellsNothing(value)) noteUnread(usage, `${path}.${name}`);
  }
  const isDeclined = kind === 'message' || kind === 'fallback_message';
  if (isDeclined && count(meters, METERS.output) === 0) return null;
  const model = typeof step['model'] === 'string' ? step['model'] : null;
  // A compaction is made by the model that answers; every other step may have been another's.
  if (model === null && kind !== 'compaction') noteUnread(usage, `${path}.model`);
  return { kind, model, meters };
}
