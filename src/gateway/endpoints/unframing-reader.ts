/** A reader for a stream that comes in other frames than those of its dialect. */
import type { Unframing } from '../../providers/provider.ts';
import type { AnswerReader, StreamFacts } from '../../wire/dialects/dialect.ts';

/** The same reader where nothing has to be undone. */
export function unframed(reader: AnswerReader | null, unframe: (() => Unframing) | undefined): AnswerReader | null {
  return reader === null || unframe === undefined ? reader : new UnframingReader(reader, unframe());
}

class UnframingReader implements AnswerReader {
  readonly #reader: AnswerReader;
  readonly #frames: Unframing;

  constructor(reader: AnswerReader, frames: Unframing) {
    this.#reader = reader;
    this.#frames = frames;
  }

  push(chunk: Buffer): Buffer | null {
    const events = this.#frames.push(chunk);
    return events === null ? null : this.#reader.push(events);
  }

  end(): Buffer | null {
    return this.#reader.end();
  }

  conclude(wasRelayed: boolean): StreamFacts | null {
    return this.#reader.conclude(wasRelayed);
  }

  get isTorn(): boolean {
    return this.#frames.isTorn || this.#reader.isTorn;
  }

  get hasContent(): boolean {
    return this.#reader.hasContent;
  }

  get emptyStop(): AnswerReader['emptyStop'] {
    return this.#reader.emptyStop;
  }

  get isComplete(): boolean {
    return this.#reader.isComplete;
  }

  get error(): AnswerReader['error'] {
    return this.#reader.error;
  }

  get outputBytes(): number {
    return this.#reader.outputBytes;
  }

  get isWriting(): boolean {
    return this.#reader.isWriting;
  }

  get inputTold(): AnswerReader['inputTold'] {
    return this.#reader.inputTold;
  }
}
