/**
 * Which publisher's API serves a model on Vertex AI, by any spelling of its name: `meta/llama-…`, `meta.llama-…`,
 * `publishers/meta/models/llama-…`, or a bare name of a family that one publisher has there. Sources: Google's pages on
 * partner models, open models and self-deployed models.
 */
import { bareClaudeName } from '../../wire/claude-model-name.ts';

/** Publishers with a path of their own for OpenAI's Chat Completions. */
export type ChatPublisher = 'mistralai' | 'ai21';

export type VertexModel =
  | { kind: 'claude' }
  | { kind: 'gemini'; model: string }
  /** Served at `publishers/…:rawPredict`. */
  | { kind: 'partner'; publisher: ChatPublisher; model: string }
  /** Served at `endpoints/openapi`, by the name `publisher/model`. */
  | { kind: 'open'; model: string }
  /** Deployed by the project itself. */
  | { kind: 'endpoint'; id: string }
  /** Google's own models that hold no conversations: embeddings and images. */
  | { kind: 'predictor'; model: string };

const RESOURCE = /^projects\/[^/]+\/locations\/[^/]+\//;
const QUALIFIED = /^(?:publishers\/([a-z0-9-]+)\/models|(?!models\/)([a-z0-9-]+))\/(.+)$/;
/** Only where the word in front of the dot is a publisher: names of models have dots of their own. */
const DOTTED =
  /^(google|meta|mistralai|ai21|endpoints|moonshotai|zai-org|qwen|xai|openai|deepseek-ai|minimaxai)\.(.+)$/;

/** Bare names. `-maas` ends the name of a model that Google runs for everybody. */
const FAMILIES: readonly (readonly [pattern: RegExp, publisher: string])[] = [
  [/^(?:gemini|imagen|gemma)-/, 'google'],
  [/^(?:imagegeneration@|text-embedding-|text-multilingual-embedding-|textembedding-|multimodalembedding)/, 'google'],
  [/^(?:mistral|ministral|magistral|codestral|devstral|pixtral)-/, 'mistralai'],
  [/^jamba-/, 'ai21'],
  [/^llama-.*-maas$/, 'meta'],
  [/^deepseek-.*-maas$/, 'deepseek-ai'],
  [/^qwen.*-maas$/, 'qwen'],
  [/^gpt-oss-.*-maas$/, 'openai'],
  [/^kimi-.*-maas$/, 'moonshotai'],
  [/^glm-.*-maas$/, 'zai-org'],
  [/^minimax-.*-maas$/, 'minimaxai'],
  [/^grok-/, 'xai'],
];

/** A name of which nothing is known is taken for one of Claude's: aliases and new models of Anthropic have no mark. */
export function vertexModel(name: string): VertexModel {
  const spelled = name.trim().replace(RESOURCE, '');
  if (bareClaudeName(spelled).startsWith('claude')) return { kind: 'claude' };
  const { publisher, model } = published(spelled.replace(/^models\//, ''));
  switch (publisher) {
    case 'anthropic':
    case null:
      return { kind: 'claude' };
    case 'google':
      return ofGoogle(model);
    case 'mistralai':
    case 'ai21':
      return { kind: 'partner', publisher, model };
    case 'endpoints':
      return { kind: 'endpoint', id: model };
    default:
      return { kind: 'open', model: `${publisher}/${model}` };
  }
}

function published(name: string): { publisher: string | null; model: string } {
  const [, resource, word, behind] = QUALIFIED.exec(name) ?? [];
  const qualified = resource ?? word;
  if (qualified !== undefined && behind !== undefined) return { publisher: qualified, model: behind };
  const [, dotted, rest] = DOTTED.exec(name) ?? [];
  if (dotted !== undefined && rest !== undefined) return { publisher: dotted, model: rest };
  const family = FAMILIES.find(([pattern]) => pattern.test(name));
  return { publisher: family?.[1] ?? null, model: name };
}

const CONVERSES = /^gemini-(?!embedding)/;
/** Open models that Google runs like those of others. */
const OPEN = /^gemma-/;

function ofGoogle(model: string): VertexModel {
  if (CONVERSES.test(model)) return { kind: 'gemini', model };
  return OPEN.test(model) ? { kind: 'open', model: `google/${model}` } : { kind: 'predictor', model };
}
