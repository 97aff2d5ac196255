/**
 * Embeddings of texts on Vertex AI: Google's older models by `:predict`, Gemini Embedding 2 and later by `:embedContent`, and the
 * multimodal model by `:predict` with members of its own. Sources: Google's pages on text embeddings, their limits and
 * multimodal embeddings, and its reference of `embedContent`.
 */
import { GatewayError } from '../../kernel/errors.ts';
import type { Embedded } from '../../wire/embeddings.ts';
import type { EmbeddingsRequest } from '../../wire/embeddings.ts';
import type { Slices } from '../../kernel/slices.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import { scanSlices } from '../../wire/json/scan-slices.ts';
import { findMember } from '../../wire/json/scan.ts';
import type { Embeddings, UpstreamRequest } from '../provider.ts';
import { publisherUrl, type VertexPlace } from './hosts.ts';
import { vertexModel } from './publishers.ts';

/** Texts in one request; 20,000 tokens of them together at most, which only Google can count. */
const MAX_TEXTS = 250;
/** How a model is asked. */
interface Method {
  verb: 'predict' | 'embedContent';
  /** Texts in one request. */
  most: number;
  body(texts: readonly string[], asked: EmbeddingsRequest): object;
  /** It has no place for a task. */
  lacksTask?: true;
}

const BY_TEXTS: Method = {
  verb: 'predict',
  most: MAX_TEXTS,
  body: (texts, { dimensions, taskType }) => ({
    instances: texts.map((content) => ({ content, ...(taskType === null ? {} : { task_type: taskType }) })),
    // By default Google truncates a long text silently.
    parameters: { autoTruncate: false, ...(dimensions === null ? {} : { outputDimensionality: dimensions }) },
  }),
};

const BY_CONTENT: Method = {
  verb: 'embedContent',
  most: 1,
  body: ([text = ''], { dimensions, taskType }) => ({
    content: { parts: [{ text }] },
    embedContentConfig: {
      autoTruncate: false,
      ...(taskType === null ? {} : { taskType }),
      ...(dimensions === null ? {} : { outputDimensionality: dimensions }),
    },
  }),
};

const MULTIMODAL: Method = {
  verb: 'predict',
  most: 1,
  body: ([text = ''], { dimensions }) => ({
    instances: [{ text }],
    ...(dimensions === null ? {} : { parameters: { dimension: dimensions } }),
  }),
  lacksTask: true,
};

const METHODS: readonly (readonly [pattern: RegExp, method: Method])[] = [
  [/^gemini-embedding-001$/, { ...BY_TEXTS, most: 1 }],
  [/^gemini-embedding-/, BY_CONTENT],
  [/^multimodalembedding/, MULTIMODAL],
];

const methodOf = (model: string): Method => METHODS.find(([pattern]) => pattern.test(model))?.[1] ?? BY_TEXTS;

export function vertexEmbeddings(place: VertexPlace): Embeddings {
  return { build: (asked, model) => build(place, asked, model), read };
}

/** A model of Google's that is not known here goes upstream: Google is the judge of it. */
function build(place: VertexPlace, asked: EmbeddingsRequest, named: string): UpstreamRequest {
  const model = googleModel(named);
  const method = methodOf(model);
  const hasLostTask = asked.taskType !== null && method.lacksTask === true;
  const body = method.body(textsOf(asked, model, method.most), asked);
  return {
    method: 'POST',
    url: publisherUrl(place, { publisher: 'google', model, verb: method.verb }),
    headers: { 'content-type': 'application/json' },
    body: [Buffer.from(JSON.stringify(body))],
    model,
    betasDropped: [],
    notes: [...asked.others, ...(hasLostTask ? ['task_type'] : [])].map((key) => `${key} dropped`),
  };
}

/** Names that no publisher has are Google's here. */
function googleModel(name: string): string {
  const model = vertexModel(name);
  if (model.kind === 'predictor') return model.model;
  const bare = name.trim();
  if (model.kind === 'claude' && !/claude|[/]/.test(bare)) return bare;
  throw new GatewayError('operation_not_supported', `model: ${bare.slice(0, 128)} makes no embeddings.`, {
    status: 400,
    hint: 'Use gemini-embedding-001, gemini-embedding-2, text-embedding-005 or text-multilingual-embedding-002.',
  });
}

function textsOf({ input }: EmbeddingsRequest, model: string, most: number): readonly string[] {
  if (input === 'token-ids') {
    throw new GatewayError('invalid_request', 'input: Google’s models take texts, not token ids.', {
      hint: 'Send the text itself; in LangChain, check_embedding_ctx_length=False does that.',
    });
  }
  if (input.length <= most) return input;
  throw new GatewayError(
    'invalid_request',
    `input: ${model} takes at most ${most === 1 ? 'one text' : `${most} texts`} in a request, and here are ${input.length}.`,
    { hint: 'Send them in several requests.' },
  );
}

/**
 * `{predictions: [{embeddings: {values, statistics: {token_count}}}]}`, in the order of the texts, `{predictions:
 * [{textEmbedding}]}`, or `{embedding: {values}, usageMetadata: {promptTokenCount}}`.
 */
function* read(body: Buffer): Slices<Embedded> {
  const document = yield* scanSlices(body, 'predictions', Infinity);
  const predictions = findMember(document.members, 'predictions')?.elements;
  if (predictions == null) return readContent(JSON.parse(body.toString('utf8')));
  const vectors: (readonly number[])[] = [];
  let inputTokens: number | null = 0;
  let pauseAt = SLICE_BYTES;
  for (const { start, end } of predictions) {
    const { vector, tokens } = readPrediction(JSON.parse(body.toString('utf8', start, end)));
    vectors.push(vector);
    inputTokens = tokens === null || inputTokens === null ? null : inputTokens + tokens;
    if (end < pauseAt) continue;
    pauseAt = end + SLICE_BYTES;
    yield;
  }
  return { vectors, inputTokens };
}

/** Of vectors between two pauses: some milliseconds of reading. */
const SLICE_BYTES = 128 * 1024;

interface Prediction {
  vector: readonly number[];
  /** null = this model tells none. */
  tokens: number | null;
}

function readPrediction(prediction: unknown): Prediction {
  if (!isObject(prediction)) throw new TypeError('A prediction is no object.');
  if (prediction['textEmbedding'] !== undefined)
    return { vector: numbersIn(prediction['textEmbedding']), tokens: null };
  const embeddings = objectAt(prediction, 'embeddings');
  const tokens = objectAt(embeddings, 'statistics')['token_count'];
  if (typeof tokens !== 'number') throw new TypeError('A prediction does not tell its tokens.');
  return { vector: numbersIn(embeddings['values']), tokens };
}

function readContent(answer: unknown): Embedded {
  if (!isObject(answer)) throw new TypeError('The answer is no object.');
  const tokens = objectAt(answer, 'usageMetadata')['promptTokenCount'];
  const vectors = [numbersIn(objectAt(answer, 'embedding')['values'])];
  return { vectors, inputTokens: typeof tokens === 'number' ? tokens : null };
}

function objectAt(of: JsonObject, key: string): JsonObject {
  const value = of[key];
  return isObject(value) ? value : {};
}

function numbersIn(values: unknown): readonly number[] {
  if (Array.isArray(values) && values.every((value): value is number => typeof value === 'number')) return values;
  throw new TypeError('The answer has no vector.');
}
