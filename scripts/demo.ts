/**
 * `npm run demo`: a gateway with a dashboard to look around in, without a Google account. `npm run demo -- --conversation`: one
 * conversation in the terminal, in ten seconds. Both against a simulated Vertex.
 */
import { priceOf } from '../src/catalog/price-book.ts';
import { formatLogLine, LOG_HEADER } from '../src/server/cli/logs/format.ts';
import { readLogPage, type LogLine } from '../src/server/cli/logs/log-row.ts';
import { emptyUsage, METERS } from '../src/wire/usage.ts';
import { startFakeVertex, type FakeVertex } from '../testkit/fake-vertex/fake-vertex.ts';
import type { PredictRequest } from '../testkit/fake-vertex/predict-request.ts';
import { isRecord, parseJson, recordsIn, stringAt, type JsonRecord } from '../testkit/json-shape.ts';
import { startTollgate, type Tollgate } from '../testkit/tollgate-process.ts';
import { answer, misbehave, type Answer } from '../testkit/upstream/answer.ts';
import { text, thinking, toolUse } from '../testkit/upstream/scripted-message.ts';
import { serveDemo } from './serve-demo.ts';

const MODEL = 'claude-sonnet-5';
const REGION = 'us-east5';

const isColoured = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
const style = (code: number) => (words: string) => (isColoured ? `\u001b[${code}m${words}\u001b[0m` : words);
const bold = style(1);
const dim = style(2);
const print = (line = ''): void => void process.stdout.write(`${line}\n`);

async function demo(): Promise<void> {
  const fake = await startFakeVertex({ checkSignatures: true });
  try {
    fake.onMessages(simulatedClaude);
    const tollgate = await startTollgate();
    try {
      await show(tollgate, fake);
    } finally {
      await tollgate.stop();
    }
  } finally {
    await fake.close();
  }
}

async function show(tollgate: Tollgate, fake: FakeVertex): Promise<void> {
  print(bold('1. Two processes'));
  print(`   Tollgate          ${tollgate.url}`);
  print(`   Vertex, simulated ${fake.url} ${dim('(refuses what the real one refuses)')}`);
  print();
  print(bold('2. Set up through the admin API'));
  const key = await tollgate.setUpVertex(fake);
  print('   POST /v1/integrations              vertex-prod: service account, us-east5; sealed at rest');
  print(`   POST /v1/api-keys/workspace/service ${key.slice(0, 6)}…  ${dim('shown once, kept as a hash')}`);
  print();
  print(bold('3. A conversation with tools, streamed'));
  await converse(tollgate.url, key);
  print(bold('4. What the log knows of it'));
  await showLog(tollgate);
  print(bold('5. What to do next'));
  print('   npm run demo                                       the dashboard, with two weeks of three teams in it');
  print('   npm start                                          the gateway, on http://127.0.0.1:8787');
  print('   README.md, "Your first provider"                   your own Vertex project, in a minute');
  print('   tollgate claude-code --write --provider <slug> Claude Code through it');
}

const QUESTION = 'The test "adds a tip" fails. Please find out why and mend it.';
const FILE = 'export const withTip = (bill, percent) => bill + bill * percent;\n';
const LAST_WORD = 'The percentage was never divided by 100. With that, withTip(50, 10) is 55, as the test wants.';

/** Three turns, each of which reads the prompt that the one before it has written to the cache. */
function simulatedClaude({ body }: PredictRequest): Answer {
  const done = recordsIn(body['messages']).filter((message) => message['role'] === 'assistant').length;
  const turns: Answer[] = [
    answer(
      [
        thinking('The test names withTip. I read the file before I guess.'),
        text('I look at the file first.'),
        toolUse('Read', { path: 'src/tip.js' }),
      ],
      { usage: { input: 4, cacheWrite5m: 18_240, output: 96, thinking: 31 } },
    ),
    answer(
      [
        thinking('percent is 10, not 0.1: the division is missing.'),
        toolUse('Edit', { path: 'src/tip.js', old: 'bill * percent', new: '(bill * percent) / 100' }),
      ],
      { usage: { input: 6, cacheRead: 18_240, cacheWrite5m: 310, output: 142, thinking: 24 } },
    ),
    answer([text(LAST_WORD)], { usage: { input: 5, cacheRead: 18_550, cacheWrite5m: 205, output: 48 } }),
  ];
  return misbehave(turns[done] ?? answer([text(LAST_WORD)]), { silenceBetweenEvents: 25, deltaLength: 9 });
}

async function converse(url: string, key: string): Promise<void> {
  const messages: JsonRecord[] = [{ role: 'user', content: QUESTION }];
  print(`   ${dim('user')}      ${QUESTION}`);
  for (;;) {
    const content = await turn(url, key, messages);
    const calls = content.filter((block) => block['type'] === 'tool_use');
    if (calls.length === 0) return print();
    const results = calls.map((call) => ({ type: 'tool_result', tool_use_id: call['id'], content: runTool(call) }));
    messages.push({ role: 'assistant', content }, { role: 'user', content: results });
  }
}

function runTool(call: JsonRecord): string {
  const result = stringAt(call, 'name') === 'Read' ? FILE : 'The file was edited. 1 test passed.';
  print(`   ${dim('tool')}      ${stringAt(call, 'name')}: ${result.trim()}`);
  return result;
}

const TOOLS = ['Read', 'Edit'].map((name) => ({
  name,
  description: `${name}s a file`,
  input_schema: { type: 'object' },
}));
const SYSTEM = [{ type: 'text', text: 'You mend programs.', cache_control: { type: 'ephemeral' } }];

/** One streamed request by plain `fetch`, as any client would send it. Returns the blocks of the answer. */
async function turn(url: string, key: string, messages: JsonRecord[]): Promise<JsonRecord[]> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-portkey-provider': '@vertex-prod',
      'x-portkey-trace-id': 'demo',
    },
    body: JSON.stringify({ model: MODEL, max_tokens: 1024, stream: true, system: SYSTEM, tools: TOOLS, messages }),
  });
  if (!response.ok || response.body === null)
    throw new Error(`Tollgate answered ${response.status}: ${await response.text()}`);
  const blocks: JsonRecord[] = [];
  let unread = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const frames = (unread + chunk).split('\n\n');
    unread = frames.pop() ?? '';
    for (const frame of frames) {
      const event = parseJson(/^data: (.*)$/m.exec(frame)?.[1] ?? '');
      if (isRecord(event)) receive(event, blocks);
    }
  }
  return blocks;
}

/** Builds the blocks up, and prints each piece as it comes. */
function receive(event: JsonRecord, blocks: JsonRecord[]): void {
  const started = event['content_block'];
  const delta = event['delta'];
  switch (event['type']) {
    case 'content_block_start':
      if (!isRecord(started)) return;
      // A tool's input comes as pieces of JSON text.
      blocks.push(started['type'] === 'tool_use' ? { ...started, input: '' } : { ...started });
      process.stdout.write(
        `   ${dim(stringAt(started, 'type').padEnd(9))} ${`${stringAt(started, 'name')} `.trimStart()}`,
      );
      return;
    case 'content_block_delta':
      if (isRecord(delta)) append(delta, blocks.at(-1));
      return;
    case 'content_block_stop':
      print();
      finish(blocks.at(-1));
      return;
    case 'message_delta':
      return print(`   ${dim('usage')}     ${dim(usageLine(event['usage']))}`);
    case 'error':
      throw new Error(`The stream ended with an error: ${JSON.stringify(event['error'])}`);
  }
}

function append(delta: JsonRecord, block: JsonRecord | undefined): void {
  if (block === undefined) return;
  const from =
    stringAt(delta, 'type') === 'input_json_delta' ? 'partial_json' : stringAt(delta, 'type').replace('_delta', '');
  const to = from === 'partial_json' ? 'input' : from;
  const piece = stringAt(delta, from);
  block[to] = stringAt(block, to) + piece;
  if (from !== 'signature') process.stdout.write(from === 'thinking' ? dim(piece) : piece);
}

function finish(block: JsonRecord | undefined): void {
  if (block?.['type'] === 'tool_use') block['input'] = parseJson(stringAt(block, 'input')) ?? {};
}

function usageLine(usage: unknown): string {
  if (!isRecord(usage)) return '';
  const parts = [
    ['input', 'input_tokens'],
    ['cache read', 'cache_read_input_tokens'],
    ['cache written', 'cache_creation_input_tokens'],
    ['output', 'output_tokens'],
  ] as const;
  return parts.map(([label, name]) => `${label} ${String(usage[name])}`).join(' · ');
}

async function showLog(tollgate: Tollgate): Promise<void> {
  const { status, body } = await tollgate.admin('GET', '/v1/logs?trace_id=demo');
  if (status !== 200) throw new Error(`GET /v1/logs answered ${status}: ${JSON.stringify(body)}`);
  const rows = readLogPage(body).rows.toReversed();
  print(`   ${dim(LOG_HEADER)}`);
  for (const row of rows) print(`   ${formatLogLine(row)}`);
  const paid = total(rows.map(({ cost }) => cost));
  const uncached = total(rows.map(costWithoutCache));
  const saved = Math.round((1 - paid / uncached) * 100);
  print(
    `   ${rows.length} requests cost ${inDollars(paid)}; without the prompt cache they would have cost ${inDollars(uncached)}: ${saved} % saved.`,
  );
  print();
}

/** The same tokens, all of them read afresh. */
function costWithoutCache({ model, input, cacheRead, cacheWrite, output }: LogLine): number {
  const inputTokens = (input ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0);
  const usage = { ...emptyUsage(), meters: { [METERS.input]: inputTokens, [METERS.output]: output ?? 0 } };
  const price = priceOf({ platform: 'vertex', model, region: REGION, usage });
  return 'costNanoUsd' in price ? price.costNanoUsd : 0;
}

const total = (costs: readonly (number | null)[]): number => costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
const inDollars = (nano: number): string => `$${(nano / 1e9).toFixed(4)}`;

if (process.argv.includes('--conversation')) await demo();
else await serveDemo(print);
