/**
 * `POST /v1beta/models/{model}:embedContent` and `:batchEmbedContents`: Gemini's question for vectors. It becomes OpenAI's,
 * which every provider with embeddings is asked in, and the vectors come back in Gemini's form.
 */
import { gemini } from '../../wire/dialects/gemini/index.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import { MAX_INPUT_BYTES } from '../../wire/dialects/openai-embeddings/read-request.ts';
import { readMember, scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import { METERS } from '../../wire/usage.ts';
import { embeddings } from './embeddings.ts';
import type { Lane, UpstreamEndpoint, WholeAnswer } from './endpoint.ts';
import { factsOfMethods } from './google-path.ts';

const ONE = new Map([['embedContent', { stream: false }]]);
const MANY = new Map([['batchEmbedContents', { stream: false }]]);

export const embedContent: UpstreamEndpoint = {
  ...embeddings,
  operation: 'embedContent',
  path: '/v1beta/models/{model}:embedContent',
  match: (path) => factsOfMethods(path, ONE),
  errorsFor: () => gemini.errors,
  // oxlint-disable-next-line require-yield -- what is read is bounded, and read at once
  *callIn(document) {
    return { endpoint: embedContent, document: asked([wholeOf(document)], () => '') };
  },
  async openLane(call, target, use) {
    const lane = await embeddings.openLane(call, target, use);
    return inGemini(lane, ([first], told) => ({ embedding: { values: first ?? [] }, ...told }));
  },
};

export const batchEmbedContents: UpstreamEndpoint = {
  ...embedContent,
  operation: 'batchEmbedContents',
  path: '/v1beta/models/{model}:batchEmbedContents',
  match: (path) => factsOfMethods(path, MANY),
  // oxlint-disable-next-line require-yield -- what is read is bounded, and read at once
  *callIn(document) {
    const requests: unknown = readMember(document, 'requests', MAX_INPUT_BYTES);
    if (!Array.isArray(requests) || requests.length === 0) throw wrong('requests', 'a list of requests');
    const all = requests.map((one) => (isObject(one) ? one : {}));
    return { endpoint: batchEmbedContents, document: asked(all, (at) => `requests[${at}].`) };
  },
  async openLane(call, target, use) {
    const lane = await embeddings.openLane(call, target, use);
    return inGemini(lane, (vectors, told) => ({ embeddings: vectors.map((values) => ({ values })), ...told }));
  },
};

const wrong = (member: string, expected: string): GatewayError =>
  new GatewayError('invalid_request', `${member}: expected ${expected}.`, { member });

function wholeOf(document: JsonDocument): JsonObject {
  const members = [
    'content',
    'taskType',
    'task_type',
    'outputDimensionality',
    'output_dimensionality',
    'embedContentConfig',
    'embed_content_config',
  ];
  return Object.fromEntries(members.map((key) => [key, readMember(document, key, MAX_INPUT_BYTES)]));
}

/** OpenAI's body has one length and one task for all texts: those of the first. */
function asked(requests: readonly JsonObject[], pathOf: (at: number) => string): JsonDocument {
  const config = requests[0]?.['embedContentConfig'] ?? requests[0]?.['embed_content_config'];
  const first: JsonObject = { ...requests[0], ...(isObject(config) ? config : {}) };
  const dimensions = first['outputDimensionality'] ?? first['output_dimensionality'];
  const taskType = first['taskType'] ?? first['task_type'];
  if (!isAbsent(dimensions) && !(Number.isSafeInteger(dimensions) && Number(dimensions) > 0)) {
    throw wrong(`${pathOf(0)}outputDimensionality`, 'a whole number above 0');
  }
  if (!isAbsent(taskType) && typeof taskType !== 'string') throw wrong(`${pathOf(0)}taskType`, 'a text');
  const body = {
    input: requests.map((one, at) => textOf(one, `${pathOf(at)}content`)),
    dimensions,
    task_type: taskType,
  };
  return scanDocument(Buffer.from(JSON.stringify(body)));
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

function textOf({ content }: JsonObject, path: string): string {
  const parts = isObject(content) ? content['parts'] : undefined;
  const texts = Array.isArray(parts) ? parts.map((part: unknown) => (isObject(part) ? part['text'] : undefined)) : [];
  if (texts.length > 0 && texts.every((text) => typeof text === 'string')) {
    const text = texts.join('\n');
    if (text !== '') return text;
  }
  throw wrong(path, 'parts with text, and nothing else');
}

type Vectors = readonly (readonly number[])[];

/** What is no answer stays as it is. */
function inGemini(lane: Lane, write: (vectors: Vectors, told: JsonObject) => JsonObject): Lane {
  const written = (answer: WholeAnswer): WholeAnswer => {
    const vectors = answer.isAnswer ? vectorsIn(answer.body) : null;
    return vectors === null ? answer : { ...answer, body: Buffer.from(JSON.stringify(write(vectors, toldOf(answer)))) };
  };
  return {
    ...lane,
    readWhole(body, headers) {
      const answer = lane.readWhole(body, headers);
      return answer instanceof Promise ? answer.then(written) : written(answer);
    },
  };
}

/** Left out where the provider told none. */
function toldOf({ usage }: WholeAnswer): JsonObject {
  const tokens = usage?.meters[METERS.input];
  return tokens === undefined ? {} : { usageMetadata: { promptTokenCount: tokens } };
}

function vectorsIn(body: Buffer): Vectors | null {
  const answer: unknown = JSON.parse(body.toString('utf8'));
  const data = isObject(answer) ? answer['data'] : undefined;
  if (!Array.isArray(data)) return null;
  return data.map(numbersIn);
}

function numbersIn(item: unknown): readonly number[] {
  const vector: unknown = isObject(item) ? item['embedding'] : undefined;
  return Array.isArray(vector) ? vector.filter((value): value is number => typeof value === 'number') : [];
}
