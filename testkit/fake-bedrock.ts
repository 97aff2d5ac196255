/** A plain Bedrock runtime on loopback: InvokeModel for Claude, Converse and CountTokens, with AWS's binary frames. */
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { writeEventStreamMessage } from '../src/wire/framing/aws-event-stream.ts';
import { isRecord, type JsonRecord } from './json-shape.ts';
import { startRecordingServer, type RecordingServer, type UpstreamCall } from './upstream/recording-server.ts';

export interface FakeBedrockAnswer {
  status: number;
  headers?: Record<string, string>;
  /** As JSON; bytes go out as the frames of a stream. */
  body: JsonRecord | Buffer;
  /** Frames that come a moment later. */
  later?: Buffer;
}

export interface FakeBedrock extends RecordingServer {
  /** Scripts the next answers; null = the usual one. */
  onCall(script: (kind: string, body: JsonRecord) => FakeBedrockAnswer | null): void;
}

const eventHeaders = (type: string) => ({
  ':event-type': type,
  ':content-type': 'application/json',
  ':message-type': 'event',
});

/** A frame of a Converse stream. */
export const converseFrame = (type: string, payload: JsonRecord): Buffer =>
  writeEventStreamMessage(eventHeaders(type), Buffer.from(JSON.stringify(payload)));

/** A frame of InvokeModelWithResponseStream, padded as Bedrock does. */
export const chunkFrame = (event: JsonRecord): Buffer =>
  converseFrame('chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'abcdefgh' });

export const exceptionFrame = (type: string, message: string): Buffer =>
  writeEventStreamMessage(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    Buffer.from(JSON.stringify({ message })),
  );

const HELLO = ['Hello from', ' Bedrock ü.'];
const MESSAGE = { id: 'msg_bdrk_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5-20250929' };
const METRICS = { inputTokenCount: 11, outputTokenCount: 7, invocationLatency: 20, firstByteLatency: 5 };

/** What Claude answers as a stream, event by event. */
export function messageEvents(): JsonRecord[] {
  const usage = { input_tokens: 11, output_tokens: 1 };
  const delta = (text: string): JsonRecord => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text },
  });
  return [
    {
      type: 'message_start',
      message: { ...MESSAGE, content: [], stop_reason: null, stop_sequence: null, usage },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...HELLO.map(delta),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 7 } },
    { type: 'message_stop', 'amazon-bedrock-invocationMetrics': METRICS },
  ];
}

export function converseFrames(): Buffer[] {
  return [
    converseFrame('messageStart', { role: 'assistant', p: 'abc' }),
    ...HELLO.map((text) => converseFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text }, p: 'abcd' })),
    converseFrame('contentBlockStop', { contentBlockIndex: 0 }),
    converseFrame('messageStop', { stopReason: 'end_turn' }),
    converseFrame('metadata', {
      usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18 },
      metrics: { latencyMs: 20 },
    }),
  ];
}

function usual(kind: string): FakeBedrockAnswer {
  switch (kind) {
    case 'invoke':
      return {
        status: 200,
        body: {
          ...MESSAGE,
          content: [{ type: 'text', text: HELLO.join('') }],
          stop_reason: 'end_turn',
          stop_sequence: null,
          usage: { input_tokens: 11, output_tokens: 7 },
        },
      };
    case 'invoke-with-response-stream':
      return { status: 200, body: Buffer.concat(messageEvents().map(chunkFrame)) };
    case 'converse':
      return {
        status: 200,
        body: {
          output: { message: { role: 'assistant', content: [{ text: HELLO.join('') }] } },
          stopReason: 'end_turn',
          usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18 },
          metrics: { latencyMs: 20 },
        },
      };
    case 'converse-stream':
      return { status: 200, body: Buffer.concat(converseFrames()) };
    case 'count-tokens':
      return { status: 200, body: { inputTokens: 23 } };
    default:
      return bedrockError(404, 'UnknownOperationException', `No ${kind}.`);
  }
}

const COUNTS = { 'x-amzn-bedrock-input-token-count': '9', 'x-amzn-bedrock-output-token-count': '4' };

/** Chunks of Nova; the last one tells what was used. */
export const novaChunks = (): JsonRecord[] => [
  { messageStart: { role: 'assistant' } },
  { contentBlockDelta: { delta: { text: 'Hello from Nova.' }, contentBlockIndex: 0 } },
  { messageStop: { stopReason: 'end_turn' } },
  {
    metadata: { usage: { inputTokens: 9, outputTokens: 4 }, metrics: {}, trace: {} },
    'amazon-bedrock-invocationMetrics': { ...METRICS, inputTokenCount: 9, outputTokenCount: 4 },
  },
];

/** Titan and Nova, each of which refuses the members of the other, and Mistral's text models, whose bodies tell no usage. */
function ofOtherModel({ kind, path }: UpstreamCall, body: JsonRecord): FakeBedrockAnswer {
  const model = decodeURIComponent(path);
  const needed = model.includes('titan') ? 'inputText' : model.includes('nova') ? 'messages' : 'prompt';
  if (!(needed in body) || 'anthropic_version' in body || 'model' in body || 'stream' in body) {
    return bedrockError(400, 'ValidationException', `Malformed input request: required key [${needed}] not found.`);
  }
  if (kind === 'invoke-with-response-stream') {
    return { status: 200, body: Buffer.concat(novaChunks().map(chunkFrame)) };
  }
  if (needed === 'prompt')
    return { status: 200, headers: COUNTS, body: { outputs: [{ text: 'Hello', stop_reason: 'stop' }] } };
  const results = [{ tokenCount: 4, outputText: 'Hello from Titan.', completionReason: 'FINISH' }];
  if (needed === 'inputText') return { status: 200, body: { inputTextTokenCount: 9, results } };
  const message = { role: 'assistant', content: [{ text: 'Hello from Nova.' }] };
  const usage = { inputTokens: 9, outputTokens: 4, totalTokens: 13 };
  return { status: 200, headers: COUNTS, body: { output: { message }, stopReason: 'end_turn', usage } };
}

export const bedrockError = (status: number, name: string, message: string): FakeBedrockAnswer => ({
  status,
  headers: { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/` },
  body: { message },
});

/** Listens on a free port of 127.0.0.1 until `close`. Any bearer or signature will do, but there must be one. */
export async function startFakeBedrock(): Promise<FakeBedrock> {
  let script = (_kind: string, _body: JsonRecord): FakeBedrockAnswer | null => null;
  const respond = async (call: UpstreamCall, response: ServerResponse): Promise<void> => {
    call.kind = /^\/model\/[^/]+\/([\w-]+)$/.exec(call.path)?.[1] ?? 'other';
    const body = isRecord(call.json) ? call.json : {};
    const isOfOther = call.kind.startsWith('invoke') && !/claude|anthropic/.test(decodeURIComponent(call.path));
    const isSigned = /^(Bearer |AWS4-HMAC-SHA256 )/.test(call.headers.authorization ?? '');
    const refusal = bedrockError(403, 'AccessDeniedException', 'Authentication failed.');
    await send(
      call,
      response,
      isSigned ? (script(call.kind, body) ?? (isOfOther ? ofOtherModel(call, body) : usual(call.kind))) : refusal,
    );
  };
  const server = await startRecordingServer(respond, { remember: true });
  return { ...server, onCall: (next) => void (script = next) };
}

async function send(call: UpstreamCall, response: ServerResponse, answer: FakeBedrockAnswer): Promise<void> {
  const { status, headers, body, later } = answer;
  call.status = status;
  const isStream = Buffer.isBuffer(body);
  const type = isStream ? 'application/vnd.amazon.eventstream' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'bedrock-1', ...headers });
  if (later !== undefined) {
    response.write(body);
    await setTimeout(100);
  }
  response.end(later ?? (isStream ? body : JSON.stringify(body)));
}
