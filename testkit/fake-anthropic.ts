/** A plain Anthropic API on loopback: what a client meets when no gateway is in between, and an upstream besides Vertex. */
import type { ServerResponse } from 'node:http';
import { missingMembers } from './fake-vertex/body-rules.ts';
import { headerValues } from './fake-vertex/predict-request.ts';
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
  const leaked = Object.keys(call.headers).find((name) => /^x-(portkey|tollgate)-/.test(name));
  if (leaked !== undefined) return refuse(`The fake Anthropic saw a leak: ${leaked}`);
  if (call.method === 'HEAD') return status(200, '');
  if (call.headers.authorization === undefined && call.headers['x-api-key'] === undefined) {
    return anthropicError(401, 'authentication_error', 'x-api-key header is required');
  }
  if (isSubscriptionWithoutBeta(call)) {
    return anthropicError(401, 'authentication_error', 'OAuth authentication is currently not supported.');
  }
  if (path === '/v1/messages') {
    call.kind = 'messages';
    const reason = whyRefused(call, body, 'messages');
    return reason === undefined ? script({ call, body }) : refuse(reason);
  }
  if (path === '/v1/messages/count_tokens') {
    call.kind = 'count_tokens';
    const reason = whyRefused(call, body, 'count_tokens');
    return reason === undefined ? status(200, { input_tokens: Math.ceil(call.body.length / 4) }) : refuse(reason);
  }
  if (path === '/v1/models') {
    call.kind = 'models';
    return status(200, { data: [], has_more: false, first_id: null, last_id: null });
  }
  return anthropicError(404, 'not_found_error', 'Not found');
}

function isSubscriptionWithoutBeta({ headers }: UpstreamCall): boolean {
  const isSubscription = headers.authorization?.startsWith('Bearer sk-ant-oat') === true;
  return isSubscription && !headerValues(headers['anthropic-beta']).includes('oauth-2025-04-20');
}

const VERSIONS = new Set(['2023-01-01', '2023-06-01', '2026-10-21']);

/** In the order of the real thing, as far as a gateway can get it wrong: the version, the members, the model's name. */
function whyRefused(call: UpstreamCall, body: JsonRecord, operation: 'messages' | 'count_tokens'): string | undefined {
  const version = call.headers['anthropic-version'];
  if (version === undefined) return 'anthropic-version: header is required';
  if (!VERSIONS.has(String(version))) return `anthropic-version: "${String(version)}" is not a valid version.`;
  const model = stringAt(body, 'model');
  if (model === '') return 'model: Field required';
  if (!/^[a-z0-9.-]+$/.test(model)) return `model: ${model}`;
  return missingMembers({ body, operation });
}

function refuse(message: string): Answer {
  return anthropicError(400, 'invalid_request_error', message);
}
