/**
 * `node bench/bounds.ts`: how long large and hostile bodies hold the event loop, and how much memory they take, in every dialect,
 * native and translated: requests, whole answers and streams. Targets: no turn above 50 ms, at most 4 times the size of the body.
 * `--only PATTERN` runs the cases whose name matches a regular expression.
 */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { startTollgate, type Tollgate } from '../testkit/tollgate-process.ts';
import { isRecord } from '../testkit/json-shape.ts';
import { ANSWERS, answerOf, type Answer } from './bounds/answers.ts';
import { requestBody, type Dialect } from './bounds/bodies.ts';
import { CONVERSATIONS, LONG_QUESTION, QUESTION, type Conversation } from './bounds/conversations.ts';
import { METERED, type Metered } from './bounds/meter.ts';
import { peakMib, residentMib } from './measure/process-meter.ts';

const MAX_TURN_MS = 50;
const MAX_TIMES = 4;
/** Of a smaller body the memory says nothing: code that is compiled and pages that are touched for the first time are most of it. */
const MEASURED_MIB = 16;
const ROUNDS = 3;
const MIB = 1024 * 1024;

interface Way {
  from: Dialect;
  provider: string;
  /** The dialect of the upstream. */
  to: Dialect;
  model: string;
}

const WAYS: readonly Way[] = [
  { from: 'messages', provider: 'anthropic', to: 'messages', model: 'claude-sonnet-4-5' },
  { from: 'chat', provider: 'openai', to: 'chat', model: 'gpt-5.1' },
  { from: 'responses', provider: 'openai', to: 'responses', model: 'gpt-5.1' },
  { from: 'gemini', provider: 'google', to: 'gemini', model: 'gemini-2.5-pro' },
  { from: 'converse', provider: 'bedrock', to: 'converse', model: 'amazon.nova-pro-v1:0' },
  { from: 'messages', provider: 'openai', to: 'chat', model: 'gpt-5.1' },
  { from: 'messages', provider: 'google', to: 'gemini', model: 'gemini-2.5-pro' },
  { from: 'messages', provider: 'bedrock', to: 'converse', model: 'amazon.nova-pro-v1:0' },
  { from: 'chat', provider: 'anthropic', to: 'messages', model: 'claude-sonnet-4-5' },
  { from: 'responses', provider: 'anthropic', to: 'messages', model: 'claude-sonnet-4-5' },
  { from: 'gemini', provider: 'openai', to: 'chat', model: 'gpt-5.1' },
  { from: 'converse', provider: 'anthropic', to: 'messages', model: 'claude-sonnet-4-5' },
];

/** The upstream answers this until the next case. */
let answering: Answer | null = null;

const upstream = createServer((incoming, outgoing) => {
  incoming.resume().on('end', () => {
    const { contentType, bytes } = answering ?? { contentType: 'application/json', bytes: Buffer.from('{}') };
    outgoing.writeHead(200, { 'content-type': contentType }).end(bytes);
  });
});

async function setUp(tollgate: Tollgate, url: string): Promise<string> {
  const places = {
    anthropic: { custom_host: url },
    openai: { custom_host: `${url}/v1` },
    google: { custom_host: url },
    bedrock: { custom_host: url, aws_region: 'us-east-1' },
  };
  for (const [provider, configurations] of Object.entries(places)) {
    const integration = {
      name: provider,
      slug: provider,
      ai_provider_id: provider,
      key: 'a-key-of-the-bench',
      configurations,
    };
    const { status, body } = await tollgate.admin('POST', '/v1/integrations', integration);
    if (status >= 300) throw new Error(`${provider}: ${JSON.stringify(body)}`);
  }
  const made = await tollgate.admin('POST', '/v1/api-keys/workspace/service', {
    name: 'bench',
    scopes: ['completions.write'],
  });
  if (!isRecord(made.body)) throw new Error('No key was made.');
  return String(made.body['key']);
}

function pathOf({ from, model }: Way, stream: boolean): string {
  switch (from) {
    case 'messages':
      return '/v1/messages';
    case 'chat':
      return '/v1/chat/completions';
    case 'responses':
      return '/v1/responses';
    case 'gemini':
      return `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`;
    case 'converse':
      return `/model/${encodeURIComponent(model)}/${stream ? 'converse-stream' : 'converse'}`;
  }
}

interface Sent {
  way: Way;
  body: Buffer;
  stream: boolean;
}

interface Gateway {
  tollgate: Tollgate;
  key: string;
}

/** The status and, of an error, what it says. */
async function send({ tollgate, key }: Gateway, { way, body, stream }: Sent): Promise<string> {
  const sent = request(`${tollgate.url}${pathOf(way, stream)}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': body.length,
      authorization: `Bearer ${key}`,
      'x-portkey-provider': `@${way.provider}`,
    },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) if (text.length < 2000) text += String(chunk);
  const { statusCode = 0 } = answer;
  return statusCode === 200 ? '200' : `${statusCode} ${/"message":"(.{0,60})/.exec(text)?.[1] ?? ''}`;
}

async function meterOf({ process: { pid = 0 }, stdout }: Tollgate): Promise<Metered> {
  const before = stdout().length;
  process.kill(pid, 'SIGUSR2');
  for (;;) {
    const line = new RegExp(`${METERED}(.*)\n`).exec(stdout().slice(before))?.[1];
    if (line !== undefined) return JSON.parse(line) as Metered;
    await pause(5);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Case {
  name: string;
  way: Way;
  stream: boolean;
  body: () => Buffer;
  answer: () => Answer;
}

const asked = ({ from, model }: Way, conversation: Conversation, stream: boolean): Buffer =>
  requestBody(conversation, { dialect: from, model, stream });

function casesOf(way: Way): Case[] {
  const name = way.from === way.to ? way.from : `${way.from} to ${way.to}`;
  const requests = Object.entries(CONVERSATIONS).map(([kind, conversation]) => ({
    name: `${name}: request, ${kind}`,
    way,
    stream: false,
    body: () => asked(way, conversation(), false),
    answer: () => answerOf(way.to, ['Hello'], false),
  }));
  const answers = Object.entries(ANSWERS).flatMap(([kind, texts]) =>
    [false, true].map((stream) => ({
      name: `${name}: ${stream ? 'stream' : 'answer'}, ${kind}`,
      way,
      stream,
      body: () => asked(way, QUESTION, stream),
      answer: () => answerOf(way.to, texts(), stream),
    })),
  );
  return [...requests, ...answers];
}

interface Found {
  told: string;
  /** Of the request or the answer, whichever is larger. */
  sizeMib: number;
  /** What the first of the rounds took above what the process took before. */
  memoryMib: number;
  rounds: Metered[];
}

/** A process of its own for each: what one body left would hide what the next one takes. */
async function measure({ way, stream, body, answer }: Case, url: string): Promise<Found> {
  const meter = new URL('bounds/meter.ts', import.meta.url).href;
  const tollgate = await startTollgate({
    env: { NODE_OPTIONS: `--import=${meter} --max-semi-space-size=16`, TOLLGATE_BODY_MEMORY_MB: '512' },
  });
  try {
    const gateway = { tollgate, key: await setUp(tollgate, url) };
    const { pid = 0 } = tollgate.process;
    answering = answerOf(way.to, ['Hello'], stream);
    // The thread that translates has started before the memory is measured: it takes some 45 MB, whatever comes.
    for (const warm of [QUESTION, LONG_QUESTION]) await send(gateway, { way, stream, body: asked(way, warm, stream) });
    const sent = body();
    answering = answer();
    const found: Found = {
      told: '',
      sizeMib: Math.max(sent.length, answering.bytes.length) / MIB,
      memoryMib: 0,
      rounds: [],
    };
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    const before = residentMib([pid]);
    for (let round = 0; round < ROUNDS; round += 1) {
      await meterOf(tollgate);
      found.told = await send(gateway, { way, stream, body: sent });
      // The row and the bodies are written behind the answer.
      await pause(200);
      found.rounds.push(await meterOf(tollgate));
      if (round === 0) found.memoryMib = peakMib([pid]) - before;
    }
    return found;
  } finally {
    await tollgate.stop();
  }
}

function report(name: string, { told, sizeMib, memoryMib, rounds }: Found): void {
  const longest = Math.max(...rounds.map(({ longestTurnMs }) => longestTurnMs));
  const collection = Math.max(...rounds.map(({ longestCollectionMs }) => longestCollectionMs));
  const times = memoryMib / sizeMib;
  const isMissed = longest > MAX_TURN_MS || (sizeMib > MEASURED_MIB && times > MAX_TIMES);
  const figures = [
    `${longest.toFixed(0).padStart(4)} ms`,
    `(${rounds.map(({ longestTurnMs }) => longestTurnMs.toFixed(0)).join(', ')}; collection ${collection.toFixed(0)})`,
    `${times.toFixed(1).padStart(5)} x ${sizeMib.toFixed(0).padStart(2)} MiB`,
  ];
  console.log(`${isMissed ? 'MISSED' : 'ok    '} ${figures.join('  ')}  ${name}: ${told}`);
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const wanted = new RegExp(values.only);
upstream.listen(0, '127.0.0.1');
await once(upstream, 'listening');
const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
for (const one of WAYS.flatMap(casesOf)) if (wanted.test(one.name)) report(one.name, await measure(one, url));
upstream.close();
upstream.closeAllConnections();
