/**
 * `node bench/log.ts`: what a request's log row and its bodies cost, in processor time of all threads of this process,
 * and what is resident meanwhile. No HTTP: only storage, asked by so many requests at once as a busy gateway settles.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from '../src/observe/logger.ts';
import { openFileBlobs } from '../src/storage/blobs/files.ts';
import { createBodyArchive } from '../src/storage/bodies/body-archive.ts';
import { openDuckdbLog } from '../src/storage/log/duckdb.ts';
import type { LogRow } from '../src/storage/ports/log.ts';
import type { LogWriter } from '../src/storage/ports/log/writer.ts';
import { scanDocument } from '../src/wire/json/scan.ts';
import type { NanoDollars, WorkspaceId } from '../src/kernel/ids.ts';
import { gatewayInMemory } from '../testkit/gateway-in-memory.ts';
import { conversation, smallQuestion } from './load/conversations.ts';
import type { NextBody } from './load/conversations.ts';
import { median } from './measure/statistics.ts';
import { residentMib } from './measure/process-meter.ts';
import { createReport, figure } from './report/report.ts';
import { makeAnswers } from './upstream/answers.ts';

const AT_ONCE = 8;
const ROUNDS = 5;
/** Two whole segments of the journal. */
const ROWS = 20_480;
const SMALL_REQUESTS = 8000;
const LARGE_REQUESTS = 600;
/** So that several are filled, and compressed, while it is measured. */
const PACK_BYTES = 4 * 1024 * 1024;
const WORKSPACE = 'ws_bench' as WorkspaceId;

const clock = { now: () => Date.now(), elapsed: () => performance.now() };
const logger = createLogger({ level: 'warn', write: (line) => process.stderr.write(line), now: clock.now });

/** µs of processor time for each of `count`. */
async function cpuEach(count: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

/** `ask` so many times, `AT_ONCE` of them in each turn of the event loop. */
async function inGroups(count: number, ask: (number: number) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < count; first += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => ask(first + index)));
  }
}

const random = (digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(Math.random() * 16).toString(16)).join('');

const { row: template } = await gatewayInMemory().ask({ config: { provider: '@a' } });

/** As the gateway writes it; what differs between any two requests differs here. */
function row(number: number): LogRow {
  return {
    ...template,
    id: `req_${random(24)}`,
    created_at: template.created_at + number,
    trace_id: random(32),
    span_id: random(16),
    attempts: template.attempts.map((attempt) => ({
      ...attempt,
      duration_ms: (number % 9973) / 1000,
      upstream_request_id: `req_vrtx_${random(24)}`,
      span_id: random(16),
    })),
    cost_nano_usd: (12_345_678 + (number % 50_000)) as NanoDollars,
    response_time_ms: (number % 9941) / 1000,
    time_to_first_byte_ms: (number % 9967) / 1000,
    gateway_ms: (number % 499) / 1000,
    request_body: `whole 1:${number * 2000}:1000`,
    response_body: `whole 1:${number * 2000 + 1000}:1000`,
  };
}

/** Name of a piece, and what it takes: µs of processor time, or as the name says. */
type Found = Record<string, number>;

async function logRows(directory: string): Promise<Found> {
  const rows = Array.from({ length: ROWS }, (_, number) => row(number));
  const append = (log: LogWriter) => inGroups(ROWS, (number) => log.append(rows[number] ?? row(number)));

  // One log whose journal is never read, and one that reads it as a gateway under load does.
  const lazy = { segmentRows: Infinity, maxSegmentBytes: Infinity, flushEveryMs: 3_600_000 };
  const unread = await openDuckdbLog({ directory: join(directory, 'unread'), clock, logger, ...lazy });
  const journal = await cpuEach(ROWS, () => append(unread));
  const log = await openDuckdbLog({ directory: join(directory, 'read'), clock, logger });
  const both = await cpuEach(ROWS, async () => {
    await append(log);
    await log.list({ organisationId: template.organisation_id }, { limit: 1 });
  });
  await Promise.all([unread.close(), log.close()]);
  return { 'log row: to text, and to the journal': journal, 'log row: from the journal into DuckDB': both - journal };
}

interface BodyLoad {
  requests: number;
  client: () => NextBody;
  answer: string;
}

async function bodies(directory: string, { requests, client, answer }: BodyLoad): Promise<[us: number, disk: number]> {
  const blobs = await openFileBlobs({ directory, logger, maxPackBytes: PACK_BYTES });
  const archive = createBodyArchive({ blobs, clock });
  const clients = Array.from({ length: AT_ONCE }, client);
  let us = 0;
  for (let turn = 0; turn <= requests / AT_ONCE; turn += 1) {
    const asked = clients.map((next) => withBoundaries(next()));
    const answered = asked.map((_, index) => Buffer.from(`${answer}${turn} ${index}`));
    const cost = await cpuEach(requests, async () => {
      await Promise.all(asked.map(({ body, boundaries }) => archive.store(WORKSPACE, body, { boundaries })));
      await Promise.all(answered.map((body) => archive.store(WORKSPACE, body, { boundaries: [] })));
    });
    // Of the first turn all is new, as it is once in the life of a conversation.
    if (turn > 0) us += cost;
  }
  us += await cpuEach(requests, async () => {
    while (readdirSync(directory).filter((name) => name.endsWith('.bin')).length > 1) await pause(5);
    await blobs.close();
  });
  const full = readdirSync(directory).filter((name) => name.endsWith('.zst'));
  const compressed = full.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  return [us, (archive.stats().writtenBytes / requests) * (compressed / (full.length * PACK_BYTES))];
}

function withBoundaries(body: Buffer): { body: Buffer; boundaries: number[] } {
  const { members } = scanDocument(body, 'messages');
  return { body, boundaries: members.flatMap(({ elements, end }) => [...(elements ?? []).map((one) => one.end), end]) };
}

async function inFolder<Result>(work: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-bench-log-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function round(): Promise<Found> {
  const { whole, events } = makeAnswers();
  const [small, smallDisk] = await inFolder((directory) =>
    bodies(directory, { requests: SMALL_REQUESTS, client: () => smallQuestion, answer: whole }),
  );
  const [large, largeDisk] = await inFolder((directory) =>
    bodies(directory, { requests: LARGE_REQUESTS, client: conversation, answer: events.join('') }),
  );
  return {
    ...(await inFolder(logRows)),
    'bodies of 1 KB, question and answer': small,
    '  bytes on disk, in a full pack': smallDisk,
    'bodies of a turn of a conversation, 300 KB and 27 KB': large,
    '   bytes on disk, in a full pack': largeDisk,
    'resident, MiB': residentMib([process.pid]),
  };
}

const rounds: Found[] = [];
for (let n = 0; n < ROUNDS; n += 1) rounds.push(await round());
const rows = Object.keys(rounds[0] ?? {}).map((name) => {
  const figures = rounds.map((found) => found[name] ?? NaN);
  return [name, figure(median(figures)), `${figure(Math.min(...figures))} to ${figure(Math.max(...figures))}`];
});
createReport((text) => console.log(text)).table([['', `µs, median of ${ROUNDS}`, 'all rounds'], ...rows]);
