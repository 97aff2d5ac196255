/** Streams that are guarded by a sliding window, in every dialect that clients speak. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGuardrail, type CompiledGuardrail } from '../../guardrails/definition.ts';
import { CHECKS } from '../../guardrails/registry.gen.ts';
import { readWritten } from '../../guardrails/shorthand.ts';
import { EventStreamReader, writeEventStreamMessage } from '../../wire/framing/aws-event-stream.ts';
import { SseReader } from '../../wire/framing/sse-reader.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { bedrockConverse } from '../../wire/dialects/bedrock-converse/index.ts';
import { gemini } from '../../wire/dialects/gemini/index.ts';
import { openaiCompletions } from '../../wire/dialects/openai-operations/completions.ts';
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
import { openaiResponses } from '../../wire/dialects/openai-responses/index.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import { openAnswerGuard } from './answer-guard.ts';
import type { GuardedRequest, GuardSink } from './guard.ts';
import { newHooks, type Hooks } from './hooks.ts';

const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';
const DOCUMENT = scanDocument(Buffer.from('{"model":"m","stream":true}'));

const sse = (data: JsonObject): string =>
  `${typeof data['type'] === 'string' ? `event: ${data['type']}\n` : ''}data: ${JSON.stringify(data)}\n\n`;

const frame = (type: string, payload: JsonObject): string =>
  writeEventStreamMessage(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    Buffer.from(JSON.stringify(payload)),
  ).toString('latin1');

interface Spoken {
  /** Text of the answer, in pieces. */
  text: readonly string[];
  /** The input of a tool call, in pieces; absent = there is no call. */
  input?: readonly string[];
}

/** How each dialect streams the same answer, and where its text and its tool's input stand. */
interface Streaming {
  dialect: Dialect;
  /** Bytes as latin1. */
  stream(spoken: Spoken): string;
  /** Absent = they are server-sent events. */
  eventsIn?: (out: string) => JsonObject[];
  /** The text and the tool's input that the deltas make. */
  read(events: JsonObject[]): [text: string, input: string];
}

const DIALECTS: Readonly<Record<string, Streaming>> = {
  anthropic: {
    dialect: anthropicMessages,
    stream({ text, input }) {
      const message = { id: 'm', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null };
      const delta = (index: number, value: object) => sse({ type: 'content_block_delta', index, delta: value });
      const block = (index: number, value: object, deltas: string) =>
        sse({ type: 'content_block_start', index, content_block: value }) +
        deltas +
        sse({ type: 'content_block_stop', index });
      return [
        sse({ type: 'message_start', message }),
        block(0, { type: 'text', text: '' }, text.map((one) => delta(0, { type: 'text_delta', text: one })).join('')),
        input === undefined
          ? ''
          : block(
              1,
              { type: 'tool_use', id: 't', name: 'Bash', input: {} },
              input.map((one) => delta(1, { type: 'input_json_delta', partial_json: one })).join(''),
            ),
        sse({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } }),
        sse({ type: 'message_stop' }),
      ].join('');
    },
    read: (events) => [
      events.map((event) => String((event['delta'] as JsonObject | undefined)?.['text'] ?? '')).join(''),
      events.map((event) => String((event['delta'] as JsonObject | undefined)?.['partial_json'] ?? '')).join(''),
    ],
  },
  chat: {
    dialect: openaiChat,
    stream({ text, input = [] }) {
      const chunk = (delta: object, reason: string | null = null) =>
        sse({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }] });
      const call = (value: object) => chunk({ tool_calls: [{ index: 0, ...value }] });
      return [
        chunk({ role: 'assistant', content: '' }),
        ...text.map((content) => chunk({ content })),
        ...(input.length === 0 ? [] : [call({ id: 't', type: 'function', function: { name: 'Bash', arguments: '' } })]),
        ...input.map((one) => call({ function: { arguments: one } })),
        chunk({}, 'stop'),
        'data: [DONE]\n\n',
      ].join('');
    },
    read(events) {
      const deltas = events.map((event) => ((event['choices'] as JsonObject[])[0]?.['delta'] ?? {}) as JsonObject);
      const called = deltas.map((delta) => (delta['tool_calls'] as JsonObject[] | undefined)?.[0]?.['function']);
      return [
        deltas.map(({ content }) => String(content ?? '')).join(''),
        called.map((one) => (isObject(one) ? String(one['arguments']) : '')).join(''),
      ];
    },
  },
  converse: {
    dialect: bedrockConverse,
    stream({ text, input }) {
      const delta = (index: number, value: object) =>
        frame('contentBlockDelta', { contentBlockIndex: index, delta: value, p: 'abcd' });
      const stop = (index: number) => frame('contentBlockStop', { contentBlockIndex: index });
      const start = { toolUse: { toolUseId: 't', name: 'Bash' } };
      return [
        frame('messageStart', { role: 'assistant' }),
        ...text.map((one) => delta(0, { text: one })),
        stop(0),
        ...(input === undefined
          ? []
          : [
              frame('contentBlockStart', { contentBlockIndex: 1, start }),
              ...input.map((one) => delta(1, { toolUse: { input: one } })),
              stop(1),
            ]),
        frame('messageStop', { stopReason: 'end_turn' }),
        frame('metadata', { usage: { inputTokens: 1, outputTokens: 3, totalTokens: 4 } }),
      ].join('');
    },
    eventsIn: (out) =>
      new EventStreamReader().push(Buffer.from(out, 'latin1')).map(({ payload }) => {
        const value: unknown = JSON.parse(payload.toString());
        return isObject(value) ? value : {};
      }),
    read(events) {
      const deltas = events.map(({ delta }) => (isObject(delta) ? delta : {}));
      const called = deltas.map(({ toolUse }) => (isObject(toolUse) ? String(toolUse['input']) : ''));
      return [deltas.map(({ text }) => String(text ?? '')).join(''), called.join('')];
    },
  },
  gemini: {
    dialect: gemini,
    stream({ text, input }) {
      const chunk = (parts: object[], more: object = {}) =>
        sse({ candidates: [{ content: { role: 'model', parts }, index: 0, ...more }], responseId: 'r' });
      const call = { functionCall: { name: 'Bash', args: JSON.parse(input?.join('') ?? 'null') } };
      return [
        ...text.map((one) => chunk([{ text: one }])),
        input === undefined ? '' : chunk([call]),
        sse({
          candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, finishReason: 'STOP', index: 0 }],
          usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 3, totalTokenCount: 4 },
        }),
      ].join('');
    },
    read(events) {
      const parts = events.flatMap((event) =>
        (event['candidates'] as JsonObject[]).flatMap(({ content }) =>
          isObject(content) ? (content['parts'] as JsonObject[]) : [],
        ),
      );
      const call = parts.find((part) => isObject(part['functionCall']))?.['functionCall'];
      return [parts.map(({ text }) => String(text ?? '')).join(''), isObject(call) ? JSON.stringify(call['args']) : ''];
    },
  },
  responses: {
    dialect: openaiResponses,
    stream({ text, input }) {
      const whole = text.join('');
      const part = { type: 'output_text', text: whole, annotations: [] };
      const said = { id: 'i', type: 'message', role: 'assistant', status: 'completed', content: [part] };
      const call = { id: 'f', type: 'function_call', call_id: 't', name: 'Bash', arguments: input?.join('') };
      const output = input === undefined ? [said] : [said, call];
      const at = { item_id: 'i', output_index: 0, content_index: 0 };
      return [
        sse({ type: 'response.created', response: { id: 'r', output: [] } }),
        sse({ type: 'response.output_item.added', output_index: 0, item: { ...said, content: [] } }),
        sse({ type: 'response.content_part.added', ...at, part: { ...part, text: '' } }),
        ...text.map((delta) => sse({ type: 'response.output_text.delta', ...at, delta })),
        sse({ type: 'response.output_text.done', ...at, text: whole }),
        sse({ type: 'response.content_part.done', ...at, part }),
        sse({ type: 'response.output_item.done', output_index: 0, item: said }),
        ...(input === undefined
          ? []
          : [
              sse({ type: 'response.output_item.added', output_index: 1, item: { ...call, arguments: '' } }),
              ...input.map((delta) => sse({ type: 'response.function_call_arguments.delta', output_index: 1, delta })),
              sse({ type: 'response.function_call_arguments.done', output_index: 1, arguments: call.arguments }),
              sse({ type: 'response.output_item.done', output_index: 1, item: call }),
            ]),
        sse({ type: 'response.completed', response: { id: 'r', status: 'completed', output } }),
      ].join('');
    },
    read(events) {
      const deltas = (type: string) =>
        events.flatMap((event) => (event['type'] === type ? [String(event['delta'])] : [])).join('');
      return [deltas('response.output_text.delta'), deltas('response.function_call_arguments.delta')];
    },
  },
};

function compiled(written: JsonObject): CompiledGuardrail {
  const { id, type, definition } = readWritten(written);
  const guardrail = compileGuardrail(definition, { id: id ?? 'g', type, checks: CHECKS });
  if (!guardrail.ok) throw new Error(JSON.stringify(guardrail.problem));
  return guardrail.value;
}

interface Ran {
  /** What reached the client, its bytes as latin1, and after which piece of the upstream's. */
  out: string;
  sentAfter: number[];
  denial: string | null;
  hooks: Hooks;
}

interface Given {
  spoken: Spoken;
  guardrails: readonly JsonObject[];
  hooks?: Hooks;
  /** Bytes of each chunk, again and again. */
  sizes?: readonly number[];
}

function askedOf(dialect: Dialect, guardrails: readonly JsonObject[], hooks: Hooks): GuardedRequest {
  const output = guardrails.map((one) => ({ kind: 'inline', guardrail: compiled(one) }));
  const nothing = { input: [], output: [] };
  return {
    exchange: {
      endpoint: { dialect, operation: 'messages' },
      workspace: { id: 'w', organisationId: 'o', guardrails: nothing },
      snapshot: { guardrails: new Map(), organisations: new Map() },
      caller: { organisationId: 'o' },
      stream: true,
      metadata: {},
      headers: {},
      document: DOCUMENT,
    },
    target: {
      settings: { guardrails: { ...nothing, output } },
      provider: { provider: { id: 'anthropic' } },
      model: 'm',
    },
    hooks,
    using: {
      elapsed: () => 0,
      nextTurn: () => Promise.resolve(),
      checkPorts: {
        now: () => 0,
        call: () => Promise.reject(new Error('Nobody was to be called.')),
        mask: (text: string) => text,
      },
    },
    keepFromCache: () => undefined,
  } as unknown as GuardedRequest;
}

/** The stream in these chunks of bytes, each when the guard has done with the one before. */
async function run({ dialect, stream }: Streaming, given: Given): Promise<Ran> {
  const { spoken, guardrails, hooks = newHooks(), sizes: chunks = [1_000_000] } = given;
  const guard = openAnswerGuard(askedOf(dialect, guardrails, hooks));
  if (guard?.attach === undefined) throw new Error('It is not held by a window.');
  const ran: Ran = { out: '', sentAfter: [], denial: null, hooks };
  let chunk = 0;
  guard.attach(sinkOf(ran, () => chunk));
  const reader = dialect.stream?.openReader(DOCUMENT);
  for (const bytes of inChunks(Buffer.from(stream(spoken), 'latin1'), chunks)) {
    const events = reader?.push(bytes) ?? null;
    if (events !== null) expect(guard.offer(events)).toEqual({ action: 'taken' });
    await new Promise(setImmediate);
    chunk += 1;
  }
  const last = await guard.end();
  const sink = sinkOf(ran, () => chunk);
  if (last.action === 'replace') sink.pass(last.bytes);
  if (last.action === 'refuse') sink.refuse(last.error);
  return ran;
}

const sinkOf = (ran: Ran, chunk: () => number): GuardSink => ({
  pass(events) {
    if (ran.denial !== null) return;
    ran.out += events.toString('latin1');
    ran.sentAfter.push(chunk());
  },
  refuse: (error) => void (ran.denial ??= error.message),
});

function* inChunks(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, chunk = 0; at < bytes.length; chunk += 1) {
    const size = sizes[chunk % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

function eventsIn(out: string): JsonObject[] {
  return new SseReader().push(Buffer.from(out)).flatMap(({ data }): JsonObject[] => {
    const value: unknown = data.startsWith('{') ? JSON.parse(data) : null;
    return isObject(value) ? [value] : [];
  });
}

const inPieces = (text: string, sizes: readonly number[]): string[] => {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const size = sizes[pieces.length % sizes.length] ?? 1;
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
};

const MASKS = {
  id: 'masks',
  'tollgate.secrets': { redact: true },
  'portkey.pii': { redact: true, categories: ['EMAIL_ADDRESS', 'CREDIT_CARD'] },
  stream: { mode: 'hold', tokens: 20 },
};
const NO_AURORA = {
  id: 'no-aurora',
  deny: true,
  regexMatch: { rule: '(?i)aurora', not: true },
  stream: { mode: 'hold' },
};
const FILLER = 'The build has run, and all of its steps are green. ';
const TEXT = `${FILLER}Use ${TOKEN}, mail ada@firma.ch. ${FILLER.repeat(4)}Card 4539 5787 6362 1486, again ${TOKEN}! ${FILLER}`;
const MASKED = `${FILLER}Use {{GITHUB_TOKEN_1}}, mail {{EMAIL_ADDRESS_1}}. ${FILLER.repeat(4)}Card {{CREDIT_CARD_1}}, again {{GITHUB_TOKEN_1}}! ${FILLER}`;
const INPUT = JSON.stringify({
  command: `curl -H "x: ${TOKEN}"\n`,
  about: 'mail ada@firma.ch',
  n: 12345678901234567890n.toString(),
  card: 4539578763621486,
  'ada@firma.ch': 1,
});

const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });

describe.each(Object.entries(DIALECTS))('%s: a stream that is held by a window', (_, of) => {
  const whole = (out: string) => of.read((of.eventsIn ?? eventsIn)(out));

  it('is masked alike in whatever pieces it comes: deltas and chunks of bytes', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, sizes, sizes, async (deltas, inputs, bytes) => {
        const spoken = { text: inPieces(TEXT, deltas), input: inPieces(INPUT, inputs) };
        const ran = await run(of, { spoken, guardrails: [MASKS], sizes: bytes });
        const [text, input] = whole(ran.out);
        expect(text).toBe(MASKED);
        expect(JSON.parse(input)).toMatchObject({
          command: 'curl -H "x: {{GITHUB_TOKEN_1}}"\n',
          about: 'mail {{EMAIL_ADDRESS_1}}',
          card: '{{CREDIT_CARD_2}}',
          '{{EMAIL_ADDRESS_1}}': 1,
        });
        expect(ran.out).not.toContain(TOKEN);
      }),
      { numRuns: 12 },
    );
  });

  it('leaves byte for byte where nothing is found', async () => {
    const spoken = { text: inPieces(FILLER.repeat(9), [7]), input: ['{"command": ', '"ls"}'] };
    const ran = await run(of, { spoken, guardrails: [MASKS, NO_AURORA] });
    expect(ran.out).toBe(of.stream(spoken));
  });

  it('keeps back no more than the tokens that were asked for, and a tool call until it is whole', async () => {
    const spoken = { text: inPieces(FILLER.repeat(9), [5]), input: ['{"command": ', '"ls"}'] };
    const ran = await run(of, { spoken, guardrails: [MASKS], sizes: [80] });
    expect(ran.sentAfter.length).toBeGreaterThan(8);
  });

  it('is stopped before what is denied is out, and what left before is legal', async () => {
    const spoken = { text: inPieces(`${FILLER.repeat(9)} The project is Aurora. ${FILLER}`, [9]) };
    const ran = await run(of, { spoken, guardrails: [NO_AURORA], sizes: [50] });
    expect(ran.denial).toContain('no-aurora');
    const [text] = whole(ran.out);
    expect(text).toMatch(/^The build has run/);
    expect(text).not.toMatch(/Auror/);
    expect(ran.hooks.output).toMatchObject([{ id: 'no-aurora', verdict: false, deny: true }]);
  });

  it('shows nothing of a tool call that is denied, and the text before it', async () => {
    const rules = { id: 'rules', deny: true, 'tollgate.agentRules': {}, stream: { mode: 'hold' } };
    const spoken = { text: [FILLER], input: ['{"command": "rm', ' -rf /"}'] };
    const ran = await run(of, { spoken, guardrails: [rules] });
    expect(ran.denial).toContain('recursive_delete');
    expect(ran.out).not.toContain('Bash');
    expect(whole(ran.out)[0]).toBe(FILLER);
  });

  it('has parts of a tool call masked by rules for agents, and nothing of a text', async () => {
    const rules = [{ action: 'mask', pattern: '"prod-[^"]+"', replacement: '"te\\st"' }];
    const said = 'deploy --to "prod-7"\nls';
    const spoken = { text: [said], input: inPieces(JSON.stringify({ command: said }), [9]) };
    const ran = await run(of, { spoken, guardrails: [{ id: 'rules', 'tollgate.agentRules': { rules } }] });
    const [text, input] = whole(ran.out);
    expect(text).toBe(said);
    expect(JSON.parse(input)).toEqual({ command: 'deploy --to "te\\st"\nls' });
    expect(ran.hooks.output).toMatchObject([{ verdict: true, checks: [{ transformed: true }] }]);
  });

  it('gives placeholders their values back across events, escaped where they stand in JSON', async () => {
    const hooks = newHooks();
    const value = 'line "one"\nline two';
    hooks.placeholders.of('PRIVATE_KEY', value, true);
    const spoken = {
      text: ['I write {{PRIV', 'ATE_KEY_1', '}} now {{OTHER_1}}'],
      input: ['{"content":"{{PRIVATE', '_KEY_1}}"}'],
    };
    const ran = await run(of, { spoken, guardrails: [], hooks });
    const [text, input] = whole(ran.out);
    expect(text).toBe(`I write ${value} now {{OTHER_1}}`);
    expect(JSON.parse(input)).toEqual({ content: value });
  });

  it('judges at the end what only the whole shows, and ends the stream there', async () => {
    const short = { id: 'short', deny: true, wordCount: { maxWords: 20 }, stream: { mode: 'hold' } };
    const spoken = { text: inPieces(FILLER.repeat(9), [30]) };
    const ran = await run(of, { spoken, guardrails: [short] });
    expect(ran.denial).toContain('short');
    expect(ran.out).not.toContain('message_stop');
    expect(await run(of, { spoken: { text: ['Short.'] }, guardrails: [short] })).toMatchObject({ denial: null });
  });
});

describe('what says words over again, token by token', () => {
  const probed = (text: string) => ({ token: text, logprob: -0.1, bytes: [...Buffer.from(text)], top_logprobs: [] });
  const of = DIALECTS['chat'];
  if (of === undefined) throw new Error('It is there.');
  const chunk = (content: string) =>
    sse({ id: 'c', choices: [{ index: 0, delta: { content }, logprobs: { content: [probed(content)] } }] });

  it('is emptied in events whose words are masked, and stays in the others', async () => {
    const pieces = ['Use ', TOKEN.slice(0, 9), TOKEN.slice(9), ' now. ', ...inPieces(FILLER.repeat(3), [20])];
    const stream = (): string => `${pieces.map(chunk).join('')}data: [DONE]\n\n`;
    const ran = await run({ ...of, stream }, { spoken: { text: [] }, guardrails: [MASKS] });
    const logprobs = eventsIn(ran.out).map(({ choices }) => (choices as JsonObject[])[0]?.['logprobs']);
    expect(ran.out).toContain('{{GITHUB_TOKEN_1}}');
    for (const piece of [TOKEN, TOKEN.slice(0, 9), TOKEN.slice(9)]) expect(ran.out).not.toContain(piece);
    expect(logprobs.slice(0, 4)).toMatchObject([{ content: [{ token: 'Use ' }] }, null, null, { content: [{}] }]);
  });

  it('is emptied in an event that says the words of those before, without any of its own', async () => {
    const alone = sse({ id: 'c', choices: [{ index: 0, delta: {}, logprobs: { content: [probed(TOKEN)] } }] });
    const stream = (): string => `${chunk(`Use ${TOKEN}.`)}${alone}data: [DONE]\n\n`;
    const ran = await run({ ...of, stream }, { spoken: { text: [] }, guardrails: [MASKS] });
    expect(ran.out).not.toContain(TOKEN);
    const plain = (): string => `${chunk('Use it.')}${alone.replace(TOKEN, 'it')}data: [DONE]\n\n`;
    const passed = await run({ ...of, stream: plain }, { spoken: { text: [] }, guardrails: [MASKS] });
    expect(passed.out).toBe(plain());
  });

  it('is emptied in a whole answer that is masked, but not in what a tool gets, and stays in one that is not', async () => {
    const tool = { type: 'function', function: { name: 'x', arguments: '{"logprobs":["a"]}' } };
    const said = (content: string) => ({
      choices: [
        {
          message: { role: 'assistant', content, tool_calls: [tool] },
          logprobs: { content: inPieces(content, [5]).map(probed) },
        },
      ],
    });
    const judge = async (answer: object) =>
      openAnswerGuard(askedOf(of.dialect, [MASKS], newHooks()))?.judge(Buffer.from(JSON.stringify(answer)));
    const verdict = await judge(said(`Use ${TOKEN}.`));
    const message = { role: 'assistant', content: 'Use {{GITHUB_TOKEN_1}}.', tool_calls: [tool] };
    expect(JSON.parse(verdict?.action === 'replace' ? verdict.bytes.toString() : '{}')).toEqual({
      choices: [{ message, logprobs: null }],
    });
    expect(await judge(said('Use it.'))).toEqual({ action: 'pass' });
  });

  it('is emptied in an older completion that is masked', async () => {
    const said = (text: string) => ({
      choices: [
        { text, index: 0, logprobs: { tokens: inPieces(text, [5]), token_logprobs: [-0.1], top_logprobs: null } },
      ],
    });
    const asked = askedOf(openaiCompletions, [MASKS], newHooks());
    const verdict = await openAnswerGuard(asked)?.judge(Buffer.from(JSON.stringify(said(`Use ${TOKEN}.`))));
    expect(JSON.parse(verdict?.action === 'replace' ? verdict.bytes.toString() : '{}')).toEqual({
      choices: [{ text: 'Use {{GITHUB_TOKEN_1}}.', index: 0, logprobs: null }],
    });
  });
});

it('a rule to mask changes what a string of a call says, and neither names of members nor other arguments', async () => {
  const rules = [{ action: 'mask', pattern: 'password=.*' }];
  const guardrail = { id: 'r', 'tollgate.agentRules': { rules } };
  const calling = (input: object) => ({
    choices: [
      { message: { role: 'assistant', tool_calls: [{ function: { name: 'x', arguments: JSON.stringify(input) } }] } },
    ],
  });
  const asked = askedOf(openaiChat, [guardrail], newHooks());
  const answer = calling({ command: 'login password=x', cwd: '/a', tries: 5 });
  const verdict = await openAnswerGuard(asked)?.judge(Buffer.from(JSON.stringify(answer)));
  expect(JSON.parse(verdict?.action === 'replace' ? verdict.bytes.toString() : '{}')).toEqual(
    calling({ command: 'login [masked]', cwd: '/a', tries: 5 }),
  );
});

it('of a tool’s input only what is found becomes another: names, numbers and strings; every other byte stays', async () => {
  const before = `{ "a":1.50, "ada@firma.ch" : [ 4539578763621486, "\\u0041 ada@firma.ch" ],"logprobs":["x"]}`;
  const answer = (input: string) =>
    `{"content":[{"type":"tool_use","id":"t","name":"X","input":${input}}],"stop_reason":"tool_use"}`;
  const asked = askedOf(anthropicMessages, [MASKS], newHooks());
  const verdict = await openAnswerGuard(asked)?.judge(Buffer.from(answer(before)));
  const after = `{ "a":1.50, "{{EMAIL_ADDRESS_1}}" : [ "{{CREDIT_CARD_1}}", "\\u0041 {{EMAIL_ADDRESS_1}}" ],"logprobs":["x"]}`;
  expect(verdict?.action === 'replace' ? verdict.bytes.toString() : '').toBe(answer(after));
});

describe('a key in PEM', () => {
  it('is waited for to its end, however many lines it has', async () => {
    const lines = Array.from({ length: 26 }, (_, at) =>
      'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ'.slice(at % 5).padEnd(64, 'Qz7'),
    );
    const key = `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----`;
    const of = DIALECTS['anthropic'];
    if (of === undefined) throw new Error('It is there.');
    const spoken = { text: inPieces(`${FILLER}${key}\n${FILLER}`, [11, 3]) };
    const ran = await run(of, { spoken, guardrails: [MASKS] });
    expect(of.read(eventsIn(ran.out))[0]).toBe(`${FILLER}{{PRIVATE_KEY_1}}\n${FILLER}`);
  });
});

describe('converse', () => {
  const of = DIALECTS['converse'];
  if (of === undefined) throw new Error('It is there.');
  const streamed = (frames: string[]): Streaming => ({ ...of, stream: () => frames.join('') });
  const reasoning = (value: object) =>
    frame('contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: value } });
  const end = frame('messageStop', { stopReason: 'end_turn' });

  it('leaves reasoning with its signature, and an exception, as they are', async () => {
    const exception = writeEventStreamMessage(
      { ':exception-type': 'throttlingException', ':message-type': 'exception' },
      Buffer.from('{"message":"Too many."}'),
    ).toString('latin1');
    const frames = [
      frame('messageStart', { role: 'assistant' }),
      reasoning({ text: TOKEN }),
      reasoning({ signature: 's' }),
    ];
    const ran = await run(streamed([...frames, end]), { spoken: { text: [] }, guardrails: [MASKS], sizes: [33] });
    expect(ran.out).toBe([...frames, end].join(''));
    const broken = await run(streamed([...frames, exception]), { spoken: { text: [] }, guardrails: [MASKS] });
    expect(broken.out).toBe(frames.join(''));
  });

  it('keeps the headers of an event whose text it changes', async () => {
    const spoken = { text: [`Use ${TOKEN} now.`] };
    const ran = await run(of, { spoken, guardrails: [MASKS] });
    const changed = new EventStreamReader().push(Buffer.from(ran.out, 'latin1'))[1];
    expect(changed?.headers).toEqual({
      ':event-type': 'contentBlockDelta',
      ':content-type': 'application/json',
      ':message-type': 'event',
    });
    expect(changed?.payload.toString()).toBe(
      '{"contentBlockIndex":0,"delta":{"text":"Use {{GITHUB_TOKEN_1}} now."},"p":"abcd"}',
    );
  });
});

describe('chat completions', () => {
  const of = DIALECTS['chat'];
  if (of === undefined) throw new Error('It is there.');
  const chunk = (delta: object, more: object = {}) => sse({ choices: [{ index: 0, delta, ...more }] });
  const streamed = (...chunks: string[]): Streaming => ({
    ...of,
    stream: () => [...chunks, 'data: [DONE]\n\n'].join(''),
  });

  it('has masked what a host shows in parts: in what a router tells of reasoning, and in parts of the content', async () => {
    const [begin, end] = [TOKEN.slice(0, 9), TOKEN.slice(9)];
    const detail = (text: string) => ({ type: 'reasoning.text', text, index: 0 });
    const said = [begin, end].flatMap((text) => [
      chunk({
        reasoning: text,
        reasoning_details: [detail(text), { type: 'reasoning.summary', index: 1, summary: text }],
      }),
      chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] }),
    ]);
    const parts = [begin, end].map((text) => chunk({ content: [{ type: 'text', text }] }));
    const spoken = streamed(...said, ...parts, chunk({}, { finish_reason: 'stop' }));
    const ran = await run(spoken, { spoken: { text: [] }, guardrails: [MASKS] });
    for (const piece of [begin, end]) expect(ran.out).not.toContain(piece);
    expect(ran.out.match(/\{\{GITHUB_TOKEN_1\}\}/g)).toHaveLength(5);
    const message = {
      role: 'assistant',
      content: [{ type: 'thinking', thinking: [{ type: 'text', text: TOKEN }] }],
      reasoning_details: [detail(TOKEN), { ...detail(TOKEN), signature: 's' }],
    };
    const asked = askedOf(openaiChat, [MASKS], newHooks());
    const verdict = await openAnswerGuard(asked)?.judge(Buffer.from(JSON.stringify({ choices: [{ message }] })));
    expect(JSON.parse(verdict?.action === 'replace' ? verdict.bytes.toString() : '{}')).toEqual({
      choices: [
        {
          message: {
            role: 'assistant',
            content: [{ type: 'thinking', thinking: [{ type: 'text', text: '{{GITHUB_TOKEN_1}}' }] }],
            reasoning_details: [detail('{{GITHUB_TOKEN_1}}'), { ...detail(TOKEN), signature: 's' }],
          },
        },
      ],
    });
  });

  it('has masked what a host shows of the model’s thoughts, and lets no check judge them', async () => {
    const said = [
      chunk({ reasoning_content: `Aurora, ${TOKEN.slice(0, 9)}` }),
      chunk({ reasoning_content: TOKEN.slice(9) }),
    ];
    const spoken = streamed(...said, chunk({ content: 'Done.' }), chunk({}, { finish_reason: 'stop' }));
    const ran = await run(spoken, { spoken: { text: [] }, guardrails: [MASKS, NO_AURORA] });
    const deltas = eventsIn(ran.out).flatMap(({ choices }) => choices as { delta: JsonObject }[]);
    expect(deltas.map(({ delta }) => delta['reasoning_content'] ?? '').join('')).toBe('Aurora, {{GITHUB_TOKEN_1}}');
    expect(ran.denial).toBeNull();
  });
});

describe('gemini', () => {
  const of = DIALECTS['gemini'];
  if (of === undefined) throw new Error('It is there.');
  const call = (args: object, place = 0) => ({
    candidates: [
      {
        content: {
          parts: [...Array.from({ length: place }, () => ({ text: '' })), { functionCall: { name: 'Bash', args } }],
        },
      },
    ],
  });
  const streamed = (events: object[]): Streaming => ({
    ...of,
    stream: () => events.map((event) => sse(event as JsonObject)).join(''),
  });
  const stop = { candidates: [{ finishReason: 'STOP' }], usageMetadata: { totalTokenCount: 3 } };

  it('masks each of several calls that stand at the same place of their events', async () => {
    const secret = { command: `echo ${TOKEN}` };
    const events = [call(secret), call({ command: 'ls' }), call(secret), stop];
    const ran = await run(streamed(events), { spoken: { text: [] }, guardrails: [MASKS], sizes: [40] });
    const masked = { command: 'echo {{GITHUB_TOKEN_1}}' };
    expect(eventsIn(ran.out)).toEqual([call(masked), call({ command: 'ls' }), call(masked), stop]);
  });

  it('stops at a second call that is denied, after the first has left', async () => {
    const rules = { id: 'rules', deny: true, 'tollgate.agentRules': {}, stream: { mode: 'hold' } };
    const events = [call({ command: 'ls' }), call({ command: 'rm -rf /' }), stop];
    const ran = await run(streamed(events), { spoken: { text: [] }, guardrails: [rules], sizes: [40] });
    expect(ran.denial).toContain('recursive_delete');
    expect(eventsIn(ran.out)).toEqual([call({ command: 'ls' })]);
  });

  it('leaves thoughts with their signatures as they are', async () => {
    const thought = {
      candidates: [{ content: { parts: [{ text: TOKEN, thought: true, thoughtSignature: 'c2ln' }] } }],
    };
    const ran = await run(streamed([thought, stop]), { spoken: { text: [] }, guardrails: [MASKS] });
    expect(ran.out).toBe(sse(thought) + sse(stop));
  });

  it('refuses a call that comes in parts by path, which no check could see', async () => {
    const part = {
      candidates: [
        {
          content: {
            parts: [{ functionCall: { name: 'Bash', partialArgs: [{ jsonPath: '$.command', stringValue: 'rm' }] } }],
          },
        },
      ],
    };
    await expect(run(streamed([part, stop]), { spoken: { text: [] }, guardrails: [MASKS] })).rejects.toThrow(
      'in parts',
    );
  });
});

describe('what tools of the provider are to do, and what they said', () => {
  const [begin, end] = [TOKEN.slice(0, 17), TOKEN.slice(17)];
  const SECRET = `export T=${TOKEN}; ls`;

  /** An item of Responses with its own events between its beginning and its end, and the response that repeats it. */
  function ofItem(item: JsonObject, ...between: JsonObject[]): JsonObject[] {
    return [
      { type: 'response.created', response: { id: 'r', output: [] } },
      { type: 'response.output_item.added', output_index: 0, item: { type: item['type'], name: item['name'] } },
      ...between.map((data) => ({ output_index: 0, ...data })),
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response: { id: 'r', status: 'completed', output: [item] } },
    ];
  }

  const inDeltas = (type: string, more: JsonObject = {}): JsonObject[] =>
    ['export T=', begin, `${end}; ls`].map((delta) => ({ type, ...more, delta }));

  const block = (content_block: JsonObject): JsonObject[] => [
    { type: 'message_start', message: { id: 'm', type: 'message', role: 'assistant', content: [] } },
    { type: 'content_block_start', index: 0, content_block },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
    { type: 'message_stop' },
  ];

  const said = (...parts: JsonObject[]): JsonObject[] => [
    ...parts.map((part) => ({ candidates: [{ content: { role: 'model', parts: [part] }, index: 0 }] })),
    { candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, finishReason: 'STOP', index: 0 }] },
  ];

  const SHELL = { type: 'shell_call', action: { commands: ['ls', SECRET] } };
  const PATCH = { type: 'apply_patch_call', operation: { type: 'update_file', path: 'a', diff: SECRET } };
  const CODE = { type: 'code_interpreter_call', code: SECRET, outputs: [{ type: 'logs', logs: SECRET }] };
  const MCP = { type: 'mcp_call', name: 'Bash', arguments: JSON.stringify({ command: SECRET }), output: SECRET };
  const PRINTED = { type: 'shell_call_output', output: [{ stdout: SECRET, stderr: '' }] };
  const COMMAND = 'response.shell_call_command';
  const DIFF = 'response.apply_patch_call_operation_diff';
  const RUN = 'response.code_interpreter_call_code';
  const PRINTS = 'response.shell_call_output_content';
  const RESULT = { type: 'bash_code_execution_result', stdout: SECRET, stderr: SECRET, return_code: 0 };
  const PAGE = { type: 'document', title: SECRET, source: { type: 'text', data: SECRET } };

  it.each<[string, Dialect, JsonObject[]]>([
    ['local_shell_call', openaiResponses, ofItem({ type: 'local_shell_call', action: { command: ['sh', SECRET] } })],
    [
      'shell_call',
      openaiResponses,
      ofItem(
        SHELL,
        { type: `${COMMAND}.added`, command_index: 1, command: '' },
        ...inDeltas(`${COMMAND}.delta`, { command_index: 1 }),
        { type: `${COMMAND}.done`, command_index: 1, command: SECRET },
      ),
    ],
    [
      'apply_patch_call',
      openaiResponses,
      ofItem(PATCH, ...inDeltas(`${DIFF}.delta`), { type: `${DIFF}.done`, diff: SECRET }),
    ],
    [
      'shell_call_output',
      openaiResponses,
      ofItem(
        PRINTED,
        { type: `${PRINTS}.delta`, command_index: 0, delta: { stdout: begin } },
        { type: `${PRINTS}.delta`, command_index: 0, delta: { stdout: end } },
        { type: `${PRINTS}.done`, command_index: 0, output: [{ stdout: TOKEN }] },
      ),
    ],
    [
      'code_interpreter_call',
      openaiResponses,
      ofItem(CODE, ...inDeltas(`${RUN}.delta`), { type: `${RUN}.done`, code: SECRET }),
    ],
    [
      'mcp_call',
      openaiResponses,
      ofItem(
        MCP,
        { type: 'response.mcp_call_arguments.delta', delta: MCP.arguments.slice(0, 30) },
        { type: 'response.mcp_call_arguments.delta', delta: MCP.arguments.slice(30) },
        { type: 'response.mcp_call_arguments.done', arguments: MCP.arguments },
      ),
    ],
    ['mcp_call without deltas', openaiResponses, ofItem(MCP)],
    [
      'bash_code_execution_tool_result',
      anthropicMessages,
      block({ type: 'bash_code_execution_tool_result', content: RESULT }),
    ],
    ['code_execution_tool_result', anthropicMessages, block({ type: 'code_execution_tool_result', content: RESULT })],
    ['web_fetch_tool_result', anthropicMessages, block({ type: 'web_fetch_tool_result', content: { content: PAGE } })],
    [
      'mcp_tool_result',
      anthropicMessages,
      block({ type: 'mcp_tool_result', content: [{ type: 'text', text: SECRET }] }),
    ],
    ['mcp_tool_result with a string', anthropicMessages, block({ type: 'mcp_tool_result', content: SECRET })],
    [
      'executableCode and codeExecutionResult',
      gemini,
      said(
        { executableCode: { language: 'PYTHON', code: SECRET } },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: SECRET } },
        { executableCode: { language: 'PYTHON', code: `2; ${SECRET}` } },
      ),
    ],
  ])('are masked in every event of a stream: %s', async (_, dialect, events) => {
    const of: Streaming = { dialect, stream: () => events.map(sse).join(''), read: () => ['', ''] };
    const ran = await run(of, { spoken: { text: [] }, guardrails: [MASKS], sizes: [90] });
    expect(ran.denial).toBeNull();
    for (const piece of [begin, end]) expect(ran.out).not.toContain(piece);
    const masked: unknown = JSON.parse(JSON.stringify(events).replaceAll(TOKEN, '{{GITHUB_TOKEN_1}}'));
    const isPiece = ({ type }: JsonObject) => String(type).endsWith('.delta');
    const out = eventsIn(ran.out);
    expect(out).toHaveLength(events.length);
    expect(out.filter((one) => !isPiece(one))).toEqual((masked as JsonObject[]).filter((one) => !isPiece(one)));
  });

  it('are masked where the response repeats them: names of members and numbers, too', async () => {
    const events = ofItem({
      type: 'shell_call',
      action: { commands: ['ls'], env: { 'ada@firma.ch': 1, card: 4539578763621486 } },
    });
    const of: Streaming = { dialect: openaiResponses, stream: () => events.map(sse).join(''), read: () => ['', ''] };
    const out = eventsIn((await run(of, { spoken: { text: [] }, guardrails: [MASKS] })).out);
    const action = { commands: ['ls'], env: { '{{EMAIL_ADDRESS_1}}': 1, card: '{{CREDIT_CARD_1}}' } };
    const item = { type: 'shell_call', action };
    expect(out.slice(-2)).toMatchObject([{ item }, { response: { output: [item] } }]);
  });

  it('have the values of placeholders again where the response repeats them', async () => {
    const hooks = newHooks();
    const value = 'line "one"\nline two';
    hooks.placeholders.of('PRIVATE_KEY', value, true);
    const events = ofItem({ type: 'shell_call', action: { commands: ['echo {{PRIVATE_KEY_1}}'] } });
    const of: Streaming = { dialect: openaiResponses, stream: () => events.map(sse).join(''), read: () => ['', ''] };
    const out = eventsIn((await run(of, { spoken: { text: [] }, guardrails: [], hooks })).out);
    const item = { type: 'shell_call', action: { commands: [`echo ${value}`] } };
    expect(out.slice(-2)).toMatchObject([{ item }, { response: { output: [item] } }]);
  });

  it('are denied before a piece of them has left', async () => {
    const rules = { id: 'rules', deny: true, 'tollgate.agentRules': {}, stream: { mode: 'hold' } };
    const command = 'rm -rf /';
    const events = ofItem(
      { type: 'shell_call', action: { commands: [command] } },
      { type: `${COMMAND}.added`, command_index: 0, command: '' },
      { type: `${COMMAND}.delta`, command_index: 0, delta: command },
      { type: `${COMMAND}.done`, command_index: 0, command },
    );
    const of: Streaming = { dialect: openaiResponses, stream: () => events.map(sse).join(''), read: () => ['', ''] };
    const ran = await run(of, { spoken: { text: [] }, guardrails: [rules], sizes: [90] });
    expect(ran.denial).toContain('recursive_delete');
    expect(ran.out).not.toContain('shell_call');
  });
});
