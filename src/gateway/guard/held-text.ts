/** One text of a stream that is held back: how far it is decided, and what stands in place of what was found in it. */
import { SlidingText } from '../../guardrails/sliding-text.ts';
import type { StreamPiece } from '../../wire/stream-words.ts';

/** UTF-16 offsets in the whole text, as it came. */
export interface Replacement {
  start: number;
  end: number;
  replacement: string;
}

export class HeldText {
  readonly kind: StreamPiece['kind'];
  /** Name of the tool that gets it; '' of a text. */
  tool = '';
  /** It came as a JSON value and not as text: `before` and `after` are JSON. */
  isValue = false;
  readonly sliding: SlidingText;
  readonly #pieces: string[] = [];
  readonly #replacements: Replacement[] = [];
  #length = 0;
  #isEnded = false;
  /** A tool's input is decided as a whole: nobody can use a part of it. */
  #isCallDecided = false;

  constructor(kind: StreamPiece['kind'], held: number) {
    this.kind = kind;
    this.sliding = new SlidingText(held);
  }

  get length(): number {
    return this.#length;
  }

  get decided(): number {
    if (this.kind !== 'tool-input') return this.sliding.decided;
    return this.#isCallDecided ? this.#length : 0;
  }

  /** It has ended, and all of it is decided. */
  get isDecided(): boolean {
    return this.kind !== 'tool-input' ? this.sliding.isDone : this.#isCallDecided;
  }

  /** A tool's input that is complete, and not decided yet. */
  get isCallReady(): boolean {
    return this.kind === 'tool-input' && this.#isEnded && !this.#isCallDecided;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get isChanged(): boolean {
    return this.#replacements.length > 0;
  }

  /** As it came. */
  get before(): string {
    return this.#pieces.join('');
  }

  /** As the client gets it, once it is decided. */
  get after(): string {
    return this.between(0, this.#length, this.before);
  }

  push(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.kind !== 'tool-input') this.sliding.push(text);
  }

  end(): void {
    this.#isEnded = true;
    this.sliding.end();
  }

  /** In order, and none before one that is there. */
  replace(replacements: readonly Replacement[]): void {
    this.#replacements.push(...replacements);
  }

  /** The whole input of a tool; the very same where nothing in it has changed. */
  decideCall(after: string): void {
    if (after !== this.before) this.replace([{ start: 0, end: this.#length, replacement: after }]);
    this.#isCallDecided = true;
  }

  /** What becomes of a piece that stands from `from` to `to`: a replacement is written where it begins. */
  between(from: number, to: number, piece: string): string {
    let out = '';
    let at = from;
    for (const { start, end, replacement } of this.#replacements) {
      if (end <= from && start < from) continue;
      if (start >= to) break;
      if (start >= from) out += piece.slice(at - from, start - from) + replacement;
      at = Math.min(to, Math.max(at, end));
    }
    return out + piece.slice(at - from);
  }
}
