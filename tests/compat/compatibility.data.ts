/**
 * Which client is tested on which upstream, and with what. The suites register their tests from these rows and the page
 * docs/reference/compatibility.md is written from them, so that the page claims nothing that no test does.
 */

/** Upstreams, each of another dialect. They are `@copilotkit/aimock`, which we did not write. */
export const UPSTREAMS = [
  { id: 'openai', title: 'OpenAI Chat Completions', model: 'gpt-4o' },
  { id: 'google', title: 'Gemini', model: 'gemini-2.5-flash' },
  { id: 'anthropic', title: 'Anthropic Messages', model: 'claude-sonnet-4-5' },
  { id: 'bedrock', title: 'Bedrock', model: 'anthropic.claude-3-haiku-20240307-v1:0' },
] as const;
export type UpstreamId = (typeof UPSTREAMS)[number]['id'];

/** What a client is tested with, and how the page calls it. */
export const FEATURES = {
  text: 'text',
  stream: 'text as a stream',
  tools: 'two calls of tools at once',
  'tools-stream': 'two calls of tools at once as a stream',
  'tool-results': 'the results of both calls, and what the model makes of them',
  images: 'images',
  count: 'token counts',
  refusal: 'errors',
} as const;
export type Feature = keyof typeof FEATURES;

/** The version of `ai` that drives every package of `@ai-sdk`. */
export const AI_VERSION = '7.0.173';

const ALL = ['text', 'stream', 'tools', 'tools-stream', 'tool-results', 'images', 'count', 'refusal'] as const;
const WITHOUT_COUNT = ['text', 'stream', 'tools', 'tools-stream', 'tool-results', 'images', 'refusal'] as const;

export interface CompatClient {
  library: string;
  version: string;
  language: 'JavaScript' | 'Python';
  /** The API that the client speaks to Tollgate. */
  speaks: string;
  features: readonly Feature[];
  /** How the client names the end of an answer with a text, and of one that calls tools. */
  ends: { text: string; tools: string };
  /** The same for an upstream whose answers pass untouched and which names it otherwise. */
  toolsEnd?: Partial<Record<UpstreamId, string>>;
  /** What the error of a rate limit says, with its class, status and words. */
  refusal: RegExp;
  /** What fails, and why. A suite fails where a gap is none. */
  gaps?: readonly { upstream: UpstreamId; feature: Feature; reason: string }[];
}

const CHAT = { speaks: 'Chat Completions', ends: { text: 'stop', tools: 'tool_calls' } };
const RESPONSES = { speaks: 'Responses', ends: { text: 'completed', tools: 'completed' } };
const MESSAGES = { speaks: 'Messages', ends: { text: 'end_turn', tools: 'tool_use' } };
/** Gemini ends a call of tools with STOP; the mock says FUNCTION_CALL. */
const GEMINI = { speaks: 'Gemini', ends: { text: 'STOP', tools: 'STOP' }, toolsEnd: { google: 'FUNCTION_CALL' } };
const CONVERSE = { speaks: 'Bedrock Converse', ends: { text: 'end_turn', tools: 'tool_use' } };
const AI_SDK = { ends: { text: 'stop', tools: 'tool-calls' }, refusal: /AI_APICallError 429 .*Slow down/ };

export const CLIENTS = {
  'openai-chat': {
    ...CHAT,
    library: 'openai',
    version: '7.55.0',
    language: 'JavaScript',
    features: WITHOUT_COUNT,
    refusal: /429 .*Slow down/,
  },
  'openai-responses': {
    ...RESPONSES,
    library: 'openai',
    version: '7.55.0',
    language: 'JavaScript',
    features: ALL,
    refusal: /429 .*Slow down/,
  },
  anthropic: {
    ...MESSAGES,
    library: '@anthropic-ai/sdk',
    version: '1.12.0',
    language: 'JavaScript',
    features: ALL,
    refusal: /429 .*rate_limit_error.*Slow down/,
  },
  'anthropic-bedrock': {
    library: '@anthropic-ai/bedrock-sdk',
    version: '1.1.3',
    language: 'JavaScript',
    speaks: 'Bedrock InvokeModel',
    features: WITHOUT_COUNT,
    ends: MESSAGES.ends,
    refusal: /429 .*Slow down/,
  },
  'google-genai': {
    ...GEMINI,
    library: '@google/genai',
    version: '3.3.0',
    language: 'JavaScript',
    features: ALL,
    refusal: /429 .*Slow down/,
  },
  'aws-converse': {
    ...CONVERSE,
    library: '@aws-sdk/client-bedrock-runtime',
    version: '3.1164.0',
    language: 'JavaScript',
    features: ALL,
    refusal: /ThrottlingException .*Slow down/,
  },
  'aws-invoke': {
    library: '@aws-sdk/client-bedrock-runtime',
    version: '3.1164.0',
    language: 'JavaScript',
    speaks: 'Bedrock InvokeModel',
    features: WITHOUT_COUNT,
    ends: MESSAGES.ends,
    refusal: /ThrottlingException .*Slow down/,
  },
  portkey: {
    ...CHAT,
    library: 'portkey-ai',
    version: '3.1.0',
    language: 'JavaScript',
    features: WITHOUT_COUNT,
    refusal: /429 .*Slow down/,
  },
  'ai-openai-chat': {
    ...AI_SDK,
    library: '@ai-sdk/openai',
    version: '4.0.118',
    language: 'JavaScript',
    speaks: 'Chat Completions',
    features: WITHOUT_COUNT,
  },
  'ai-openai-responses': {
    ...AI_SDK,
    library: '@ai-sdk/openai',
    version: '4.0.118',
    language: 'JavaScript',
    speaks: 'Responses',
    features: WITHOUT_COUNT,
  },
  'ai-anthropic': {
    ...AI_SDK,
    library: '@ai-sdk/anthropic',
    version: '4.0.105',
    language: 'JavaScript',
    speaks: 'Messages',
    features: WITHOUT_COUNT,
  },
  'ai-google': {
    ...AI_SDK,
    library: '@ai-sdk/google',
    version: '4.0.121',
    language: 'JavaScript',
    speaks: 'Gemini',
    features: WITHOUT_COUNT,
    toolsEnd: { google: 'other' },
  },
  'ai-bedrock': {
    ...AI_SDK,
    library: '@ai-sdk/amazon-bedrock',
    version: '5.0.101',
    language: 'JavaScript',
    speaks: 'Bedrock Converse',
    features: WITHOUT_COUNT,
  },
  'python-openai-chat': {
    ...CHAT,
    library: 'openai',
    version: '3.57.0',
    language: 'Python',
    features: WITHOUT_COUNT,
    refusal: /RateLimitError.*Slow down/,
  },
  'python-openai-responses': {
    ...RESPONSES,
    library: 'openai',
    version: '3.57.0',
    language: 'Python',
    features: ALL,
    refusal: /RateLimitError.*Slow down/,
  },
  'python-anthropic': {
    ...MESSAGES,
    library: 'anthropic',
    version: '2.14.0',
    language: 'Python',
    features: ALL,
    refusal: /RateLimitError.*Slow down/,
  },
  'python-google-genai': {
    ...GEMINI,
    library: 'google-genai',
    version: '3.6.1',
    language: 'Python',
    features: ALL,
    refusal: /ClientError: 429.*Slow down/,
  },
  'python-boto3': {
    ...CONVERSE,
    library: 'boto3',
    version: '1.44.8',
    language: 'Python',
    features: ALL,
    refusal: /ThrottlingException.*Slow down/,
  },
  'python-portkey': {
    ...CHAT,
    library: 'portkey-ai',
    version: '2.3.4',
    language: 'Python',
    features: WITHOUT_COUNT,
    refusal: /RateLimitError.*Slow down/,
  },
} as const satisfies Record<string, CompatClient>;
export type ClientId = keyof typeof CLIENTS;

/** Claude Code at work: a tool loop that ends with a file that is right to the last byte. In both versions that are installed. */
export const CLAUDE_CODE = {
  on: {
    vertex: 'on Claude at Vertex AI, untouched',
    anthropic: 'on Claude at Anthropic',
    bedrock: 'on Claude at Bedrock, by InvokeModel',
    converse: 'on a model of Bedrock that has Converse alone',
    chat: 'on a GPT model by Chat Completions',
    responses: 'on a GPT model by Responses',
    gemini: 'on a Gemini model',
    vertexMode: 'in its own Vertex mode, with the gateway key as its token',
    bedrockMode: 'in its own Bedrock mode, with the gateway key as its bearer token',
  },
} as const;

/** The same of OpenAI's Codex. */
export const CODEX = {
  version: '0.171.0',
  on: {
    responses: 'on a GPT model at OpenAI, by Responses, untouched',
    claude: 'on Claude at Vertex AI, translated to Messages',
  },
} as const;
