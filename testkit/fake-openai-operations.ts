/** What the simulated OpenAI answers beside conversations, and what it refuses, in the words of the real one. */
import type { FakeOpenaiAnswer } from './fake-openai.ts';
import { isRecord, stringAt, type JsonRecord } from './json-shape.ts';
import type { UpstreamCall } from './upstream/recording-server.ts';

const ok = (body: unknown, headers: Record<string, string> = {}): FakeOpenaiAnswer => ({ status: 200, headers, body });

/** An image of one pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const SOUND = Buffer.from([0xff, 0xf3, 0x40, 0xc4, 0x00, 0x80, 0x00, 0xfe]);

const refused = (message: string, param: string | null, status = 400): FakeOpenaiAnswer => ({
  status,
  body: { error: { message, type: 'invalid_request_error', param, code: null } },
});
const missing = (param: string): FakeOpenaiAnswer => refused(`Missing required parameter: '${param}'.`, param);

/** By path; null = none of these. */
export function answerElsewhere(call: UpstreamCall): FakeOpenaiAnswer | null {
  const path = call.path.split('?', 1)[0] ?? '';
  const answer = ANSWERS[path];
  const stored = STORED.find((one) => one.method === call.method && one.path.test(path));
  if ((answer === undefined || call.method !== 'POST') && stored === undefined) return null;
  call.kind = path.slice('/v1/'.length);
  if (call.headers.authorization?.startsWith('Bearer sk-') !== true) {
    return refused('Incorrect API key provided: sk-wrong-0123456789.', null, 401);
  }
  if (stored !== undefined) return stored.answer(call);
  const body = isRecord(call.json) ? call.json : fieldsOf(call);
  if (answer === undefined) return null;
  if (stringAt(body, 'model') === '') return refused('you must provide a model parameter', null);
  if (stringAt(body, 'model').startsWith('@')) return refused('The model has a slug.', 'model');
  return answer(body);
}

const ANSWERS: Readonly<Record<string, (body: JsonRecord) => FakeOpenaiAnswer>> = {
  '/v1/completions': completions,
  '/v1/embeddings': embeddings,
  '/v1/images/generations': images,
  '/v1/audio/speech': speech,
  '/v1/moderations': moderations,
  '/v2/rerank': rerank,
  '/v1/images/edits': images,
  '/v1/audio/transcriptions': transcriptions,
  '/v1/audio/translations': transcriptions,
};

/** As the real one reads a form: its text fields, and of a file that it is there. */
function fieldsOf({ headers, body }: UpstreamCall): JsonRecord {
  const [, boundary] = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '') ?? [];
  if (boundary === undefined) return {};
  const parts = body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  const fields = parts.flatMap((part): [string, unknown][] => {
    const [head = '', ...value] = part.split('\r\n\r\n');
    const [, name] = / name="([^"]*)"/.exec(head) ?? [];
    const text = value.join('\r\n\r\n').slice(0, -2);
    return name === undefined ? [] : [[name, head.includes('filename=') ? { bytes: text.length } : text]];
  });
  return Object.fromEntries(fields);
}

function transcriptions(body: JsonRecord): FakeOpenaiAnswer {
  if (!isRecord(body['file'])) return missing('file');
  const text = 'Hello there.';
  if (body['model'] === 'whisper-1') {
    if (body['response_format'] === 'srt') return ok(Buffer.from(`1\n${text}`), { 'content-type': 'text/plain' });
    return ok({ text, usage: { type: 'duration', seconds: 9 } });
  }
  const usage = {
    type: 'tokens',
    input_tokens: 14,
    input_token_details: { text_tokens: 0, audio_tokens: 14 },
    output_tokens: 45,
    total_tokens: 59,
  };
  if (body['stream'] !== 'true') return ok({ text, usage });
  const event = (members: JsonRecord): string => `data: ${JSON.stringify(members)}\n\n`;
  return ok([
    event({ type: 'transcript.text.delta', delta: text }),
    event({ type: 'transcript.text.done', text, usage }),
  ]);
}

const FILE = { id: 'file-1', object: 'file', bytes: 3, created_at: 1, filename: 'a.jsonl', purpose: 'batch' };
/** More than the gateway would hold of a whole response. */
export const FILE_BYTES = 70 * 1024 * 1024;
/** One whose answer is there. */
const SAID = {
  id: 'resp_said',
  object: 'response',
  status: 'completed',
  output: [
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Ask ada@firma.ch of Aurora.' }] },
  ],
  usage: null,
};
/** One that was asked with an earlier answer. */
const SAID_ITEMS = {
  object: 'list',
  data: [
    ...SAID.output,
    { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'mail', arguments: '{"to":"ada@firma.ch"}' },
  ],
  has_more: false,
};
const RESPONSE = { id: 'resp_1', object: 'response', status: 'completed', output: [], usage: null };
const LIST = { object: 'list', data: [], has_more: false };
const BATCH = { id: 'batch_1', object: 'batch', status: 'validating', input_file_id: 'file-1' };

const STORED: readonly { method: string; path: RegExp; answer: (call: UpstreamCall) => FakeOpenaiAnswer }[] = [
  { method: 'POST', path: /^\/v1\/files$/, answer: (call) => ok({ ...FILE, bytes: call.body.length }) },
  { method: 'GET', path: /^\/v1\/(files|batches|fine_tuning\/jobs|unheard\/of|models)$/, answer: () => ok(LIST) },
  { method: 'GET', path: /^\/v1\/files\/file-1\/content$/, answer: largeFile },
  { method: 'GET', path: /^\/v1\/files\/file-1$/, answer: () => ok(FILE) },
  {
    method: 'DELETE',
    path: /^\/v1\/files\/file-1$/,
    answer: () => ok({ id: 'file-1', object: 'file', deleted: true }),
  },
  {
    method: 'POST',
    path: /^\/v1\/batches$/,
    answer: (call) => (isRecord(call.json) ? ok(BATCH) : missing('input_file_id')),
  },
  { method: 'POST', path: /^\/v1\/batches\/batch_1\/cancel$/, answer: () => ok({ ...BATCH, status: 'cancelling' }) },
  { method: 'GET', path: /^\/v1\/responses\/resp_said$/, answer: () => ok(SAID) },
  { method: 'GET', path: /^\/v1\/responses\/resp_1$/, answer: () => ok(RESPONSE) },
  { method: 'GET', path: /^\/v1\/responses\/resp_said\/input_items$/, answer: () => ok(SAID_ITEMS) },
  { method: 'GET', path: /^\/v1\/responses\/resp_1\/input_items$/, answer: () => ok(LIST) },
  {
    method: 'DELETE',
    path: /^\/v1\/responses\/resp_1$/,
    answer: () => ok({ id: 'resp_1', object: 'response', deleted: true }),
  },
  { method: 'POST', path: /^\/v1\/responses\/resp_1\/cancel$/, answer: () => ok({ ...RESPONSE, status: 'cancelled' }) },
  { method: 'PUT', path: /^\/v1\/unheard\/of$/, answer: (call) => ok({ got: call.body.toString('latin1') }) },
];

function largeFile(): FakeOpenaiAnswer {
  return ok(Buffer.alloc(FILE_BYTES, 'x'), { 'content-type': 'application/octet-stream' });
}

function completions(body: JsonRecord): FakeOpenaiAnswer {
  if (body['prompt'] === undefined) return missing('prompt');
  const head = { id: 'cmpl-1', object: 'text_completion', created: 1_760_000_000, model: body['model'] };
  const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };
  const choice = (text: string, reason: string | null) => [{ text, index: 0, logprobs: null, finish_reason: reason }];
  if (body['stream'] !== true) return ok({ ...head, choices: choice('This is a test', 'stop'), usage });
  const options = body['stream_options'];
  const chunk = (members: JsonRecord): string => `data: ${JSON.stringify({ ...head, ...members })}\n\n`;
  return ok([
    chunk({ choices: choice('This is', null) }),
    chunk({ choices: choice(' a test', 'stop') }),
    ...(isRecord(options) && options['include_usage'] === true ? [chunk({ choices: [], usage })] : []),
    'data: [DONE]\n\n',
  ]);
}

function embeddings(body: JsonRecord): FakeOpenaiAnswer {
  if (body['input'] === undefined) return missing('input');
  return ok({
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: body['encoding_format'] === 'base64' ? 'AACAPw==' : [1] }],
    model: body['model'],
    usage: { prompt_tokens: 8, total_tokens: 8 },
  });
}

function images(body: JsonRecord): FakeOpenaiAnswer {
  if (body['prompt'] === undefined) return missing('prompt');
  if (!String(body['model']).startsWith('gpt-image')) {
    return ok({ created: 1, data: [{ url: 'https://images.example/1.png', revised_prompt: 'A cat.' }] });
  }
  const usage = {
    input_tokens: 50,
    input_tokens_details: { text_tokens: 50, image_tokens: 0 },
    output_tokens: 4160,
    total_tokens: 4210,
  };
  if (body['stream'] !== true) return ok({ created: 1, data: [{ b64_json: PIXEL }], usage });
  const event = (type: string, members: JsonRecord): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
  return ok([
    event('image_generation.partial_image', { b64_json: PIXEL, partial_image_index: 0 }),
    event('image_generation.completed', { b64_json: PIXEL, usage }),
  ]);
}

function speech(body: JsonRecord): FakeOpenaiAnswer {
  for (const name of ['input', 'voice']) if (body[name] === undefined) return missing(name);
  if (body['stream_format'] !== 'sse') return ok(SOUND, { 'content-type': 'audio/mpeg' });
  const event = (members: JsonRecord): string => `data: ${JSON.stringify(members)}\n\n`;
  const usage = { input_tokens: 14, output_tokens: 101, total_tokens: 115 };
  return ok([
    event({ type: 'speech.audio.delta', audio: SOUND.toString('base64') }),
    event({ type: 'speech.audio.done', usage }),
  ]);
}

function moderations(body: JsonRecord): FakeOpenaiAnswer {
  if (body['input'] === undefined) return missing('input');
  return ok({ id: 'modr-1', model: body['model'], results: [{ flagged: false, categories: {}, category_scores: {} }] });
}

function rerank(body: JsonRecord): FakeOpenaiAnswer {
  for (const name of ['query', 'documents']) if (body[name] === undefined) return missing(name);
  const results = [{ index: 1, relevance_score: 0.98 }];
  return ok({ id: 'rr-1', results, meta: { billed_units: { search_units: 1 } } });
}
