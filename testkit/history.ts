/** A believable past: log rows of three teams that work with Claude Code, the same for the same seed. */
import type { LogRow } from '../src/storage/ports/log.ts';
import type { AttemptRecord } from '../src/storage/ports/log/attempt-record.ts';
import { FIELD_ENTRIES, type FieldName } from '../src/storage/ports/log/fields.ts';
import type { NanoDollars, OrganisationId, WorkspaceId } from '../src/kernel/ids.ts';

export interface HistoryOptions {
  organisationId: string;
  workspaceId: string;
  workspaceSlug: string;
  /** Whose requests they were; each row takes one. */
  people: readonly Person[];
  /** ms since the epoch: the newest row is before it. */
  until: number;
  days: number;
  /** Of Claude Code sessions, spread over the days. */
  sessions: number;
  seed?: number;
}

export interface Person {
  name: string;
  team: string;
  apiKeyId: string;
}

interface ModelFacts {
  name: string;
  /** Nano-dollars for a token: fresh, read from the cache, written to it, output. */
  input: number;
  read: number;
  write: number;
  output: number;
  tokensPerSecond: number;
  weight: number;
}

const MODELS: readonly ModelFacts[] = [
  { name: 'claude-sonnet-5', input: 3000, read: 300, write: 3750, output: 15_000, tokensPerSecond: 78, weight: 6 },
  { name: 'claude-opus-5-5', input: 5000, read: 500, write: 6250, output: 25_000, tokensPerSecond: 52, weight: 2 },
  {
    name: 'claude-haiku-4-5@20251001',
    input: 1000,
    read: 100,
    write: 1250,
    output: 5000,
    tokensPerSecond: 140,
    weight: 3,
  },
];
const PROVIDERS = [
  { id: 'vertex-ai', slug: 'vertex-prod', region: 'us-east5', weight: 6 },
  { id: 'vertex-ai', slug: 'vertex-eu', region: 'europe-west1', weight: 2 },
  { id: 'anthropic', slug: 'anthropic-backup', region: null, weight: 1 },
] as const;
const FAILURES = [
  {
    status: 429,
    code: 'upstream_error',
    message: 'Quota exceeded for online_prediction_input_tokens_per_minute_per_base_model.',
    weight: 5,
  },
  { status: 529, code: 'upstream_error', message: 'Overloaded', weight: 3 },
  { status: 408, code: 'upstream_timeout', message: 'The upstream did not answer within 600 s.', weight: 1 },
  { status: 400, code: 'upstream_error', message: 'prompt is too long: 214311 tokens > 200000 maximum', weight: 2 },
] as const;
const TASKS = ['PAY-1482', 'PAY-1490', 'SRCH-77', 'SRCH-91', 'PLAT-310', 'PLAT-322', 'none'];

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Oldest first. */
export function makeHistory(options: HistoryOptions): LogRow[] {
  const chance = createChance(options.seed ?? 1);
  const rows: LogRow[] = [];
  for (let session = 0; session < options.sessions; session += 1) rows.push(...playSession(options, chance));
  return rows.toSorted((one, other) => one.created_at - other.created_at);
}

interface Chance {
  /** 0 ≤ n < 1. */
  next(): number;
  between(least: number, most: number): number;
  pick<Item extends { weight?: number }>(items: readonly Item[]): Item;
  hex(length: number): string;
}

/** mulberry32: small, and good enough to look at. */
function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (least, most) => Math.round(least + next() * (most - least)),
    pick(items) {
      const total = items.reduce((sum, { weight = 1 }) => sum + weight, 0);
      let left = next() * total;
      const found = items.find(({ weight = 1 }) => (left -= weight) < 0) ?? items.at(-1);
      if (found === undefined) throw new Error('There is nothing to pick from.');
      return found;
    },
    hex: (length) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join(''),
  };
}

/** People work by day, and less at the weekend. */
function pickStart({ until, days }: HistoryOptions, chance: Chance): number {
  for (;;) {
    const moment = until - chance.next() * days * DAY_MS;
    const date = new Date(moment);
    const isNight = date.getUTCHours() < 7 || date.getUTCHours() > 20;
    const isWeekend = date.getUTCDay() % 6 === 0;
    if (chance.next() < (isNight ? 0.06 : 1) * (isWeekend ? 0.12 : 1)) return moment;
  }
}

interface Session {
  id: string;
  person: Person;
  task: string;
  model: ModelFacts;
  provider: (typeof PROVIDERS)[number];
}

function playSession(options: HistoryOptions, chance: Chance): LogRow[] {
  const session: Session = {
    id: `${chance.hex(8)}-${chance.hex(4)}-4${chance.hex(3)}-a${chance.hex(3)}-${chance.hex(12)}`,
    person: chance.pick(options.people.map((person) => ({ ...person, weight: 1 }))),
    task: TASKS[chance.between(0, TASKS.length - 1)] ?? 'none',
    model: chance.pick(MODELS),
    provider: chance.pick(PROVIDERS),
  };
  const rows: LogRow[] = [];
  let moment = pickStart(options, chance);
  let context = chance.between(14_000, 22_000);
  let isFirst = true;
  const agents = [null, null, null, `agent-${chance.hex(6)}`, `agent-${chance.hex(6)}`];
  for (let turn = chance.between(2, 26); turn > 0 && moment < options.until; turn -= 1) {
    const agent = agents[chance.between(0, agents.length - 1)] ?? null;
    const added = chance.between(180, 4200);
    const row = playTurn(options, { chance, session, moment, context, added, isFirst, agent });
    if (row.created_at + row.response_time_ms < options.until) rows.push(row);
    moment += row.response_time_ms + chance.between(800, 40_000);
    context = Math.min(190_000, context + added + (row.output_tokens ?? 0));
    isFirst = false;
  }
  return rows;
}

interface Turn {
  chance: Chance;
  session: Session;
  moment: number;
  context: number;
  added: number;
  isFirst: boolean;
  agent: string | null;
}

function playTurn(options: HistoryOptions, turn: Turn): LogRow {
  const { chance, session, moment } = turn;
  // A bad hour now and then, so that the charts have something to show.
  const isBadHour = Math.floor(moment / HOUR_MS) % 37 === 0;
  const fails = chance.next() < (isBadHour ? 0.25 : 0.012);
  return fails ? failedRow(options, turn) : answeredRow(options, turn, session.model);
}

function answeredRow(options: HistoryOptions, turn: Turn, model: ModelFacts): LogRow {
  const { chance } = turn;
  const used = usageOf(turn);
  const cost =
    used.input_tokens * model.input +
    used.cache_read_tokens * model.read +
    used.cache_write_5m_tokens * model.write +
    used.output_tokens * model.output;
  const firstByte = 380 + chance.next() ** 2 * 2600 + (used.cache_read_tokens === 0 ? turn.context / 40 : 0);
  const duration = firstByte + (used.output_tokens / model.tokensPerSecond) * 1000;
  const row = {
    ...frame(options, turn),
    response_status_code: 200,
    is_success: true,
    outcome: chance.next() < 0.01 ? 'client_closed' : 'complete',
    ai_model: model.name,
    ...used,
    ...diagnosed(turn, model, used),
    stop_reason: chance.next() < 0.7 ? 'tool_use' : 'end_turn',
    ...guarded(turn),
    budget_use_percent: budgetUse(turn),
    price_book: 'demo',
    response_bytes: used.output_tokens * 9,
  };
  if (chance.next() < 0.015) return { ...row, ...fromCache(cost) };
  return {
    ...row,
    cost_nano_usd: cost as NanoDollars,
    response_time_ms: duration,
    time_to_first_byte_ms: firstByte,
    stall_ms: 40 + chance.next() * 900,
    ...routed(turn, { duration, cost, used: { ...emptyCounts(), ...used } }),
  };
}

function usageOf({ chance, context, added, isFirst }: Turn) {
  const output = Math.round(60 + chance.next() ** 3 * 4200);
  const missed = isFirst || chance.next() < 0.05;
  return {
    input_tokens: chance.between(3, 40),
    cache_read_tokens: missed ? 0 : context,
    cache_write_5m_tokens: missed ? context + added : added,
    output_tokens: output,
    thinking_tokens: chance.next() < 0.5 ? Math.round(output * 0.3) : 0,
  };
}

const VERDICTS = [
  { name: 'expired', detail: '418 s after the turn before', weight: 6 },
  { name: 'system_changed', detail: 'at byte 11,264', weight: 3 },
  { name: 'tools_changed', detail: null, weight: 2 },
  { name: 'message_changed', detail: 'message 14 of 31', weight: 2 },
  { name: 'moved', detail: 'vertex-prod us-east5 → vertex-eu europe-west1', weight: 1 },
] as const;

/** As the prompt-cache doctor would have it. */
function diagnosed({ chance, context, isFirst }: Turn, model: ModelFacts, used: ReturnType<typeof usageOf>) {
  const { cache_read_tokens: read, cache_write_5m_tokens: written } = used;
  const saved = read * (model.input - model.read) - written * (model.write - model.input);
  const isMiss = read === 0 && !isFirst;
  const verdict = isMiss ? chance.pick(VERDICTS) : { name: isFirst ? 'first_use' : 'hit', detail: null };
  return {
    prompt_cache_verdict: verdict.name,
    prompt_cache_detail: verdict.detail,
    prompt_cache_missed_tokens: isMiss ? context : 0,
    prompt_cache_saved_nano_usd: saved as NanoDollars,
    prompt_cache_wasted_nano_usd: (isMiss ? context * (model.write - model.read) : 0) as NanoDollars,
  };
}

const GUARDRAIL_OUTCOMES = [
  { outcome: 'passed', weight: 90 },
  { outcome: 'changed', weight: 6 },
  { outcome: 'would_deny', weight: 3 },
  { outcome: 'reported', weight: 2 },
] as const;

/** One team's requests are looked at for secrets. */
function guarded({ chance, session }: Turn): Pick<LogRow, 'guardrails' | 'guardrails_ms'> {
  if (!/pay|1/i.test(session.person.team)) return { guardrails: null, guardrails_ms: null };
  const { outcome } = chance.pick(GUARDRAIL_OUTCOMES);
  const ms = 0.3 + chance.next() * 2;
  const check = { id: 'secrets', verdict: outcome === 'passed', error: null, ms, found: null };
  return { guardrails: [{ id: 'pg-no-secrets', side: 'input', outcome, ms, checks: [check] }], guardrails_ms: ms };
}

const WEEK_MS = 7 * 24 * HOUR_MS;
/** Of its budget, at the end of the week. */
const OVERSPENT_PERCENT = 108;

/** One team has a budget for the week, and spends it evenly, a little too fast. */
function budgetUse({ session, moment }: Turn): number | null {
  if (!/pay|1/i.test(session.person.team)) return null;
  return Math.round(((moment % WEEK_MS) / WEEK_MS) * OVERSPENT_PERCENT * 10) / 10;
}

/** Answered by the gateway's own cache. */
function fromCache(saved: number) {
  return {
    cache_status: 'HIT',
    cost_nano_usd: 0 as NanoDollars,
    saved_nano_usd: saved as NanoDollars,
    response_time_ms: 4.2,
    time_to_first_byte_ms: 2.1,
  };
}

/** Mostly the first attempt answers; now and then it takes retries, or another provider. */
function routed(turn: Turn, played: Pick<Played, 'duration' | 'cost' | 'used'>) {
  const { chance } = turn;
  const retries = chance.next() < 0.03 ? chance.between(1, 3) : 0;
  const fellBack = retries > 0 && chance.next() < 0.4;
  const attempts = attemptsOf(turn, { ...played, retries, fellBack });
  if (!fellBack) return { attempts, retry_attempt_count: retries };
  const [, , backup] = PROVIDERS;
  return {
    attempts,
    retry_attempt_count: retries,
    strategy: 'fallback',
    last_used_option_index: 'config.targets[1]',
    provider_slug: backup.slug,
    provider_id: backup.id,
    region: backup.region,
  };
}

function failedRow(options: HistoryOptions, turn: Turn): LogRow {
  const { chance, session } = turn;
  const failure = chance.pick(FAILURES);
  const duration = failure.status === 408 ? 600_000 : 200 + chance.next() * 900;
  return {
    ...frame(options, turn),
    response_status_code: failure.status,
    is_success: false,
    error_code: failure.code,
    error_message: failure.message,
    outcome: 'error',
    ai_model: session.model.name,
    response_time_ms: duration,
    attempts: [attempt(turn, { status: failure.status, reason: `status_${failure.status}`, started: 2, duration })],
  };
}

/** What is the same whatever became of the request. */
function frame(options: HistoryOptions, { chance, session, moment, context, agent }: Turn) {
  return {
    ...NOTHING,
    id: `req_${chance.hex(24)}`,
    organisation_id: options.organisationId as OrganisationId,
    workspace_id: options.workspaceId as WorkspaceId,
    workspace_slug: options.workspaceSlug,
    api_key_id: session.person.apiKeyId,
    user_id: session.person.name,
    created_at: Math.round(moment),
    trace_id: chance.hex(32),
    span_id: chance.hex(16),
    session_id: session.id,
    agent_id: agent,
    metadata: { team: session.person.team, task: session.task },
    provider_id: session.provider.id,
    provider_slug: session.provider.slug,
    region: session.provider.region,
    requested_model: session.model.name.replace(/@.*/, ''),
    request_bytes: context * 4,
    gateway_ms: 0.4 + chance.next() * 2,
  };
}

type NullableName = { [Name in FieldName]: null extends LogRow[Name] ? Name : never }[FieldName];

/** Every column that may be null. */
const NULLS = Object.fromEntries(
  FIELD_ENTRIES.flatMap(([name, { isNullable }]) => (isNullable ? [[name, null]] : [])),
) as Record<NullableName, null>;

const NOTHING = {
  ...NULLS,
  span_name: 'POST /v1/messages',
  request_method: 'POST',
  request_url: '/v1/messages?beta=true',
  operation: 'messages',
  user_agent: 'claude-cli/2.1.20 (external, cli)',
  request_headers: { 'anthropic-version': '2023-06-01', 'x-stainless-runtime': 'node' },
  is_proxy_call: false,
  stream_mode: true,
  strategy: 'single',
  last_used_option_index: 'config',
  retry_attempt_count: 0,
  cache_status: 'DISABLED',
  attempts: [],
  unpriced: false,
  response_bytes: 180,
  betas_dropped: [],
  notes: [],
  guardrails: null,
  guardrails_ms: null,
} satisfies Partial<LogRow>;

function emptyCounts() {
  return {
    input_tokens: 0,
    output_tokens: 0,
    cache_read_tokens: 0,
    cache_write_5m_tokens: 0,
    cache_write_1h_tokens: 0,
    thinking_tokens: 0,
    web_search_requests: 0,
    web_fetch_requests: 0,
  };
}

interface Played {
  retries: number;
  duration: number;
  fellBack: boolean;
  cost: number;
  used: ReturnType<typeof emptyCounts>;
}

function attemptsOf(turn: Turn, { retries, duration, fellBack, cost, used }: Played): AttemptRecord[] {
  const attempts: AttemptRecord[] = [];
  let started = 2;
  for (let index = 0; index < retries; index += 1) {
    attempts.push(attempt(turn, { status: 429, reason: 'status_429', started, duration: 210 }));
    started += 210 + 400 * 2 ** index;
  }
  const last = attempt(turn, { status: 200, reason: 'answered', started, duration: Math.max(1, duration - started) });
  attempts.push({
    ...last,
    ...(fellBack ? { target: 'config.targets[1]', provider: PROVIDERS[2].slug } : {}),
    wait_ms: retries === 0 ? 0 : 400,
    usage: used,
    cost_nano_usd: cost as NanoDollars,
    price_lines: priceLines(turn.session.model, used),
  });
  return attempts;
}

const PICO_PER_NANO = 1000;

function priceLines(model: ModelFacts, used: Played['used']): NonNullable<AttemptRecord['price_lines']> {
  const prices = {
    input_tokens: model.input,
    cache_read_tokens: model.read,
    cache_write_5m_tokens: model.write,
    output_tokens: model.output,
  };
  return Object.entries(prices).flatMap(([meter, price]) => {
    const units = used[meter as keyof typeof prices];
    return units === 0 ? [] : [{ meter, units, unit_pico_usd: price * PICO_PER_NANO }];
  });
}

interface Tried {
  status: number;
  reason: string;
  started: number;
  duration: number;
}

function attempt({ chance, session }: Turn, { status, reason, started, duration }: Tried): AttemptRecord {
  return {
    target: 'config',
    provider: session.provider.slug,
    model: session.model.name,
    status,
    reason,
    wait_ms: 0,
    started_ms: started,
    duration_ms: duration,
    upstream_request_id: `req_vrtx_${chance.hex(12)}`,
    span_id: chance.hex(16),
    usage: null,
    cost_nano_usd: null,
    unpriced: false,
    unpriced_because: null,
  };
}
