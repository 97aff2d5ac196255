/** Reads an upstream's stream in one dialect and writes it for the client in another, as the relay asks of any reader. */
import type { AnswerReader, StreamFacts, WireFailure } from '../dialects/dialect.ts';
import { count, emptyUsage, METERS, noteUnread, type Usage } from '../usage.ts';
import { CUT_OFF } from './decoding.ts';
import type { ChatError, ChatEvent, StopReason } from './event.ts';
import type { AnswerContext, DecodeContext, StreamDecoder, StreamEncoder, Translator } from './translator.ts';

/** English prose and code lie near four bytes a token; used only when a stream broke before it told its usage. */
const BYTES_PER_TOKEN = 4;

export interface Translation {
  upstream: Translator;
  client: Translator;
  decoding: DecodeContext;
  answering: AnswerContext;
}

export class TranslatingReader implements AnswerReader {
  hasContent = false;
  emptyStop: string | null = null;
  isComplete = false;
  error: WireFailure | null = null;
  /** The decoder holds back what is not whole, so the client never sees a torn event. */
  readonly isTorn = false;
  readonly #translation: Translation;
  readonly #decoder: StreamDecoder;
  readonly #encoder: StreamEncoder;
  #usage: Usage | null = null;
  #hasFinalUsage = false;
  #model: string | null = null;
  #stopReason: StopReason | null = null;
  #contentBytes = 0;

  constructor(translation: Translation) {
    this.#translation = translation;
    this.#decoder = translation.upstream.openDecoder(translation.decoding);
    this.#encoder = translation.client.openEncoder(translation.answering);
  }

  push(chunk: Buffer): Buffer | null {
    return this.#write(this.#decoder.push(chunk));
  }

  end(): Buffer | null {
    return this.#write(this.#decoder.end());
  }

  conclude(wasRelayed: boolean): StreamFacts | null {
    if (this.#usage === null && !wasRelayed) return null;
    const usage = this.#usage ?? emptyUsage();
    usage.model ??= this.#model;
    if (this.#usage === null) noteUnread(usage, 'usage');
    const reason = this.#stopReason;
    const stopReason = reason === null ? null : this.#translation.client.stopWord(reason);
    return { isAnswer: true, usage, stopReason, isEstimated: this.#estimate(usage) };
  }

  #write(events: readonly ChatEvent[]): Buffer | null {
    const written: Uint8Array[] = [];
    for (const event of events) {
      // How an error is told is the gateway's to say.
      if (event.type === 'error') this.#fail(event.error);
      else {
        this.#note(event);
        written.push(this.#encoder.push(event));
      }
    }
    const bytes = Buffer.concat(written);
    return bytes.length === 0 ? null : bytes;
  }

  #note(event: Exclude<ChatEvent, { type: 'error' }>): void {
    switch (event.type) {
      case 'start':
        this.#model = event.model;
        this.#usage = event.usage;
        return;
      case 'finish':
        this.#usage = event.usage ?? this.#usage;
        this.#hasFinalUsage = event.usage !== null;
        this.#stopReason = event.reason;
        if (!this.hasContent) this.emptyStop = this.#translation.client.stopWord(event.reason);
        this.hasContent = true;
        this.isComplete = true;
        return;
      case 'text-delta':
      case 'reasoning-delta':
      case 'tool-delta':
        this.#contentBytes += Buffer.byteLength(event.text);
        this.hasContent = true;
        return;
      case 'tool-start':
      case 'block':
      case 'reasoning-end':
        this.hasContent = true;
        return;
      case 'text-start':
      case 'citation':
      case 'text-end':
      case 'reasoning-start':
      case 'tool-end':
    }
  }

  /** A stream that was cut off has told no error: the relay sees that it is not complete. */
  #fail(error: ChatError): void {
    if (error !== CUT_OFF) this.error = failureOf(error, this.#translation.upstream);
  }

  #estimate(usage: Usage): boolean {
    if (this.#hasFinalUsage || this.#usage === null) return false;
    const received = Math.ceil(this.#contentBytes / BYTES_PER_TOKEN);
    if (received <= count(usage.meters, METERS.output)) return false;
    usage.meters[METERS.output] = received;
    return true;
  }
}

/** An error inside a stream, as the answer that it would have been: the provider reads both alike. */
function failureOf(error: ChatError, upstream: Translator): WireFailure {
  return { status: error.status, headers: {}, body: Buffer.from(JSON.stringify(upstream.writeError(error, ''))) };
}
