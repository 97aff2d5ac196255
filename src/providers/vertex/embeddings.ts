/** Google's text embedding models on Vertex AI, by `:predict`. Sources: Google's pages on text embeddings and their limits. */
import { GatewayError } from '../../kernel/errors.ts';
import type { Embedded } from '../../wire/embeddings.ts';
import type { EmbeddingsRequest } from '../../wire/embeddings.ts';
import type { Slices } from '../../kernel/slices.ts';
import { isObject } from '../../wire/json/object.ts';
import { scanSlices } from '../../wire/json/scan-slices.ts';
import { findMember } from '../../wire/json/scan.ts';
import type { Embeddings, UpstreamRequest } from '../provider.ts';
import { publisherUrl, type VertexPlace } from './hosts.ts';

/** Texts in one request; 20,000 tokens of them together at most, which only Google can count. */
const MAX_TEXTS = 250;
/** Models that take a single text a request. */
const ONE_TEXT = /^gemini-embedding-001$/;
/** Served by another method than `:predict`. */
const OTHER_METHOD = /^gemini-embedding-(?!001$)|^multimodalembedding/;

export function vertexEmbeddings(place: VertexPlace): Embeddings {
  return { build: (asked, model) => build(place, asked, model), read };
}

/** A model that is not known here goes upstream: Google is the judge of it. */
function build(place: VertexPlace, asked: EmbeddingsRequest, named: string): UpstreamRequest {
  const model = named.trim().replace(/^google[./]/, '');
  refuseModel(model);
  const { dimensions, taskType, others } = asked;
  const instances = textsOf(asked, model).map((content) => ({
    content,
    ...(taskType === null ? {} : { task_type: taskType }),
  }));
  // By default Google truncates a long text silently.
  const parameters = { autoTruncate: false, ...(dimensions === null ? {} : { outputDimensionality: dimensions }) };
  return {
    method: 'POST',
    url: publisherUrl(place, { publisher: 'google', model, verb: 'predict' }),
    headers: { 'content-type': 'application/json' },
    body: [Buffer.from(JSON.stringify({ instances, parameters }))],
    model,
    betasDropped: [],
    notes: others.map((key) => `${key} dropped`),
  };
}

function refuseModel(model: string): void {
  if (model.startsWith('claude')) throw refused(`model: ${model} makes no embeddings.`);
  if (OTHER_METHOD.test(model)) throw refused(`model: Tollgate does not serve ${model} on Vertex AI.`);
}

function refused(message: string): GatewayError {
  return new GatewayError('operation_not_supported', message, {
    status: 400,
    hint: 'Use gemini-embedding-001, text-embedding-005 or text-multilingual-embedding-002.',
  });
}

function textsOf({ input }: EmbeddingsRequest, model: string): readonly string[] {
  if (input === 'token-ids') {
    throw new GatewayError('invalid_request', 'input: Google’s models take texts, not token ids.', {
      hint: 'Send the text itself; in LangChain, check_embedding_ctx_length=False does that.',
    });
  }
  const most = ONE_TEXT.test(model) ? 1 : MAX_TEXTS;
  if (input.length <= most) return input;
  throw new GatewayError(
    'invalid_request',
    `input: ${model} takes at most ${most === 1 ? 'one text' : `${most} texts`} in a request, and here are ${input.length}.`,
    { hint: 'Send them in several requests.' },
  );
}

/** `{predictions: [{embeddings: {values, statistics: {token_count}}}]}`, in the order of the texts. */
function* read(body: Buffer): Slices<Embedded> {
  const document = yield* scanSlices(body, 'predictions', Infinity);
  const predictions = findMember(document.members, 'predictions')?.elements;
  if (predictions == null) throw new TypeError('The answer has no predictions.');
  const vectors: (readonly number[])[] = [];
  let inputTokens = 0;
  let pauseAt = SLICE_BYTES;
  for (const { start, end } of predictions) {
    const { vector, tokens } = readPrediction(JSON.parse(body.toString('utf8', start, end)));
    vectors.push(vector);
    inputTokens += tokens;
    if (end < pauseAt) continue;
    pauseAt = end + SLICE_BYTES;
    yield;
  }
  return { vectors, inputTokens };
}

/** Of vectors between two pauses: some milliseconds of reading. */
const SLICE_BYTES = 128 * 1024;

function readPrediction(prediction: unknown): { vector: readonly number[]; tokens: number } {
  const embeddings = isObject(prediction) ? prediction['embeddings'] : undefined;
  const values: unknown = isObject(embeddings) ? embeddings['values'] : undefined;
  const statistics = isObject(embeddings) ? embeddings['statistics'] : undefined;
  const tokens = isObject(statistics) ? statistics['token_count'] : undefined;
  if (!Array.isArray(values) || !values.every((value): value is number => typeof value === 'number')) {
    throw new TypeError('A prediction has no vector.');
  }
  if (typeof tokens !== 'number') throw new TypeError('A prediction does not tell its tokens.');
  return { vector: values, tokens };
}
