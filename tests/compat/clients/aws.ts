/** AWS's library for JavaScript, by Converse and by InvokeModel. It speaks HTTP/2, as it does where nobody tells it otherwise. */
import type { ClientId } from '../compatibility.data.ts';
import type { Driver, OpenDriver, Task, Told } from '../describe-clients.ts';
import { resultsOf, told } from './anthropic.ts';
import { all, loadLibrary } from './load-library.ts';

/** What the drivers use of the library. */
type Command = new (input: object) => object;
interface Library {
  BedrockRuntimeClient: new (options: object) => { send(command: object): Promise<Answer> };
  ConverseCommand: Command;
  ConverseStreamCommand: Command;
  InvokeModelCommand: Command;
  InvokeModelWithResponseStreamCommand: Command;
  CountTokensCommand: Command;
}
interface Answer {
  output?: { message?: { content?: Block[] } };
  stopReason?: string;
  inputTokens?: number;
  /** Of InvokeModel: bytes, or a stream of chunks. */
  body?: Uint8Array & AsyncIterable<{ chunk?: { bytes?: Uint8Array } }>;
  stream?: AsyncIterable<StreamEvent>;
}
interface Block {
  text?: string;
  toolUse?: { toolUseId?: string; name: string; input: unknown };
}
interface StreamEvent {
  contentBlockStart?: { contentBlockIndex: number; start?: { toolUse?: { name: string } } };
  contentBlockDelta?: { contentBlockIndex: number; delta?: { text?: string; toolUse?: { input?: string } } };
  messageStop?: { stopReason: string };
  metadata?: object;
}

type Send = (make: (library: Library) => object) => Promise<Answer>;

async function senders(id: ClientId): Promise<((url: string, key: string) => Send) | undefined> {
  const library = await loadLibrary<Library>(id, { folder: 'aws-bedrock-sdk', entry: 'dist-cjs/index.js' });
  if (library === undefined) return undefined;
  return (url, key) => {
    const client = new library.BedrockRuntimeClient({
      region: 'us-east-1',
      endpoint: url,
      // As AWS_BEARER_TOKEN_BEDROCK sets it.
      token: { token: key },
      authSchemePreference: ['httpBearerAuth'],
      maxAttempts: 1,
    });
    return (make) => client.send(make(library));
  };
}

export async function converseDriver(): Promise<OpenDriver | undefined> {
  const open = await senders('aws-converse');
  if (open === undefined) return undefined;
  return async (url, key): Promise<Driver> => {
    const send = open(url, key);
    return {
      ask: async (task) => {
        const input = { modelId: `${task.provider}/${task.model}`, messages: messages(task), ...toolConfig(task) };
        if (task.results !== undefined) {
          const { output } = await send((sdk) => new sdk.ConverseCommand(input));
          input.messages.push(output?.message ?? {}, toolResults(output?.message?.content ?? [], task.results));
        }
        if (task.isStream) {
          return toldByEvents(await all((await send((sdk) => new sdk.ConverseStreamCommand(input))).stream));
        }
        const { output, stopReason = '' } = await send((sdk) => new sdk.ConverseCommand(input));
        return toldByBlocks(output?.message?.content ?? [], stopReason);
      },
      count: async (task) => {
        const input = { modelId: `${task.provider}/${task.model}`, input: { converse: { messages: messages(task) } } };
        return (await send((sdk) => new sdk.CountTokensCommand(input))).inputTokens ?? 0;
      },
    };
  };
}

function messages({ text, image }: Task): object[] {
  const picture = { image: { format: 'png', source: { bytes: Buffer.from(image ?? '', 'base64') } } };
  return [{ role: 'user', content: [{ text }, ...(image === undefined ? [] : [picture])] }];
}

const toolResults = (blocks: readonly Block[], results: readonly string[]): object => ({
  role: 'user',
  content: blocks
    .flatMap(({ toolUse }) => (toolUse === undefined ? [] : [toolUse]))
    .map(({ toolUseId }, at) => ({ toolResult: { toolUseId, content: [{ text: results[at] }] } })),
});

function toolConfig({ tools }: Task): object {
  if (tools.length === 0) return {};
  const specs = tools.map(({ name, schema }) => ({ toolSpec: { name, inputSchema: { json: schema } } }));
  return { toolConfig: { tools: specs } };
}

function toldByBlocks(blocks: readonly Block[], end: string): Told {
  return {
    text: blocks.map(({ text }) => text ?? '').join(''),
    calls: blocks.flatMap(({ toolUse }) =>
      toolUse === undefined ? [] : [{ name: toolUse.name, arguments: toolUse.input }],
    ),
    end,
  };
}

function toldByEvents(events: readonly StreamEvent[]): Told {
  if (!events.some(({ metadata }) => metadata !== undefined)) throw new Error('The stream has no metadata.');
  const pieces = events.flatMap(({ contentBlockDelta: piece }) => (piece === undefined ? [] : [piece]));
  const inputAt = (index: number): string =>
    pieces.map((piece) => (piece.contentBlockIndex === index ? (piece.delta?.toolUse?.input ?? '') : '')).join('');
  const calls = events.flatMap(({ contentBlockStart: start }): Block[] => {
    if (start?.start?.toolUse === undefined) return [];
    const input = JSON.parse(inputAt(start.contentBlockIndex) || '{}') as unknown;
    return [{ toolUse: { name: start.start.toolUse.name, input } }];
  });
  const text = pieces.map(({ delta }) => delta?.text ?? '').join('');
  const stop = events.find(({ messageStop }) => messageStop !== undefined)?.messageStop;
  return toldByBlocks([{ text }, ...calls], stop?.stopReason ?? '');
}

interface MessageEvent {
  type: string;
  index?: number;
  content_block?: { type: string; name?: string };
  delta?: { text?: string; partial_json?: string; stop_reason?: string };
}

export async function invokeDriver(): Promise<OpenDriver | undefined> {
  const open = await senders('aws-invoke');
  if (open === undefined) return undefined;
  return async (url, key): Promise<Driver> => {
    const send = open(url, key);
    return {
      ask: async (task) => {
        const body = message(task);
        const modelId = `${task.provider}/${task.model}`;
        if (task.results !== undefined) {
          const first = { modelId, body: JSON.stringify(body) };
          const called = await send((sdk) => new sdk.InvokeModelCommand(first));
          const { content } = parsed(called.body) as Parameters<typeof told>[0];
          body.messages.push({ role: 'assistant', content }, resultsOf(content, task.results));
        }
        const input = { modelId, body: JSON.stringify(body) };
        if (!task.isStream) {
          const answer = await send((sdk) => new sdk.InvokeModelCommand(input));
          return told(parsed(answer.body) as Parameters<typeof told>[0]);
        }
        const answer = await send((sdk) => new sdk.InvokeModelWithResponseStreamCommand(input));
        return toldByMessageEvents((await all(answer.body)).map(({ chunk }) => parsed(chunk?.bytes) as MessageEvent));
      },
    };
  };
}

const parsed = (bytes: Uint8Array = new Uint8Array()): unknown => JSON.parse(Buffer.from(bytes).toString());

function message({ text, image, tools }: Task): {
  anthropic_version: string;
  messages: object[];
  [member: string]: unknown;
} {
  const source = { type: 'base64', media_type: 'image/png', data: image };
  return {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 100,
    messages: [
      { role: 'user', content: [{ type: 'text', text }, ...(image === undefined ? [] : [{ type: 'image', source }])] },
    ],
    ...(tools.length === 0 ? {} : { tools: tools.map(({ name, schema }) => ({ name, input_schema: schema })) }),
  };
}

function toldByMessageEvents(events: readonly MessageEvent[]): Told {
  if (events.at(-1)?.type !== 'message_stop') throw new Error('The stream has no message_stop.');
  const calls = events.filter((event) => event.content_block?.type === 'tool_use');
  const argumentsAt = (index: number | undefined): unknown => {
    const pieces = events.filter((event) => event.index === index).map(({ delta }) => delta?.partial_json ?? '');
    return JSON.parse(pieces.join('') || '{}') as unknown;
  };
  return {
    text: events.map(({ delta }) => delta?.text ?? '').join(''),
    calls: calls.map(({ index, content_block: block }) => ({ name: block?.name ?? '', arguments: argumentsAt(index) })),
    end: events.find(({ delta }) => delta?.stop_reason)?.delta?.stop_reason ?? '',
  };
}
