/** Reads an upstream's stream in one dialect and writes it for the client in another, as the relay asks of any reader. */
import type { AnswerReader } from '../dialects/dialect.ts';
import { AnswerNotes } from './answer-notes.ts';
import type { ChatEvent } from './event.ts';
import type { AnswerContext, DecodeContext, StreamDecoder, StreamEncoder, Translator } from './translator.ts';

export interface Translation {
  upstream: Translator;
  client: Translator;
  decoding: DecodeContext;
  answering: AnswerContext;
}

export class TranslatingReader extends AnswerNotes implements AnswerReader {
  /** The decoder holds back what is not whole, so the client never sees a torn event. */
  readonly isTorn = false;
  readonly #decoder: StreamDecoder;
  readonly #encoder: StreamEncoder;

  constructor({ upstream, client, decoding, answering }: Translation) {
    super(upstream, client);
    this.#decoder = upstream.openDecoder(decoding);
    this.#encoder = client.openEncoder(answering);
  }

  push(chunk: Buffer): Buffer | null {
    return this.#write(this.#decoder.push(chunk));
  }

  end(): Buffer | null {
    return this.#write(this.#decoder.end());
  }

  #write(events: readonly ChatEvent[]): Buffer | null {
    const written: Uint8Array[] = [];
    for (const event of events) {
      this.take(event);
      // The gateway decides how an error is reported.
      if (event.type !== 'error') written.push(this.#encoder.push(event));
    }
    const bytes = Buffer.concat(written);
    return bytes.length === 0 ? null : bytes;
  }
}
