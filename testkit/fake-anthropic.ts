/** A plain Anthropic API on loopback without any rules, to see what a client does when no gateway is in between. */
import type { ServerResponse } from 'node:http';
import { isRecord, stringAt } from './json-shape.ts';
import type { JsonRecord } from './json-shape.ts';
import { answer, anthropicError, status } from './upstream/answer.ts';
import type { Answer } from './upstream/answer.ts';
import { playAnswer, upstreamHeaders } from './upstream/play-answer.ts';
import { startRecordingServer } from './upstream/recording-server.ts';
import type { RecordingServer, UpstreamCall } from './upstream/recording-server.ts';
import { text } from './upstream/scripted-message.ts';

export interface FakeAnthropicRequest {
  call: UpstreamCall;
  body: JsonRecord;
}

export interface FakeAnthropic extends RecordingServer {
  /** Scripts answers to `POST /v1/messages`; the last script given counts. */
  onMessages(script: (request: FakeAnthropicRequest) => Answer): void;
}

/** Listens on a free port of 127.0.0.1 until `close`. Any credential will do, but there must be one. */
export async function startFakeAnthropic(): Promise<FakeAnthropic> {
  let script = (_request: FakeAnthropicRequest): Answer => answer([text('Hello from the simulated Anthropic.')]);
  const respond = async (call: UpstreamCall, response: ServerResponse): Promise<void> => {
    const body = isRecord(call.json) ? call.json : {};
    const streamed = body['stream'] === true;
    const who = { model: stringAt(body, 'model'), idPrefix: 'msg_' };
    const answered = answerTo(call, body, (request) => script(request));
    await playAnswer(answered, { call, response, who, streamed, headers: upstreamHeaders('req_') });
  };
  const server = await startRecordingServer(respond, { remember: true });
  return {
    ...server,
    onMessages(next) {
      script = next;
    },
  };
}

function answerTo(call: UpstreamCall, body: JsonRecord, script: (request: FakeAnthropicRequest) => Answer): Answer {
  const path = call.path.split('?')[0] ?? '';
  if (call.method === 'HEAD') return status(200, '');
  if (call.headers.authorization === undefined && call.headers['x-api-key'] === undefined) {
    return anthropicError(401, 'authentication_error', 'x-api-key header is required');
  }
  if (path === '/v1/messages') {
    call.kind = 'messages';
    return script({ call, body });
  }
  if (path === '/v1/messages/count_tokens') {
    call.kind = 'count_tokens';
    return status(200, { input_tokens: Math.ceil(call.body.length / 4) });
  }
  if (path === '/v1/models') {
    call.kind = 'models';
    return status(200, { data: [], has_more: false, first_id: null, last_id: null });
  }
  return anthropicError(404, 'not_found_error', 'Not found');
}
