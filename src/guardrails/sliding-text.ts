/**
 * A text that is still being written, decided piece by piece. Where a window begins and ends depends on the text alone and
 * never on the pieces in which it came: so any chunking of a stream is masked alike. Pure.
 */
import type { Finding } from './check.ts';

/** Before what is to be decided: UTF-16 units that a window shows again, so that a finding has the words before it. */
const CONTEXT = 1024;
/** A key or a token that has not ended is waited for, up to so many units more. */
const MAX_EXTENSION = 16 * 1024;
/**
 * What no token, link or number goes on after; an escaped letter is one of a token, and so is what has no width. Scripts without
 * spaces must not look like one long token.
 */
const BETWEEN_TOKENS = /[^\w+/=.:%@~\\\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff-]/;
/** A key in PEM has spaces and lines. */
const BLOCK_BEGIN = /-----BEGIN [A-Z0-9 ]{1,40}-----/g;
const BLOCK_END = '-----END ';

export interface Window {
  /** With the context before it. */
  text: string;
  /** Where `text` begins in the whole. */
  offset: number;
  /** Up to here everything is decided. */
  start: number;
  /** What begins before this is to be decided now. */
  cut: number;
  /** Nothing follows the window. */
  isLast: boolean;
}

export class SlidingText {
  readonly #step: number;
  #tail = '';
  /** Where the tail begins. */
  #offset = 0;
  #length = 0;
  #decided = 0;
  #extension = 0;
  #isEnded = false;

  /** `held`: UTF-16 units that may be kept back. */
  constructor(held: number) {
    this.#step = Math.max(8, Math.ceil(held / 2));
  }

  get length(): number {
    return this.#length;
  }

  get decided(): number {
    return this.#decided;
  }

  get isDone(): boolean {
    return this.#isEnded && this.#decided === this.#length;
  }

  push(text: string): void {
    this.#tail += text;
    this.#length += text.length;
  }

  /** No more comes. */
  end(): void {
    this.#isEnded = true;
  }

  /** What can be looked at now; null = it takes more text, or all is decided. */
  next(): Window | null {
    const cut = this.#decided + this.#step;
    const end = cut + this.#step + this.#extension;
    const isLast = this.#isEnded && this.#length <= end;
    if (isLast && this.#decided === this.#length) return null;
    if (!isLast && this.#length <= end) return null;
    const offset = Math.max(this.#offset, this.#decided - CONTEXT);
    const text = this.#tail.slice(offset - this.#offset, isLast ? undefined : end - this.#offset);
    return { text, offset, start: this.#decided, cut: isLast ? this.#length : cut, isLast };
  }

  /**
   * With what was found in the window (places in the whole, in order): true = it is decided up to `decided`, with every
   * finding that begins before it; false = something is not finished, and the window has to be larger.
   */
  decide(window: Window, found: readonly Pick<Finding, 'start' | 'end'>[]): boolean {
    const end = window.offset + window.text.length;
    if (!window.isLast && this.#extension < MAX_EXTENSION && isUnfinished(window, found, end)) {
      this.#extension = Math.max(this.#step, this.#extension * 2);
      return false;
    }
    this.#extension = 0;
    let to = window.cut;
    for (const one of found) if (one.start < to) to = Math.max(to, one.end);
    this.#decided = to;
    const keep = Math.max(this.#offset, to - CONTEXT);
    this.#tail = this.#tail.slice(keep - this.#offset);
    this.#offset = keep;
    return true;
  }
}

/** Something begins before the cut and may go on after the window. */
function isUnfinished(
  { text, offset, start, cut }: Window,
  found: readonly Pick<Finding, 'start' | 'end'>[],
  end: number,
) {
  if (found.some((one) => one.start < cut && one.end >= end)) return true;
  if (!BETWEEN_TOKENS.test(text.slice(cut - 1 - offset))) return true;
  for (const { index } of text.slice(0, cut - offset).matchAll(BLOCK_BEGIN)) {
    if (index + offset >= start && !text.includes(BLOCK_END, index)) return true;
  }
  return false;
}
