/** Listens to the server's side of a realtime session: what each response used. Source: OpenAI's Realtime API reference, server events. */
import { FrameReader } from '../../framing/websocket.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, METERS, noteUnread, type Usage } from '../../usage.ts';
import type { AnswerReader, StreamFacts } from '../dialect.ts';
import { readMediaUsage } from './media-usage.ts';

/** Sound costs about four times as much as text, in and out, which a budget must keep up with. */
const SOUND_WEIGHT = 4;
const TELLS_USAGE = /"type"\s*:\s*"(?:response\.done|conversation\.item\.input_audio_transcription\.completed)"/;

export class RealtimeTap implements AnswerReader {
  readonly takesAnyType = true;
  readonly mayIdle = true;
  hasContent = false;
  readonly emptyStop = null;
  readonly error = null;
  outputBytes = 0;
  readonly isWriting = true;
  readonly inputTold = null;
  #hasEnded = false;
  readonly #usage = emptyUsage();
  readonly #frames = new FrameReader((text) => this.#read(text));

  /** Whole frames, so that the gateway can end the session behind any of them. */
  push(chunk: Buffer): Buffer | null {
    this.hasContent = true;
    return this.#frames.push(chunk);
  }

  end(): null {
    this.#hasEnded = true;
    return null;
  }

  /** A session may end after any message; until it has ended, its hold grows. */
  get isComplete(): boolean {
    return this.#hasEnded && !this.#frames.isTorn;
  }

  get isTorn(): boolean {
    return this.#frames.isTorn;
  }

  conclude(): StreamFacts {
    return { isAnswer: true, usage: this.#usage, stopReason: null, isEstimated: false };
  }

  #read(text: string): void {
    if (!TELLS_USAGE.test(text)) return;
    const event = parse(text);
    const told = isObject(event['response']) ? event['response']['usage'] : event['usage'];
    const usage = emptyUsage();
    readMediaUsage(usage, told ?? undefined);
    if (Object.keys(usage.meters).length === 0 && usage.unread.length === 0) noteUnread(usage, 'usage');
    this.#add(usage);
  }

  #add({ meters, unread }: Usage): void {
    for (const [meter, used] of Object.entries(meters)) {
      this.#usage.meters[meter] = (this.#usage.meters[meter] ?? 0) + used;
      const weight = meter.includes('audio') ? SOUND_WEIGHT : meter === METERS.cacheRead ? 0 : 1;
      this.outputBytes += used * weight;
    }
    for (const path of unread) noteUnread(this.#usage, path);
  }
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
