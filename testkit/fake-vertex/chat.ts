/** Models on the fake Vertex that take OpenAI's Chat Completions, and what each kind refuses in its own words. */
import { chunks, completion } from '../fake-openai.ts';
import { isRecord, recordsIn, stringAt } from '../json-shape.ts';
import type { JsonRecord } from '../json-shape.ts';
import { status } from '../upstream/answer.ts';
import type { Answer } from '../upstream/answer.ts';
import type { UpstreamCall } from '../upstream/recording-server.ts';
import type { Addressed } from './addresses.ts';
import { googleError } from './google-errors.ts';

export interface ChatRequest extends Addressed {
  call: UpstreamCall;
  body: JsonRecord;
}

const OPEN_MODELS: readonly string[] = [
  'meta/llama-4-maverick-17b-128e-instruct-maas',
  'meta/llama-3.3-70b-instruct-maas',
  'openai/gpt-oss-120b-maas',
  'deepseek-ai/deepseek-v3.2-maas',
  'qwen/qwen3-coder-480b-a35b-instruct-maas',
  'moonshotai/kimi-k2-thinking-maas',
  'zai-org/glm-5-maas',
  'xai/grok-4.3',
];

/** With and without a version. */
const PARTNERS: Readonly<Record<string, readonly string[]>> = {
  mistralai: ['mistral-medium-3', 'mistral-medium-3@001', 'mistral-small-2503', 'codestral-2'],
  ai21: ['jamba-1.5-mini', 'jamba-1.5-mini@001'],
};

/** Ids of deployments. */
const DEPLOYED: readonly string[] = ['1234567890', 'mg-endpoint-6e36e7de'];

/** What the upstream answers instead; undefined = it is a fair request. */
export function refuseChat(request: ChatRequest): Answer | undefined {
  const { call, body, publisher, model } = request;
  const leaked = Object.keys(call.headers).find((name) => name.startsWith('anthropic-'));
  if (leaked !== undefined) return googleError(400, `The fake Vertex saw a leak: ${leaked}`);
  if (publisher !== 'endpoints') return refusePartner(request);
  return model === '' ? refuseOpen(body, request) : refuseDeployed(body, model);
}

function refuseOpen(body: JsonRecord, { project, location }: ChatRequest): Answer | undefined {
  const model = stringAt(body, 'model');
  if (!/^[a-z0-9-]+\/[\w.-]+$/.test(model)) {
    return googleError(400, `Malformed publisher model \`${model}\`.`, { wrapped: true });
  }
  if (!OPEN_MODELS.includes(model)) {
    const [publisher = '', name = ''] = model.split('/');
    const resource = `projects/${project}/locations/${location}/publishers/${publisher}/models/${name}`;
    return googleError(
      404,
      `Publisher Model \`${resource}\` was not found or your project does not have access to it.`,
      {
        wrapped: true,
      },
    );
  }
  if (!Array.isArray(body['messages'])) return googleError(400, 'messages is required.', { wrapped: true });
  if (model.startsWith('xai/') && 'reasoning_effort' in body) {
    return googleError(400, 'Argument not supported on this model: reasoning_effort', { wrapped: true });
  }
  return undefined;
}

/** As vLLM words it. A deployment does not look at the model's name. */
function refuseDeployed(body: JsonRecord, id: string): Answer | undefined {
  if (!DEPLOYED.includes(id)) return googleError(404, `The endpoint ${id} is not found.`, { wrapped: true });
  if (Array.isArray(body['messages'])) return undefined;
  return status(400, {
    object: 'error',
    message: 'messages: Field required',
    type: 'BadRequestError',
    param: null,
    code: 400,
  });
}

const NOT_MISTRALS = ['stream_options', 'user', 'logit_bias', 'service_tier', 'seed', 'max_completion_tokens', 'top_k'];

function refusePartner({ body, publisher, model, streamed, project, location }: ChatRequest): Answer | undefined {
  if (PARTNERS[publisher]?.includes(model) !== true) {
    const resource = `projects/${project}/locations/${location}/publishers/${publisher}/models/${model}`;
    return googleError(404, `Publisher Model \`${resource}\` was not found.`, { wrapped: streamed });
  }
  if (body['model'] !== model.replace(/@.*/, '')) return mistralError(400, `Invalid model: ${stringAt(body, 'model')}`);
  if (!Array.isArray(body['messages'])) return mistralError(422, 'messages: Field required');
  if ((body['stream'] === true) !== streamed) return mistralError(400, 'stream does not agree with the method.');
  return publisher === 'mistralai' ? refuseMistral(body) : undefined;
}

function refuseMistral(body: JsonRecord): Answer | undefined {
  const unknown = NOT_MISTRALS.find((key) => key in body);
  if (unknown !== undefined) return mistralError(422, `${unknown}: Extra inputs are not permitted`);
  if (body['tool_choice'] === 'required')
    return mistralError(422, "tool_choice: Input should be 'auto', 'none' or 'any'");
  const id = recordsIn(body['messages'])
    .flatMap((message) => [...recordsIn(message['tool_calls']).map((call) => call['id']), message['tool_call_id']])
    .find((one) => one !== undefined && !/^[a-zA-Z0-9]{9}$/.test(String(one)));
  if (id === undefined) return undefined;
  return mistralError(400, `Tool call id was ${String(id)} but must be a-z, A-Z, 0-9, with a length of 9.`);
}

function mistralError(code: number, message: string): Answer {
  return status(code, { object: 'error', message, type: 'invalid_request_error', param: null, code: null });
}

/** A few words, with their usage; a stream of Mistral's tells it unasked. */
export function chatAnswer({ body, publisher, model }: ChatRequest): Answer {
  const named = model === '' ? stringAt(body, 'model') : model;
  if (body['stream'] !== true) return status(200, completion(named, 'Hello from the simulated Vertex.'));
  const options = body['stream_options'];
  const usage = publisher === 'mistralai' || (isRecord(options) && options['include_usage'] === true);
  return events(chunks(named, { usage }));
}

/** Events as they come from such an upstream. */
export function events(frames: readonly string[]): Answer {
  return {
    kind: 'raw',
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    body: frames.join(''),
    manners: {},
  };
}
