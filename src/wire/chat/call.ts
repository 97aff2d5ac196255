/**
 * The inner language of requests. A dialect reads a client's body into a `ChatCall` and writes one for an upstream, so
 * that n dialects need n readers and n writers, not n × n translations. Only traffic that changes dialect passes here.
 */
import type { JsonObject } from '../json/object.ts';

export type DialectId = 'anthropic-messages' | 'openai-chat' | 'openai-responses' | 'gemini' | 'bedrock-converse';

/** Members that only the named dialect knows, as they came: they reach an upstream of that dialect, and warn elsewhere. */
export type Extra = Partial<Record<DialectId, JsonObject>>;

export interface ChatCall {
  /** As the caller named it, or as the router renamed it. */
  model: string;
  stream: boolean;
  /** OpenAI Chat reports usage in a stream only when asked. */
  includesUsage: boolean;
  /** Instructions that stand before the conversation. Those inside it are messages of role `system`. */
  system: TextPart[];
  messages: ChatMessage[];
  tools: Tool[];
  /** null = not said. */
  toolChoice: ToolChoice | null;
  /** false = at most one tool call per answer; null = not said. */
  parallelToolCalls: boolean | null;
  /** null = free text. */
  output: OutputFormat | null;
  /** null = not said. */
  reasoning: Reasoning | null;
  /** Reasoning included; null = the upstream's own limit. */
  maxOutputTokens: number | null;
  stop: string[];
  sampling: Sampling;
  /** As the caller's dialect names it. */
  serviceTier: string | null;
  /** The caller's own name for the end user. */
  userId: string | null;
  extra: Extra;
}

/** What an answer repeats of its call, or is written by: the conversation itself is not held until the answer ends. */
export interface AnsweredCall extends Pick<
  ChatCall,
  'includesUsage' | 'maxOutputTokens' | 'parallelToolCalls' | 'reasoning' | 'sampling'
> {
  /** Names of the tools that the caller declared as free-form. */
  freeformTools: string[];
}

export function answeredCall(call: ChatCall): AnsweredCall {
  const { includesUsage, maxOutputTokens, parallelToolCalls, reasoning, sampling, tools } = call;
  const freeformTools = tools.flatMap((tool) => (tool.type === 'function' && tool.isFreeform ? [tool.name] : []));
  return { includesUsage, maxOutputTokens, parallelToolCalls, reasoning, sampling, freeformTools };
}

/** Unset members were not said. Penalties, seed and the rest exist in some dialects only. */
export interface Sampling {
  temperature?: number;
  topP?: number;
  topK?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  seed?: number;
  /** Answers to one call. */
  candidates?: number;
}

export interface ChatMessage {
  /** Tool results are parts of a user message, as in Anthropic's dialect. */
  role: 'system' | 'user' | 'assistant';
  parts: Part[];
  /** OpenAI's `name` of a participant. */
  name?: string | undefined;
}

export type Part =
  | TextPart
  | ImagePart
  | DocumentPart
  | AudioPart
  | ToolCallPart
  | ToolResultPart
  | ReasoningPart
  | NativePart;

/** What a tool may give back. */
export type ResultPart = TextPart | ImagePart | DocumentPart | NativePart;

/** A prompt-cache breakpoint after this part. */
export interface CacheMark {
  /** null = the provider's usual lifetime. */
  ttl: '5m' | '1h' | null;
}

interface Marked {
  cache?: CacheMark | undefined;
  extra?: Extra | undefined;
}

export interface TextPart extends Marked {
  type: 'text';
  text: string;
  citations?: Citation[] | undefined;
  /** The model declined in these words. */
  isRefusal?: boolean | undefined;
  state?: OpaqueState | undefined;
}

/** Where a statement comes from. What has no place here stays in `native`, for its own dialect. */
export interface Citation {
  url: string | null;
  title: string | null;
  citedText: string | null;
  native: { dialect: DialectId; value: JsonObject } | null;
}

export type MediaSource =
  /** `data` is base64. */
  | { type: 'base64'; mimeType: string; data: string }
  | { type: 'url'; url: string; mimeType: string | null }
  /** A file that lies with the provider whose dialect is named. */
  | { type: 'file'; id: string; mimeType: string | null; dialect: DialectId };

export interface ImagePart extends Marked {
  type: 'image';
  source: MediaSource;
  /** OpenAI's `detail`. */
  detail?: string | undefined;
  state?: OpaqueState | undefined;
}

export interface DocumentPart extends Marked {
  type: 'document';
  source: MediaSource | { type: 'text'; text: string };
  /** File name or title. */
  name: string | null;
  context?: string | undefined;
  /** The answer should cite it. */
  wantsCitations?: boolean | undefined;
}

/** Sound or film, by its MIME type. */
export interface AudioPart extends Marked {
  type: 'audio';
  source: MediaSource;
}

export interface ToolCallPart extends Marked {
  type: 'tool-call';
  id: string;
  name: string;
  /** JSON text of an object; for a free-form tool the text itself. */
  input: string;
  isFreeform?: boolean | undefined;
  state?: OpaqueState | undefined;
}

export interface ToolResultPart extends Marked {
  type: 'tool-result';
  callId: string;
  /** Of the tool, where the dialect says it; Gemini needs it. */
  name: string | null;
  parts: ResultPart[];
  isError: boolean;
}

/** The model's thinking. Redacted thinking has a state and no text. */
export interface ReasoningPart extends Marked {
  type: 'reasoning';
  text: string;
  state: OpaqueState | null;
}

/**
 * What only the provider that issued it can read, and wants back unchanged: Anthropic's signatures, OpenAI's encrypted
 * reasoning, Gemini's thought signatures.
 */
export interface OpaqueState {
  issuer: StateIssuer;
  kind: 'signature' | 'redacted' | 'encrypted';
  value: string;
}

/** `router`: a host that sends models of several vendors, and wants back what it told of them. */
export type StateIssuer = 'claude' | 'gpt' | 'gemini' | 'router';

/** A block that one dialect knows and no other has a place for, as a server tool's result. */
export interface NativePart {
  type: 'native';
  dialect: DialectId;
  value: JsonObject;
  cache?: undefined;
}

export type Tool = FunctionTool | NativeTool;

export interface FunctionTool {
  type: 'function';
  name: string;
  description: string | null;
  /** JSON Schema of the input; null = takes none. */
  schema: JsonObject | null;
  /** The input must follow the schema exactly; null = not said. */
  strict: boolean | null;
  /** OpenAI's `custom` tool: the input is text, not JSON. */
  isFreeform: boolean;
  cache?: CacheMark | undefined;
  extra?: Extra | undefined;
}

/** A tool that the provider runs or defines itself, as web search. */
export interface NativeTool {
  type: 'native';
  dialect: DialectId;
  /** Its name, or its kind where it has none. */
  name: string;
  value: JsonObject;
  cache?: undefined;
}

export type ToolChoice =
  | { type: 'auto' }
  /** Some tool must be called. */
  | { type: 'any' }
  | { type: 'none' }
  | { type: 'tool'; name: string }
  | { type: 'allowed'; names: string[]; required: boolean };

export type OutputFormat =
  | { type: 'json' }
  | { type: 'schema'; name: string | null; description: string | null; schema: JsonObject; strict: boolean | null };

export type Effort = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export interface Reasoning {
  /** `adaptive`: the model decides how much; `on`: within the budget or effort that is said. */
  mode: 'off' | 'on' | 'adaptive';
  effort: Effort | null;
  budgetTokens: number | null;
  /** Whether its text comes back; null = not said. */
  isShown: boolean | null;
}
