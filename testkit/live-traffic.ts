/** Teams at work: conversations with tools, streamed through a Tollgate, until they are told to stop. */
import { setTimeout as pause } from 'node:timers/promises';
import type { PredictRequest } from './fake-vertex/predict-request.ts';
import { isRecord, type JsonRecord, parseJson, recordsIn, stringAt } from './json-shape.ts';
import { type Answer, answer, anthropicError, misbehave } from './upstream/answer.ts';
import { text, thinking, toolUse } from './upstream/scripted-message.ts';

export interface TrafficOptions {
  url: string;
  /** A gateway key of each team, by the team's name. */
  keys: ReadonlyMap<string, string>;
  /** Between two requests of a conversation, ms. */
  pauseMs: number;
  signal: AbortSignal;
}

const TASKS = [
  { ask: 'The test "adds a tip" fails. Please find out why and mend it.', file: 'src/tip.js' },
  { ask: 'Search is slow for queries with an umlaut. Where does the time go?', file: 'src/search/normalise.ts' },
  { ask: 'Add a health check to the worker, and a test for it.', file: 'src/worker/main.ts' },
  { ask: 'Why does the nightly import stop after 10,000 rows?', file: 'jobs/import.py' },
];
const MODELS = ['claude-sonnet-5', 'claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-8'];
const TOOLS = ['Read', 'Edit'].map((name) => ({
  name,
  description: `${name}s a file`,
  input_schema: { type: 'object' },
}));
const SYSTEM = [{ type: 'text', text: 'You mend programs.', cache_control: { type: 'ephemeral' } }];

/** One conversation at a time for each team. Resolves when the signal says stop and the last answers have come. */
export async function runLiveTraffic(options: TrafficOptions): Promise<void> {
  const teams = [...options.keys.values()].map((key, index) => work(options, { key, index }));
  await Promise.all(teams).catch((error: unknown) => {
    // Ctrl-C ends the gateway as well, and its streams with it.
    if (!options.signal.aborted) throw error;
  });
}

interface Team {
  key: string;
  index: number;
}

async function work({ url, pauseMs, signal }: TrafficOptions, { key, index }: Team): Promise<void> {
  for (let number = index; !signal.aborted; number += 1) {
    const session = crypto.randomUUID();
    const messages: JsonRecord[] = [{ role: 'user', content: TASKS[number % TASKS.length]?.ask ?? 'Hello' }];
    for (let turn = 0; turn < 4 && !signal.aborted; turn += 1) {
      const model = MODELS[(number + index) % MODELS.length];
      const content = await send({
        url,
        key,
        session,
        body: { model, max_tokens: 1024, stream: true, system: SYSTEM, tools: TOOLS, messages },
      });
      const calls = content.filter((block) => block['type'] === 'tool_use');
      await pause(pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      if (calls.length === 0) break;
      const results = calls.map((call) => ({
        type: 'tool_result',
        tool_use_id: call['id'],
        content: 'Done. 1 test passed.',
      }));
      messages.push({ role: 'assistant', content }, { role: 'user', content: results });
    }
  }
}

interface Sent {
  url: string;
  key: string;
  session: string;
  body: JsonRecord;
}

/** The blocks of the answer; none when it was refused. */
async function send({ url, key, session, body }: Sent): Promise<JsonRecord[]> {
  const response = await fetch(`${url}/v1/messages?beta=true`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'user-agent': 'claude-cli/2.1.20 (external, cli)',
      'x-claude-code-session-id': session,
      'x-portkey-provider': '@vertex-prod',
    },
    body: JSON.stringify(body),
  });
  const events = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => parseJson(line.slice('data: '.length)))
    .filter(isRecord);
  return assemble(events);
}

function assemble(events: readonly JsonRecord[]): JsonRecord[] {
  const blocks: JsonRecord[] = [];
  for (const event of events) {
    const block = blocks.at(-1);
    const { content_block: started, delta } = event;
    if (isRecord(started)) blocks.push(started['type'] === 'tool_use' ? { ...started, input: '' } : { ...started });
    else if (isRecord(delta) && block !== undefined) grow(block, delta);
  }
  return blocks.map((block) =>
    block['type'] === 'tool_use' ? { ...block, input: parseJson(stringAt(block, 'input')) ?? {} } : block,
  );
}

/** The delta of a block's text, thinking, signature, or of a tool's input as JSON text. */
function grow(block: JsonRecord, delta: JsonRecord): void {
  const type = stringAt(delta, 'type');
  const [from, to] =
    type === 'input_json_delta' ? ['partial_json', 'input'] : [type.replace('_delta', ''), type.replace('_delta', '')];
  if (delta[from] !== undefined) Object.assign(block, { [to]: stringAt(block, to) + stringAt(delta, from) });
}

/** What the simulated Claude answers: it reads, edits and explains; now and then it is overloaded. */
export function simulatedTeamwork({ body }: PredictRequest): Answer {
  if (Math.random() < 0.04) return anthropicError(529, 'overloaded_error', 'Overloaded');
  const messages = recordsIn(body['messages']);
  const done = messages.filter((message) => message['role'] === 'assistant').length;
  const cached = 14_000 + messages.length * 2600;
  const task = TASKS.find(({ ask }) => ask === messages[0]?.['content']) ?? TASKS[0];
  const file = task?.file ?? 'README.md';
  const usage = {
    input: 6,
    cacheRead: done === 0 ? 0 : cached,
    cacheWrite5m: done === 0 ? cached : 2600,
    output: 90 + done * 130,
  };
  const turns: Answer[] = [
    answer(
      [thinking(`I read ${file} before I guess.`), text('I look at the file first.'), toolUse('Read', { path: file })],
      { usage },
    ),
    answer(
      [
        text('There it is: the value is never divided.'),
        toolUse('Edit', { path: file, old: 'bill * percent', new: '(bill * percent) / 100' }),
      ],
      { usage },
    ),
  ];
  const last = answer(
    [text(`It is mended in ${file}, and the test passes. The percentage was never divided by 100.`)],
    { usage },
  );
  return misbehave(turns[done] ?? last, { delay: 250 + Math.random() * 900, silenceBetweenEvents: 25, deltaLength: 9 });
}
