/**
 * What Bedrock's InvokeModel takes and gives for the models of other vendors than Anthropic: each has members of its own, of which
 * none is changed. Sources: Amazon Bedrock User Guide, inference request parameters of Titan, Nova, Llama, Mistral, Cohere, AI21,
 * DeepSeek; Amazon Bedrock API reference, InvokeModel.
 */
import { BINARY_STREAM } from '../../framing/aws-event-stream.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import type { Located } from '../../json/locate.ts';
import { wordsOfString, type Author, type ReadText, type WordReader, type Words } from '../../words.ts';
import { bedrockConverse } from '../bedrock-converse/index.ts';
import type { AnswerFacts, Dialect } from '../dialect.ts';
import { operationDialect, wordsIn } from '../openai-operations/operation.ts';
import { ModelTap } from './model-tap.ts';
import { usageInBody } from './read-usage.ts';

/** Of all these models: what people, tools and models wrote. */
const WRITTEN = [
  'prompt',
  'suffix',
  'inputText',
  'messages',
  'system',
  'message',
  'chat_history',
  'preamble',
  'documents',
  'tool_results',
  'tools',
  'toolConfig',
  'texts',
  'inputs',
  'input',
  'query',
  'text_prompts',
  'negative_prompt',
  'search_prompt',
  'select_prompt',
  'inputPrompt',
  // Of Titan Image and Nova Canvas, one for each task.
  'textToImageParams',
  'imageVariationParams',
  'inPaintingParams',
  'outPaintingParams',
  'colorGuidedGenerationParams',
  'virtualTryOnParams',
  // Of Nova's vectors.
  'singleEmbeddingParams',
  'segmentedEmbeddingParams',
] as const;

const besides: WordReader['besides'] = Object.fromEntries(
  WRITTEN.map((member) => [member, (value, read) => wordsOf(value, { author: 'user', read })]),
);

/** Members that hold a file, of Titan, Nova, Stability and Pixtral. */
const FILES = new Set([
  'bytes',
  'base64',
  'url',
  'image',
  'images',
  'maskImage',
  'conditionImage',
  'sourceImage',
  'referenceImage',
]);
const BASE64 = /^(?:data:[\w.+/-]{1,100};base64,)?[A-Za-z0-9+/]{64,}={0,2}$/;

/** Every string but files: what looks like a credential in one is none, and a mask would spoil the file. */
function wordsOf(value: Located, reading: { author: Author; read: ReadText }, isFile = false): Words[] {
  const { author, read } = reading;
  if (value.kind === 'object')
    return Array.from(value.members).flatMap(([name, inner]) => wordsOf(inner, reading, FILES.has(name)));
  if (value.kind === 'list') return value.items.flatMap((item) => wordsOf(item, reading, isFile));
  return isFile && value.kind === 'string' && BASE64.test(read(value)) ? [] : wordsOfString(value, author);
}

export const bedrockModels: Dialect = {
  ...operationDialect({
    id: 'bedrock-models',
    contentMembers: WRITTEN,
    // Of Mistral, Cohere, AI21 and DeepSeek; others refuse it, and have theirs under names of their own.
    outputMembers: ['max_tokens'],
    maxTokensPerSecond: 4000,
    words: { ...wordsIn(besides), ofAnswer: (answer, read) => wordsOf(answer, { author: 'assistant', read }) },
    stream: {
      contentType: BINARY_STREAM,
      ping: null,
      openReader: () => new ModelTap(),
      fromWhole: () => null,
      toWhole: () => null,
      openEnding: null,
    },
    readWhole,
  }),
  errors: bedrockConverse.errors,
};

/** Large answers are vectors and images, which tell no tokens in their bodies. */
const MAX_READ_BYTES = 4 * 1024 * 1024;

function readWhole(body: Buffer): AnswerFacts {
  const json = body.length > MAX_READ_BYTES ? {} : parse(body);
  return { isAnswer: json !== null, usage: json === null ? null : usageInBody(json), stopReason: null };
}

function parse(body: Buffer): JsonObject | null {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}
