/** Hands on a response of any type as it comes: sound, a file, what a path of the provider's own answers. */
import type { Usage } from '../../usage.ts';
import type { AnswerReader, StreamFacts } from '../dialect.ts';

export class BinaryReader implements AnswerReader {
  readonly takesAnyType = true;
  hasContent = false;
  readonly emptyStop = null;
  /** Only the end of the connection shows that all of it came. */
  isComplete = false;
  readonly isTorn = false;
  readonly error = null;
  outputBytes = 0;
  readonly isWriting = true;
  readonly inputTold = null;
  readonly #usage: () => Usage | null;

  /** `usage`: what is known of it without the response; null = nothing was used. */
  constructor(usage: () => Usage | null) {
    this.#usage = usage;
  }

  push(chunk: Buffer): Buffer {
    this.hasContent = true;
    this.outputBytes += chunk.length;
    return chunk;
  }

  end(): null {
    this.isComplete = true;
    return null;
  }

  conclude(): StreamFacts {
    return { isAnswer: true, usage: this.#usage(), stopReason: null, isEstimated: false };
  }
}
