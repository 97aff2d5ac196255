/** Gemini's stream as inner events: each event is a whole answer with the parts that are new. Source: Gemini API reference. */
import {
  CUT_OFF,
  objectIn,
  objectsIn,
  openSseDecoder,
  textIn,
  upstreamBroke,
  type StreamReading,
} from '../../chat/decoding.ts';
import { EventSequence } from '../../chat/event-sequence.ts';
import type { DecodeContext, StreamDecoder } from '../../chat/translator.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, type Usage } from '../../usage.ts';
import { citationsIn, readPart, type GeminiPart } from './answer.ts';
import { readErrorObject } from './errors.ts';
import { isMalformed, readFinishReason } from './finish-reasons.ts';
import { readSearches, readUsage } from './read-usage.ts';

const ID = 'gemini';

export function openDecoder(context: DecodeContext): StreamDecoder {
  return openSseDecoder(new Reading(context.id), context);
}

class Reading implements StreamReading {
  readonly sequence = new EventSequence();
  readonly #answerId: string;
  #calls = 0;
  #usage: Usage | null = null;
  #finishReason: string | null = null;

  constructor(answerId: string) {
    this.#answerId = answerId;
  }

  read(chunk: JsonObject): void {
    if (isObject(chunk['error'])) return this.sequence.fail(readErrorObject(chunk['error'], null));
    this.sequence.start({ id: textIn(chunk, 'responseId'), model: textIn(chunk, 'modelVersion'), usage: null });
    if (isObject(chunk['usageMetadata'])) {
      this.#usage ??= emptyUsage();
      readUsage(this.#usage, chunk['usageMetadata']);
    }
    // A blocked prompt has no candidate at all.
    if (textIn(objectIn(chunk, 'promptFeedback'), 'blockReason') !== null) this.#finishReason = 'SAFETY';
    const candidate = objectsIn(chunk, 'candidates').find(({ index }) => index === 0 || index === undefined);
    if (candidate === undefined) return;
    if (isObject(candidate['groundingMetadata'])) readSearches((this.#usage ??= emptyUsage()), candidate);
    for (const part of objectsIn(objectIn(candidate, 'content'), 'parts'))
      this.#readPart(readPart(part, this.#nextId()));
    for (const citation of citationsIn(candidate)) this.sequence.citation(citation);
    this.#readFinish(candidate);
  }

  /** Usage may come after the reason to stop, so the stream's own end ends the answer. */
  close(): void {
    if (this.#finishReason === null) return this.sequence.fail(CUT_OFF);
    this.sequence.finish({
      reason: readFinishReason(this.#finishReason, this.sequence.hasToolCalls),
      stopSequence: null,
      usage: this.#usage,
      native: { dialect: ID, reason: this.#finishReason, extra: {} },
    });
  }

  #nextId(): string {
    return `call_${this.#answerId}_${this.#calls + 1}`;
  }

  #readFinish(candidate: JsonObject): void {
    const reason = textIn(candidate, 'finishReason');
    if (reason === null) return;
    if (isMalformed(reason)) {
      const told = textIn(candidate, 'finishMessage') ?? reason;
      return this.sequence.fail(upstreamBroke(`The model wrote a tool call that cannot be read: ${told}`));
    }
    this.#finishReason = reason;
  }

  #readPart(part: GeminiPart): void {
    switch (part.type) {
      case 'text':
        if (part.text !== '') this.sequence.text(part.text);
        if (part.state !== null) this.sequence.textState(part.state);
        return;
      case 'reasoning':
        if (part.text !== '') this.sequence.reasoning(part.text);
        if (part.state !== null) this.sequence.reasoningState(part.state);
        return;
      case 'tool-call': {
        this.#calls += 1;
        const key = String(this.#calls);
        this.sequence.toolStart(key, part);
        this.sequence.toolDelta(key, part.input);
        this.sequence.toolEnd(key);
        return;
      }
      case 'image':
      case 'native':
        this.sequence.block(part);
    }
  }
}
