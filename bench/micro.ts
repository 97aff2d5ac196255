/** `node bench/micro.ts`: what the hot pieces cost by themselves, in this process, in µs each. */
import { generateKeyPairSync } from 'node:crypto';
import { factsFor } from '../src/catalog/models.ts';
import { priceOf } from '../src/catalog/price-book.ts';
import { vertex } from '../src/providers/vertex/index.ts';
import type { Connection } from '../src/providers/provider.ts';
import { StreamTap } from '../src/wire/dialects/anthropic-messages/stream-tap.ts';
import { scanDocument } from '../src/wire/json/scan.ts';
import type { JsonDocument } from '../src/wire/json/scan.ts';
import { hashKey } from '../src/kernel/key-hash.ts';
import { emptyUsage } from '../src/wire/usage.ts';
import { CLAUDE_CODE_HEADERS, claudeCodeBody } from '../testkit/claude-code-body.ts';
import { bedrockPieces } from './bedrock-pieces.ts';
import { smallQuestion } from './load/conversations.ts';
import { median } from './measure/statistics.ts';
import { createReport, figure } from './report/report.ts';
import { admission } from './admission.ts';
import { translationPieces } from './translation-pieces.ts';
import { makeAnswers } from './upstream/answers.ts';

const MODEL = 'claude-sonnet-4-20250514';
const SAMPLES = 25;
const SAMPLE_MS = 20;

/** Median over samples, each of as many calls as fit into its time. The first samples warm up. */
function microseconds(work: () => unknown): number {
  const samples = Array.from({ length: SAMPLES }, () => {
    const startedAt = performance.now();
    let calls = 0;
    let elapsed = 0;
    while (elapsed < SAMPLE_MS) {
      work();
      calls += 1;
      elapsed = performance.now() - startedAt;
    }
    return (elapsed / calls) * 1000;
  });
  return median(samples.slice(5));
}

const large = claudeCodeBody({ targetBytes: 300_000 });
const small = smallQuestion();
const largeDocument = scanDocument(large, 'messages');
const smallDocument = scanDocument(small, 'messages');
const events = makeAnswers().events.map((event) => Buffer.from(event));
const usage = {
  ...emptyUsage(),
  meters: { input_tokens: 6, cache_read_tokens: 71_000, cache_write_5m_tokens: 1200, output_tokens: 610 },
};
const keys = new Map(Array.from({ length: 1000 }, (_, index) => [hashKey(`tg-${index}`), index]));
const connection = connect();

const PIECES: Readonly<Record<string, () => unknown>> = {
  'find top-level members, 300 KB': () => scanDocument(large, 'messages'),
  'find top-level members, 1 KB': () => scanDocument(small, 'messages'),
  '  beside it: JSON.parse, 300 KB': () => JSON.parse(large.toString()) as unknown,
  'build the request for Vertex, 300 KB': () => build(largeDocument),
  'build the request for Vertex, 1 KB': () => build(smallDocument),
  'listen to a stream of 200 events, one by one': () => listen(events),
  'listen to it in one burst': () => listen([Buffer.concat(events)]),
  'hash a key and look it up among 1000': () => keys.get(hashKey('tg-500')),
  'find out who asks, among 100,000 keys, and whether they may': admission(),
  'price one usage record': () => priceOf({ platform: 'vertex', model: MODEL, region: 'us-east5', usage }),
  ...translationPieces(large, events),
  ...bedrockPieces(events),
};

function connect(): Connection {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const account = {
    type: 'service_account',
    project_id: 'acme-prod',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: 'tollgate@acme-prod.iam.gserviceaccount.com',
    token_uri: 'https://oauth2.googleapis.com/token',
  };
  return vertex.connect({
    key: '',
    configurations: {
      vertex_auth_type: 'serviceAccount',
      vertex_region: 'us-east5',
      vertex_service_account_json: account,
    },
  });
}

function build(document: JsonDocument): unknown {
  return connection.build({
    dialect: 'anthropic-messages',
    operation: 'generate',
    model: MODEL,
    stream: true,
    document,
    headers: CLAUDE_CODE_HEADERS,
    forwarded: {},
    facts: factsFor('vertex', MODEL),
    refused: { betas: new Set(), fields: new Set() },
    raw: false,
  });
}

function listen(chunks: readonly Buffer[]): StreamTap {
  const tap = new StreamTap();
  for (const chunk of chunks) tap.push(chunk);
  return tap;
}

const rows = Object.entries(PIECES).map(([name, work]) => [name, figure(microseconds(work))]);
createReport((text) => console.log(text)).table([['', 'µs'], ...rows]);
