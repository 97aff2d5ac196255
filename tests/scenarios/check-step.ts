/** Holds what came of a step against what the scenario expects of it. */
import { expect } from 'vitest';
import { isRecord, recordsIn, stringAt } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import type { UpstreamCall } from '../../testkit/upstream/recording-server.ts';
import type { Answered } from '../e2e/world.ts';
import { COST } from './scenario.ts';
import type { Step, UpstreamName } from './scenario.ts';

export interface Played {
  /** Of the last request of the step. */
  answered: Answered;
  row: JsonRecord;
  /** What the log has of this trace, newest first. */
  rowsOfTrace: readonly JsonRecord[];
  /** Of this step, each upstream's. */
  calls: ReadonlyMap<UpstreamName, readonly UpstreamCall[]>;
  ms: number;
  traceId: string;
  /** The words with the slugs of this scenario's providers in the place of `@a`. */
  named(words: string): string;
  /** Which step it was, for messages. */
  at: string;
}

export function checkStep(step: Step, played: Played): void {
  const { answered, row, calls, at } = played;
  expect(told(answered, row), `${at}\n${answered.text}\n${JSON.stringify(row)}`).toEqual(expected(step, played));
  checkCalls(step, played);
  checkAttempts(step, played);
  checkAnswer(step, answered);
  if (step.rowsOfTrace !== undefined) {
    expect(played.rowsOfTrace).toHaveLength(step.rowsOfTrace);
    expect(played.rowsOfTrace[0]).toEqual(row);
  }
  if (step.row !== undefined) expect(row).toMatchObject(step.row);
  for (const words of step.notes ?? []) {
    expect(row['notes']).toEqual(expect.arrayContaining([expect.stringContaining(played.named(words))]));
  }
  for (const [name, members] of Object.entries(step.sent ?? {})) {
    checkSent(calls.get(name as UpstreamName)?.at(-1), members, played);
  }
  if (step.within !== undefined) expect(played.ms).toBeLessThan(step.within);
}

/** What every answer and its row say, side by side with `expected`. */
function told({ status, headers, text }: Answered, row: JsonRecord): JsonRecord {
  const isStream = headers['content-type']?.startsWith('text/event-stream') === true;
  return {
    status,
    used: headers['x-portkey-last-used-option-index'] ?? null,
    retries: headers['x-portkey-retry-attempt-count'],
    cache: headers['x-portkey-cache-status'],
    provider: headers['x-portkey-provider'] ?? null,
    trace: headers['x-portkey-trace-id'],
    // A stream that has begun reports a failure at its end.
    isWhole: isStream ? /event: message_stop\ndata: .*\n\n$/.test(text) : status === 200,
    row: {
      is_success: row['is_success'],
      retry_attempt_count: String(row['retry_attempt_count']),
      cache_status: row['cache_status'],
      trace_id: row['trace_id'],
      cost: costOf(row),
      discarded: row['discarded_nano_usd'],
    },
  };
}

/** Cost and saving of the answer alone, in the words of a step. */
const COST_NAMES: ReadonlyMap<string, string> = new Map([
  ['null null', 'none'],
  [`0 ${COST}`, 'saved'],
  ['0 null', 'free'],
  [`${COST} null`, 'full'],
]);

function costOf({ cost_nano_usd: total, discarded_nano_usd: discarded, saved_nano_usd: saved }: JsonRecord): string {
  const cost = total === discarded ? null : Number(total) - Number(discarded);
  const name = COST_NAMES.get(`${cost} ${String(saved)}`);
  if (name !== undefined) return name;
  return cost !== null && cost > 0 && saved === null ? 'some' : `cost ${String(cost)}, saved ${String(saved)}`;
}

function expected(step: Step, { row, traceId }: Played): JsonRecord {
  const { status = 200, used = 'config', retries = 0, cache = 'DISABLED' } = step;
  const isSuccess = status === 200 && step.row?.['is_success'] !== false;
  return {
    status,
    used: used === 'any' ? expect.stringMatching(/^config\.targets\[\d\]$/) : used,
    retries: String(retries),
    cache,
    provider: used === null ? null : providerOf(step, row),
    trace: traceId,
    isWhole: isSuccess,
    row: {
      is_success: isSuccess,
      retry_attempt_count: String(retries),
      cache_status: cache,
      trace_id: traceId,
      cost: expectedCost(step, isSuccess),
      discarded: step.discarded ?? null,
    },
  };
}

const isHit = (cache: unknown): boolean => cache === 'HIT' || cache === 'SEMANTIC HIT';

/** `some` is anything but nothing: a broken answer, or another model. */
function expectedCost({ cost, cache }: Step, isSuccess: boolean): unknown {
  if (cost === 'some') return expect.stringMatching(/^(some|full)$/);
  return cost ?? (!isSuccess ? 'none' : isHit(cache) ? 'saved' : 'full');
}

function providerOf({ from, cache }: Step, row: JsonRecord): unknown {
  if (from === undefined || isHit(cache)) return row['ai_org'];
  return from === 'claude' ? 'anthropic' : 'vertex-ai';
}

/** A stream says it in pieces. */
const saysItsName = (name: UpstreamName): RegExp => new RegExp(`Here speaks (.*\\n)*.*${name}\\.`);

function checkAnswer({ says = [], from, headers = {} }: Step, { text, headers: received }: Answered): void {
  for (const words of says) expect(text).toContain(words);
  if (from !== undefined) expect(text).toMatch(saysItsName(from));
  for (const [name, value] of Object.entries(headers)) expect(received[name] ?? null, name).toBe(value);
}

function checkCalls({ calls: wanted = {}, sticks }: Step, { calls, at }: Played): void {
  const made = Object.fromEntries(Array.from(calls, ([name, those]) => [name, those.length]));
  if (sticks === true) {
    expect(
      Object.values(made).filter((count) => count > 0),
      `${at} sticks`,
    ).toHaveLength(1);
    return;
  }
  for (const name of calls.keys()) {
    const count = wanted[name] ?? 0;
    const [least, most] = typeof count === 'number' ? [count, count] : count;
    expect(made[name], `calls of @${name} in ${at}: ${JSON.stringify(made)}`).toBeGreaterThanOrEqual(least);
    expect(made[name], `calls of @${name} in ${at}: ${JSON.stringify(made)}`).toBeLessThanOrEqual(most);
  }
}

function checkAttempts({ attempts, waits = [] }: Step, { row, named, answered }: Played): void {
  const made = recordsIn(row['attempts']);
  expect(new Set(made.map((attempt) => attempt['span_id'])).size, 'spans').toBe(made.length);
  const lines = made.map(({ target, provider, status, reason }) =>
    `${String(target).replace(/^config\.?/, '')} @${String(provider)} ${String(status)} ${String(reason)}`.trim(),
  );
  if (attempts !== undefined) expect(lines).toEqual(attempts.map(named));
  for (const [index, [least, most]] of waits.entries()) {
    const waited = Number(made[index]?.['wait_ms']);
    expect(waited, `wait before attempt ${index}`).toBeGreaterThanOrEqual(least);
    expect(waited, `wait before attempt ${index}`).toBeLessThanOrEqual(most);
  }
  checkTimes(made);
  // What was answered from memory has no attempt: steps say by `calls` that nobody was asked.
  const isFromMemory = made.length === 0 && answered.headers['x-tollgate-token-count'] === 'cache';
  if (row['is_success'] === true && !isHit(row['cache_status']) && !isFromMemory) {
    expect(made.at(-1)?.['provider'], 'the provider that answered').toBe(row['virtual_key'] ?? row['ai_org']);
  }
}

/** Each attempt begins when the one before has ended and the wait is over. */
function checkTimes(made: readonly JsonRecord[]): void {
  for (const [index, attempt] of made.slice(1).entries()) {
    const before = made[index] ?? {};
    const soonest = Number(before['started_ms']) + Number(before['duration_ms']) + Number(attempt['wait_ms']);
    // Node's timers count in whole milliseconds, and may be one early.
    expect(attempt['started_ms'], `start of attempt ${index + 1}`).toBeGreaterThan(soonest - 2);
  }
}

function checkSent(call: UpstreamCall | undefined, members: JsonRecord, { named }: Played): void {
  const body = isRecord(call?.json) ? call.json : {};
  for (const [key, value] of Object.entries(members)) {
    if (key === 'url') expect(call?.path).toContain(stringAt(members, 'url'));
    else if (key.startsWith('header '))
      expect(call?.headers[key.slice('header '.length)] ?? null, key).toBe(
        typeof value === 'string' ? named(value) : value,
      );
    else expect(body[key] ?? null, `${key} as the upstream got it`).toEqual(value);
  }
}
