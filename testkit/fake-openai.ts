/** A plain OpenAI API on loopback: Chat Completions, streamed and not, as far as a gateway can get them wrong. */
import type { ServerResponse } from 'node:http';
import { answerElsewhere } from './fake-openai-operations.ts';
import { isRecord, stringAt, type JsonRecord } from './json-shape.ts';
import { startRecordingServer, type RecordingServer, type UpstreamCall } from './upstream/recording-server.ts';

export interface FakeOpenaiAnswer {
  status: number;
  headers?: Record<string, string>;
  /** As JSON; an array goes out as the events of a stream, texts and bytes as they are. */
  body: unknown;
  /** The connection is cut after the last event. */
  isCut?: boolean;
}

export interface FakeOpenai extends RecordingServer {
  /** Scripts the next answers; null = the usual one. */
  onCompletions(script: (body: JsonRecord) => FakeOpenaiAnswer | null): void;
}

const OPENAI_USAGE = {
  prompt_tokens: 20,
  completion_tokens: 6,
  total_tokens: 26,
  prompt_tokens_details: { cached_tokens: 8 },
  completion_tokens_details: { reasoning_tokens: 0 },
};

const HEAD = { id: 'chatcmpl-fake', created: 1_760_000_000, system_fingerprint: 'fp_1' };

/** What it answers when nobody scripted anything. */
export function completion(model: string, text = 'Hello from the simulated OpenAI.'): JsonRecord {
  const message = { role: 'assistant', content: text, refusal: null, annotations: [] };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  return { ...HEAD, object: 'chat.completion', model, choices, usage: OPENAI_USAGE };
}

/** The same as a stream, with the usage where it was asked for. */
export function chunks(model: string, options: { usage: boolean }): string[] {
  const chunk = (members: JsonRecord): string =>
    `data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', model, ...members })}\n\n`;
  const delta = (content: JsonRecord, reason: string | null = null): string =>
    chunk({
      choices: [{ index: 0, delta: content, logprobs: null, finish_reason: reason }],
      ...(options.usage ? { usage: null } : {}),
    });
  return [
    delta({ role: 'assistant', content: '', refusal: null }),
    delta({ content: 'Hello from the' }),
    delta({ content: ' simulated OpenAI.' }),
    delta({}, 'stop'),
    ...(options.usage ? [chunk({ choices: [], usage: OPENAI_USAGE })] : []),
    'data: [DONE]\n\n',
  ];
}

export const openaiError = (
  status: number,
  error: JsonRecord,
  headers: Record<string, string> = {},
): FakeOpenaiAnswer => ({
  status,
  headers,
  body: { error: { param: null, code: null, ...error } },
});

/** Listens on a free port of 127.0.0.1 until `close`. Any bearer will do, but there must be one. */
export async function startFakeOpenai(): Promise<FakeOpenai> {
  let script = (_body: JsonRecord): FakeOpenaiAnswer | null => null;
  const respond = async (call: UpstreamCall, response: ServerResponse): Promise<void> => {
    const body = isRecord(call.json) ? call.json : {};
    send(call, response, answerTo(call, body) ?? script(body) ?? usual(body));
    await Promise.resolve();
  };
  const server = await startRecordingServer(respond, { remember: true });
  return {
    ...server,
    onCompletions(next) {
      script = next;
    },
  };
}

/** null = it is a fair request. */
function answerTo(call: UpstreamCall, body: JsonRecord): FakeOpenaiAnswer | null {
  const leaked = Object.keys(call.headers).find((name) => /^(x-(portkey|tollgate)-|anthropic-)/.test(name));
  if (leaked !== undefined) return wrong(`The fake OpenAI saw a leak: ${leaked}`, null);
  const other = answerElsewhere(call);
  if (other !== null) return other;
  if (call.path === '/v1/responses/input_tokens') {
    return { status: 200, body: { object: 'response.input_tokens', input_tokens: 17 } };
  }
  if (call.path !== '/v1/chat/completions')
    return openaiError(404, { message: 'Not found', type: 'invalid_request_error' });
  call.kind = 'completions';
  if (call.headers.authorization?.startsWith('Bearer sk-') !== true) {
    const message = 'Incorrect API key provided: sk-wrong-0123456789.';
    return openaiError(401, { message, type: 'invalid_request_error', code: 'invalid_api_key' });
  }
  if (stringAt(body, 'model') === '') return wrong('you must provide a model parameter', 'model');
  if (stringAt(body, 'model').startsWith('@')) return wrong('The model has a slug.', 'model');
  if (!Array.isArray(body['messages'])) return wrong("Missing required parameter: 'messages'.", 'messages');
  if (body['stream_options'] !== undefined && body['stream'] !== true) {
    return wrong("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
  }
  return null;
}

const wrong = (message: string, param: string | null): FakeOpenaiAnswer =>
  openaiError(400, { message, type: 'invalid_request_error', param });

function usual(body: JsonRecord): FakeOpenaiAnswer {
  const model = stringAt(body, 'model');
  const options = body['stream_options'];
  if (body['stream'] !== true) return { status: 200, body: completion(model) };
  return { status: 200, body: chunks(model, { usage: isRecord(options) && options['include_usage'] === true }) };
}

function send(call: UpstreamCall, response: ServerResponse, { status, headers, body, isCut }: FakeOpenaiAnswer): void {
  call.status = status;
  const isStream = Array.isArray(body);
  response.writeHead(status, {
    'content-type': isStream ? 'text/event-stream; charset=utf-8' : 'application/json',
    'x-request-id': 'req_openai_1',
    'openai-organization': 'acme',
    'x-ratelimit-remaining-requests': '9',
    'openai-processing-ms': '12',
    ...headers,
  });
  response.write(isStream ? (body as string[]).join('') : Buffer.isBuffer(body) ? body : JSON.stringify(body));
  if (isCut !== true) {
    response.end();
    return;
  }
  call.torn = true;
  setImmediate(() => response.destroy());
}
