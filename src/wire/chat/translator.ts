/** The shape of every dialect's translation: both ways for calls, answers, streams and errors. Pure, held by one suite. */
import type { JsonObject } from '../json/object.ts';
import type { AnsweredCall, ChatCall, DialectId } from './call.ts';
import type { ChatAnswer, ChatError, ChatEvent, StopReason } from './event.ts';
import type { MediaKind } from '../media-by-url.ts';
import type { FieldError } from './field.ts';
import type { Restoration } from './restoration.ts';

export interface Translator {
  readonly id: DialectId;
  /** A client's parsed body. `problem` names the field as this dialect's vendor does. */
  readCall(body: JsonObject, request: RequestLine): ReadCall;
  /** The body for an upstream of this dialect. Never changes `call`: a fallback writes it again. */
  writeCall(call: ChatCall, options: WriteOptions): WrittenCall;
  /** The largest limit on output that `writeCall` writes where the client's is `asked`; absent = no larger one. */
  mostOutput?(asked: number, use: OutputUse): number;
  /** Does an upstream of this dialect fetch such a file by its URL itself? */
  takesByUrl(kind: MediaKind, quirks: TargetQuirks): boolean;
  /** What is wrong with a field, as this dialect's vendor says it. */
  describeField(error: FieldError): FieldProblem;
  /** The word for why an answer ended. */
  stopWord(reason: StopReason): string;
  /** What an inner field, as `toolChoice`, is called in this dialect; anything else stays as it is. */
  fieldName(field: string): string;
  openDecoder(context: DecodeContext): StreamDecoder;
  /** A whole answer of status 200. Throws SyntaxError where it is none. */
  readAnswer(body: JsonObject, context: DecodeContext): ChatAnswer;
  openEncoder(context: AnswerContext): StreamEncoder;
  writeAnswer(answer: ChatAnswer, context: AnswerContext): JsonObject;
  readError(failure: WireFailure): ChatError;
  /** The body of a failed request. */
  writeError(error: ChatError, requestId: string): JsonObject;
}

/** What stands outside the body: Gemini and Bedrock say both in the path. */
export interface RequestLine {
  model: string | null;
  stream: boolean | null;
}

export type ReadCall = { ok: true; call: ChatCall; warnings: Warning[] } | { ok: false; problem: FieldProblem };

export type WrittenCall =
  | { ok: true; body: JsonObject; warnings: Warning[]; restoration: Restoration }
  | { ok: false; problem: ConstraintProblem };

/** Something that the upstream will not see, or sees changed. The request goes on. */
export interface Warning {
  /** An inner field, or a path of the client's own body. */
  field: string;
  reason: string;
}

/** A body that is not what the dialect asks for, in the vendor's own words. */
export interface FieldProblem {
  /** The path as the vendor writes it, as `messages.0.content` or `messages[0].content`. */
  field: string;
  message: string;
  /** The vendor's short name for it, where it has one. */
  code: string | null;
}

/** Something that the caller insists on and this upstream cannot keep. */
export interface ConstraintProblem {
  /** One of the inner language, or a member that only the client's dialect has. */
  field: string;
  reason: string;
}

/** Inner fields that a warning or a refusal can be about. */
export type CallField =
  | 'toolChoice'
  | 'tools'
  | 'strict'
  | 'parallelToolCalls'
  | 'output'
  | 'reasoning'
  | 'stop'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'seed'
  | 'candidates'
  | 'serviceTier'
  | 'userId'
  | 'maxOutputTokens'
  | 'messages';

/** What the writer must know about the target. */
export interface WriteOptions {
  model: string;
  /** The model's limit, where known. */
  maxOutputTokens: number | null;
  quirks: TargetQuirks;
}

/** What a limit on output that goes upstream depends on. */
export interface OutputUse {
  quirks: TargetQuirks;
  /** The model's limit. */
  maxOutputTokens: number;
  /** Does the client's body ask for reasoning, however much? */
  mayReason: boolean;
}

/** How a target differs from its dialect's usual manners. Unset = the usual. */
export interface TargetQuirks {
  /**
   * Members of the body that the upstream refuses: a hint is left out with a warning, a constraint refused. OpenAI Chat: a
   * path, as `messages[].name`, names one inside.
   */
  refuses?: readonly string[];
  /** OpenAI Chat: members that the upstream calls otherwise, by OpenAI's name. */
  renames?: Readonly<Record<string, string>>;
  /** OpenAI Chat: what the role `developer` is called there. Unset = that. */
  developerRole?: 'system';
  /** OpenAI Chat: the highest `temperature` that is taken. */
  maxTemperature?: number;
  /** OpenAI Chat: the name of the limit on output. */
  maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** OpenAI Chat: cache marks on parts are taken, as by OpenRouter for Claude. */
  takesCacheMarks?: boolean;
  /** OpenAI Chat: tools of type `custom` are taken. */
  takesCustomTools?: boolean;
  /** OpenAI Chat: Gemini's thought signatures are taken under `extra_content`. */
  takesGoogleState?: boolean;
  /** OpenAI Chat: `top_k` is taken. */
  takesTopK?: boolean;
  /** OpenAI Chat: content must be a string, not parts. */
  contentAsString?: boolean;
  /** OpenAI Chat: the member of an assistant message in which earlier reasoning goes back; `thinking` is a part of its content. */
  reasoningField?: 'reasoning_content' | 'reasoning' | 'thinking';
  /** OpenAI Chat: every assistant message must have that member. */
  needsReasoningField?: boolean;
  /** OpenAI Chat: earlier `reasoning_details` go back. */
  takesReasoningDetails?: boolean;
  /** OpenAI Chat: the member in which reasoning is asked for. Unset = `reasoning_effort`. */
  reasoningForm?: 'thinking' | 'reasoning' | 'enable_thinking';
  /** OpenAI Chat: cannot be kept from reasoning. */
  alwaysReasons?: boolean;
  /** OpenAI Chat: turns of the user and the model must alternate. */
  alternatesTurns?: boolean;
  /** OpenAI Chat: tool choice `required` is called that; null = there is none. */
  requiredToolChoice?: string | null;
  /** OpenAI Chat: there is no tool choice `none`: the tools are left out instead. */
  hasNoChoiceOfNone?: boolean;
  /** Mistral, wherever it is served: tool call ids have exactly nine letters and digits. */
  toolIdLength?: number;
  /** Fetches no files by URL. */
  takesMediaUrls?: false;
  /** Takes no function tools at all. */
  hasNoTools?: boolean;
  /** Claude: how thinking is asked for; `adaptive-only` cannot turn it off. */
  thinking?: 'adaptive' | 'adaptive-only' | 'budget' | 'none';
  /** Names of efforts that the model takes; none = no such parameter. */
  efforts?: readonly string[];
  /** Takes `temperature`, `top_p` and their like. */
  takesSampling?: boolean;
  /** Claude: `output_config.format` is taken. */
  takesOutputFormat?: boolean;
  /** Claude: `strict` on a tool is taken. */
  takesStrictTools?: boolean;
  /** Claude: `role: "system"` inside the conversation is taken. */
  takesSystemTurns?: boolean;
  /** Gemini: `serviceTier` is taken in the body. */
  takesServiceTier?: boolean;
  /** Gemini on Vertex AI: function call ids are refused. */
  refusesCallIds?: boolean;
}

export interface DecodeContext {
  /** Of the call that is answered. */
  restoration: Restoration;
  /** Unique to the answer: tool calls that came without an id get one that begins with it. Letters and digits. */
  id: string;
}

export interface StreamDecoder {
  /** Any chunking of the same bytes gives the same events. Never throws: what cannot be read becomes an `error` event. */
  push(bytes: Uint8Array): ChatEvent[];
  /** The upstream closed. A stream that is not complete ends with an `error` event. */
  end(): ChatEvent[];
}

export interface StreamEncoder {
  /** Bytes for the client; empty when the event shows nothing there. */
  push(event: ChatEvent): Uint8Array;
}

/** What an answer says of itself; ids and time come from outside. */
export interface AnswerContext {
  /** Unique; the dialect's prefix is put before it. */
  id: string;
  /** The model as the client asked for it. */
  model: string;
  /** Seconds since 1970. */
  created: number;
  /** Only members that the vendor's own API has. */
  isStrict: boolean;
  /** The call that is answered: the Responses dialect repeats a part of it. */
  call: AnsweredCall | null;
}

/** An answer that is no success. */
export interface WireFailure {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}
