/** Google's text embedding models on the fake Vertex: what `:predict` refuses, and vectors by which like texts lie near. */
import { isRecord, recordsIn, stringAt } from '../json-shape.ts';
import type { JsonRecord } from '../json-shape.ts';
import { letterVector } from '../text-vectors.ts';
import { status } from '../upstream/answer.ts';
import type { Answer } from '../upstream/answer.ts';
import type { UpstreamCall } from '../upstream/recording-server.ts';

export interface EmbedRequest {
  call: UpstreamCall;
  body: JsonRecord;
  model: string;
  project: string;
}

interface EmbeddingModel {
  dimensions: number;
  maxTexts: number;
}

const small: EmbeddingModel = { dimensions: 768, maxTexts: 250 };
const MODELS: Readonly<Record<string, EmbeddingModel>> = {
  'text-embedding-004': small,
  'text-embedding-005': small,
  'text-multilingual-embedding-002': small,
  'gemini-embedding-001': { dimensions: 3072, maxTexts: 1 },
};

const MAX_TEXT_TOKENS = 2048;
const MAX_TOKENS = 20_000;
const TASK_TYPES = new Set(
  'SEMANTIC_SIMILARITY CLASSIFICATION CLUSTERING RETRIEVAL_DOCUMENT RETRIEVAL_QUERY QUESTION_ANSWERING FACT_VERIFICATION CODE_RETRIEVAL_QUERY'.split(
    ' ',
  ),
);

export const isEmbeddingModel = (model: string): boolean => Object.hasOwn(MODELS, model);

/** The text of Google's 400; undefined when there is nothing to refuse. */
export function refuseEmbedding({ body, model }: EmbedRequest): string | undefined {
  const facts = MODELS[model] ?? small;
  const unknown = Object.keys(body).find((key) => key !== 'instances' && key !== 'parameters');
  if (unknown !== undefined) return `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`;
  const instances = recordsIn(body['instances']);
  const parameters = isRecord(body['parameters']) ? body['parameters'] : {};
  return (
    refuseInstances(instances, facts.maxTexts) ??
    refuseSize(parameters['outputDimensionality'] ?? facts.dimensions, facts.dimensions) ??
    refuseLength(instances.map(tokensIn), parameters['autoTruncate'] !== false)
  );
}

function refuseInstances(instances: readonly JsonRecord[], most: number): string | undefined {
  if (instances.length === 0) return 'Invalid or empty instances.';
  if (instances.length > most) return `${instances.length} instance(s) is over the limit of ${most}.`;
  if (instances.some((instance) => stringAt(instance, 'content') === '')) return 'The text content is empty.';
  const task = instances.map((instance) => instance['task_type']).find((type) => !isTask(type));
  return task === undefined ? undefined : `Invalid task_type: ${String(task)}.`;
}

function refuseSize(size: unknown, most: number): string | undefined {
  return typeof size === 'number' && size <= most ? undefined : `outputDimensionality must be at most ${most}.`;
}

function refuseLength(tokens: readonly number[], isCutOff: boolean): string | undefined {
  const longest = Math.max(...tokens);
  if (!isCutOff && longest > MAX_TEXT_TOKENS) {
    return `The input token count is ${longest} but the model supports up to ${MAX_TEXT_TOKENS}.`;
  }
  const total = tokens.reduce((sum, count) => sum + count, 0);
  return total > MAX_TOKENS ? `Request token count ${total} is over the limit of ${MAX_TOKENS}.` : undefined;
}

const isTask = (type: unknown): boolean => type === undefined || (typeof type === 'string' && TASK_TYPES.has(type));

/** One prediction for each text. */
export function embeddingsAnswer({ body, model }: EmbedRequest): Answer {
  const parameters = isRecord(body['parameters']) ? body['parameters'] : {};
  const dimensions = Number(parameters['outputDimensionality'] ?? MODELS[model]?.dimensions);
  const predictions = recordsIn(body['instances']).map((instance) => ({
    embeddings: {
      values: letterVector(stringAt(instance, 'content'), dimensions),
      statistics: { truncated: false, token_count: tokensIn(instance) },
    },
  }));
  return status(200, { predictions, metadata: { billableCharacterCount: 1 } });
}

/** About four characters make a token. */
function tokensIn(instance: JsonRecord): number {
  return Math.ceil(stringAt(instance, 'content').length / 4);
}

const CONTENT_MODELS: readonly string[] = ['gemini-embedding-2'];
const CONTENT_DIMENSIONS = 3072;

export const isContentModel = (model: string): boolean => CONTENT_MODELS.includes(model);

/** What `:embedContent` refuses: the text of Google's 400; undefined when there is nothing to refuse. */
export function refuseEmbedContent({ body }: Pick<EmbedRequest, 'body'>): string | undefined {
  const known = ['content', 'embedContentConfig'];
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown !== undefined) return `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`;
  if (textOfContent(body) === '') return 'The content is empty.';
  const config = isRecord(body['embedContentConfig']) ? body['embedContentConfig'] : {};
  if (!isTask(config['taskType']))
    return `Invalid value at 'embed_content_config.task_type': ${String(config['taskType'])}.`;
  return refuseSize(config['outputDimensionality'] ?? CONTENT_DIMENSIONS, CONTENT_DIMENSIONS);
}

/** One vector for all parts of the content. */
export function embedContentAnswer({ body }: Pick<EmbedRequest, 'body'>): Answer {
  const config = isRecord(body['embedContentConfig']) ? body['embedContentConfig'] : {};
  const text = textOfContent(body);
  const promptTokenCount = tokensIn({ content: text });
  return status(200, {
    embedding: { values: letterVector(text, Number(config['outputDimensionality'] ?? CONTENT_DIMENSIONS)) },
    usageMetadata: { promptTokenCount, totalTokenCount: promptTokenCount },
    truncated: false,
  });
}

function textOfContent(body: JsonRecord): string {
  const content = isRecord(body['content']) ? body['content'] : {};
  return recordsIn(content['parts'])
    .map((part) => stringAt(part, 'text'))
    .join('\n');
}
