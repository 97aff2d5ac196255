/** Chunks of Chat Completions as inner events, from OpenAI and the many hosts that deviate from it. Source: OpenAI's streaming reference. */
import { CUT_OFF, objectIn, objectsIn, openSseDecoder, textIn, type StreamReading } from '../../chat/decoding.ts';
import { EventSequence } from '../../chat/event-sequence.ts';
import { readState } from '../../chat/opaque-state.ts';
import type { DecodeContext, StreamDecoder } from '../../chat/translator.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, type Usage, readTerm } from '../../usage.ts';
import { googleSignature } from './google-state.ts';
import { readErrorObject } from './errors.ts';
import { readFinishReason } from './finish-reasons.ts';
import { readAnnotation } from './read-messages.ts';
import { readUsage } from './read-usage.ts';
import { ReasoningDetails } from './reasoning-details.ts';

const ID = 'openai-chat';

export function openDecoder(context: DecodeContext): StreamDecoder {
  return openSseDecoder(new Reading(context.id), context);
}

/** A tool call before its name is known: some hosts send the id alone first. */
interface Announced {
  id: string;
  name: string;
  isFreeform: boolean;
  hasStarted: boolean;
  early: string;
  signature: string | null;
}

class Reading implements StreamReading {
  readonly sequence = new EventSequence();
  readonly #answerId: string;
  readonly #details = new ReasoningDetails();
  readonly #calls = new Map<string, Announced>();
  /** How many calls an index has had before its last one. */
  readonly #turns = new Map<number, number>();
  #usage: Usage | null = null;
  #finishReason: string | null = null;
  #hasRefusal = false;

  constructor(answerId: string) {
    this.#answerId = answerId;
  }

  read(chunk: JsonObject): void {
    if (chunk['error'] !== undefined && chunk['error'] !== null) {
      return this.sequence.fail(readErrorObject(chunk['error'], null));
    }
    this.#readUsage(chunk);
    const choices = objectsIn(chunk, 'choices');
    // Azure sends its verdict on the prompt in a chunk of its own, before there is a choice.
    const choice = choices.find(({ index }) => index === 0 || index === undefined);
    if (choice === undefined) return;
    this.sequence.start({ id: textIn(chunk, 'id'), model: textIn(chunk, 'model'), usage: null });
    this.#readDelta(isObject(choice['delta']) ? choice['delta'] : objectIn(choice, 'message'));
    this.#finishReason = textIn(choice, 'finish_reason') ?? this.#finishReason;
  }

  /** Deltas may follow the finish reason, so only the end of the stream ends the answer. */
  close(isTold: boolean): void {
    const isComplete = this.#finishReason !== null || (isTold && this.sequence.hasStarted);
    if (!isComplete) return this.sequence.fail(CUT_OFF);
    this.#startNameless();
    this.#endReasoning();
    this.sequence.finish({
      reason: readFinishReason(this.#finishReason, {
        toolCalls: this.sequence.hasToolCalls,
        refusal: this.#hasRefusal,
      }),
      stopSequence: null,
      usage: this.#usage,
      native: { dialect: ID, reason: this.#finishReason, extra: {} },
    });
  }

  /** In a chunk of its own, in the last one, in every one, or (Groq) under `x_groq`. */
  #readUsage(chunk: JsonObject): void {
    const reported = isObject(chunk['usage']) ? chunk['usage'] : objectIn(chunk, 'x_groq')['usage'];
    if (!isObject(reported)) return;
    this.#usage ??= emptyUsage();
    readUsage(this.#usage, reported);
    readTerm(this.#usage, 'service_tier', { value: chunk['service_tier'], path: 'service_tier' });
  }

  #readDelta(delta: JsonObject): void {
    const reasoning = textIn(delta, 'reasoning_content') ?? textIn(delta, 'reasoning') ?? '';
    if (reasoning !== '') this.sequence.reasoning(reasoning);
    this.#details.add(delta);
    // They belong to what has been thought before the first word or call.
    if (hasWords(delta)) this.#endReasoning();
    this.#readContent(delta['content']);
    const refusal = textIn(delta, 'refusal') ?? '';
    if (refusal !== '') {
      this.#hasRefusal = true;
      this.sequence.text(refusal, true);
    }
    for (const annotation of objectsIn(delta, 'annotations')) {
      for (const citation of readAnnotation(annotation)) this.sequence.citation(citation);
    }
    for (const [at, call] of objectsIn(delta, 'tool_calls').entries()) this.#readCall(call, at);
    if (isObject(delta['function_call'])) this.#readCall({ index: 0, function: delta['function_call'] }, 0);
  }

  #endReasoning(): void {
    const state = this.#details.take();
    if (state !== null) this.sequence.reasoningState(state);
  }

  /** A string; Mistral's reasoning models send parts. */
  #readContent(content: unknown): void {
    if (typeof content === 'string') {
      if (content !== '') this.sequence.text(content);
      return;
    }
    if (!Array.isArray(content)) return;
    for (const part of content.filter(isObject)) {
      if (part['type'] === 'thinking') {
        const thinking = part['thinking'];
        const pieces =
          typeof thinking === 'string'
            ? [thinking]
            : objectsIn(part, 'thinking').map((inner) => textIn(inner, 'text') ?? '');
        this.sequence.reasoning(pieces.join(''));
      } else this.sequence.text(textIn(part, 'text') ?? '');
    }
  }

  #readCall(call: JsonObject, at: number): void {
    const key = this.#keyOf(call, at);
    const isFreeform = call['type'] === 'custom';
    const announced = this.#calls.get(key) ?? {
      id: '',
      name: '',
      isFreeform,
      hasStarted: false,
      early: '',
      signature: null,
    };
    this.#calls.set(key, announced);
    const inner = objectIn(call, isFreeform || announced.isFreeform ? 'custom' : 'function');
    // A name that is repeated in later chunks is not a part of it.
    if (announced.name === '') announced.name = textIn(inner, 'name') ?? '';
    if (announced.id === '') announced.id = textIn(call, 'id') ?? '';
    announced.signature ??= googleSignature(call);
    if (announced.name !== '') this.#start(key, announced);
    const text = argumentsIn(inner);
    if (announced.hasStarted) this.sequence.toolDelta(key, text);
    else announced.early += text;
  }

  /** A new id at a known index is a new call: some hosts leave the index out, or count it wrongly. */
  #keyOf(call: JsonObject, at: number): string {
    const index = typeof call['index'] === 'number' ? call['index'] : at;
    const id = textIn(call, 'id') ?? '';
    const turn = this.#turns.get(index) ?? 0;
    const known = this.#calls.get(`${index}.${turn}`);
    const isNew = known !== undefined && id !== '' && known.id !== '' && known.id !== id;
    if (isNew) this.#turns.set(index, turn + 1);
    return `${index}.${isNew ? turn + 1 : turn}`;
  }

  #start(key: string, call: Announced): void {
    if (call.hasStarted) return;
    call.hasStarted = true;
    const id = call.id === '' ? `call_${this.#answerId}_${this.#calls.size}` : call.id;
    const state = call.signature === null ? null : readState(call.signature, { issuer: 'gemini', kind: 'signature' });
    this.sequence.toolStart(key, { id, name: call.name, isFreeform: call.isFreeform, state });
    this.sequence.toolDelta(key, call.early);
  }

  /** What a call said is not lost where its name never came. */
  #startNameless(): void {
    for (const [key, call] of this.#calls) this.#start(key, call);
  }
}

const hasWords = ({ content, tool_calls: calls }: JsonObject): boolean =>
  (Array.isArray(content) ? content.length > 0 : typeof content === 'string' && content !== '') ||
  (Array.isArray(calls) && calls.length > 0);

/** Some hosts send the arguments as an object, which is then whole. */
function argumentsIn(inner: JsonObject): string {
  const written = inner['arguments'] ?? inner['input'];
  if (typeof written === 'string') return written;
  return isObject(written) ? JSON.stringify(written) : '';
}
