/**
 * Stop sequences that the upstream does not take: the text of its answer is cut where one of them begins, as the upstream would
 * have ended it. The upstream writes on to its own end, so its usage stays what it was.
 */
import type { ChatAnswer, ChatEvent } from './event.ts';

interface Hit {
  at: number;
  stop: string;
}

/** The stop sequence that is complete first, as a model would meet it; of two that end together, the longer. */
function findStop(text: string, stops: readonly string[]): Hit | null {
  let first: Hit | null = null;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    if (at === -1) continue;
    const before = first === null ? Infinity : first.at + first.stop.length;
    const end = at + stop.length;
    if (end < before || (end === before && first !== null && at < first.at)) first = { at, stop };
  }
  return first;
}

/** How many characters at the end of the text may be the beginning of a stop sequence. */
function beginningOf(text: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length -= 1) {
      if (text.endsWith(stop.slice(0, length))) longest = length;
    }
  }
  return longest;
}

/** Cuts one stream. */
export class StreamCutter {
  readonly #stops: readonly string[];
  /** Text that may be the beginning of a stop sequence. */
  #held = '';
  #met: string | null = null;

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  cut(event: ChatEvent): ChatEvent[] {
    if (this.#stops.length === 0) return [event];
    if (this.#met !== null) return this.#afterwards(event, this.#met);
    if (event.type === 'text-delta') return this.#text(event.text);
    const held = this.#held;
    if (held === '' || (event.type !== 'text-end' && event.type !== 'error')) return [event];
    this.#held = '';
    return [{ type: 'text-delta', text: held }, event];
  }

  #text(piece: string): ChatEvent[] {
    const text = this.#held + piece;
    const hit = findStop(text, this.#stops);
    if (hit === null) {
      const length = text.length - beginningOf(text, this.#stops);
      this.#held = text.slice(length);
      return length === 0 ? [] : [{ type: 'text-delta', text: text.slice(0, length) }];
    }
    this.#met = hit.stop;
    const before: ChatEvent[] = hit.at === 0 ? [] : [{ type: 'text-delta', text: text.slice(0, hit.at) }];
    return [...before, { type: 'text-end', state: null }];
  }

  /** Drops what the upstream writes after the stop sequence, but for its end, its usage and errors. */
  #afterwards(event: ChatEvent, stopSequence: string): ChatEvent[] {
    if (event.type === 'error') return [event];
    return event.type === 'finish' ? [{ ...event, reason: 'stop-sequence', stopSequence }] : [];
  }
}

/** The same for an answer that came whole. */
export function cutAnswer(answer: ChatAnswer, stops: readonly string[]): ChatAnswer {
  if (stops.length === 0) return answer;
  for (const [index, part] of answer.parts.entries()) {
    const hit = part.type === 'text' ? findStop(part.text, stops) : null;
    if (hit === null || part.type !== 'text') continue;
    const last = { ...part, text: part.text.slice(0, hit.at) };
    const parts = [...answer.parts.slice(0, index), last];
    return { ...answer, parts, reason: 'stop-sequence', stopSequence: hit.stop };
  }
  return answer;
}
