/** Numbered placeholders, as `{{EMAIL_ADDRESS_1}}`: equal values get equal ones, in the order in which they come. */
import { unescaped } from './escaped-text.ts';

export class Placeholders {
  readonly #byValue = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #values = new Map<string, string>();
  readonly #restored = new Map<string, string>();

  /** The placeholder of a value, as it stands in a text. `isReversible`: an answer that repeats it gets the value back. */
  of(kind: string, written: string, isReversible: boolean): string {
    // With its escapes it would be escaped twice in JSON.
    const value = unescaped(written);
    const key = `${kind} ${value}`;
    const known = this.#byValue.get(key);
    const placeholder = known ?? this.#next(kind);
    this.#byValue.set(key, placeholder);
    // A value may hold a placeholder of a check before, whose value the answer gets back as well.
    if (isReversible && !this.#values.has(placeholder)) this.#values.set(placeholder, this.#valueOf(value));
    return placeholder;
  }

  #valueOf(text: string): string {
    return text.includes('{{') ? text.replace(PLACEHOLDER, (found) => this.#values.get(found) ?? found) : text;
  }

  #next(kind: string): string {
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    return `{{${kind}_${number}}}`;
  }

  /** Values that an answer gets back, by their placeholder. */
  get reversible(): ReadonlyMap<string, string> {
    return this.#values;
  }

  /** The text with every known placeholder replaced by its value, as JSON writes it with `inJson`; the same where there is none. */
  restore(text: string, inJson = false): string {
    if (this.#values.size === 0 || !text.includes('{{')) return text;
    return text.replace(PLACEHOLDER, (found) => {
      const value = this.#given(found);
      if (value === undefined) return found;
      return inJson ? escaped(value) : value;
    });
  }

  /** Known placeholders in a text, with their values. In order. */
  placesIn(text: string): { start: number; end: number; replacement: string }[] {
    if (this.#values.size === 0 || !text.includes('{{')) return [];
    return Array.from(text.matchAll(PLACEHOLDER)).flatMap(({ index, 0: found }) => {
      const replacement = this.#given(found);
      return replacement === undefined ? [] : [{ start: index, end: index + found.length, replacement }];
    });
  }

  #given(placeholder: string): string | undefined {
    const value = this.#values.get(placeholder);
    if (value !== undefined) this.#restored.set(placeholder, value);
    return value;
  }

  /** An answer as it may be stored: with placeholders where values were put back, however deep in JSON. */
  hide(answer: string): string {
    let hidden = answer;
    for (const [placeholder, value] of this.#restored) {
      for (const form of new Set([value, escaped(value), escaped(escaped(value))]))
        hidden = hidden.replaceAll(form, () => placeholder);
    }
    return hidden;
  }

  /** Was a value put back? */
  get hasRestored(): boolean {
    return this.#restored.size > 0;
  }
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

const PLACEHOLDER = /\{\{[A-Z][A-Z0-9_]{0,50}_\d{1,8}\}\}/g;

interface Place {
  start: number;
  end: number;
}

/** Of findings that overlap, the one that begins first, and of those the longest. */
export function withoutOverlaps<One extends Place>(found: readonly One[]): One[] {
  const kept: One[] = [];
  let end = 0;
  for (const one of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (one.start < end) continue;
    kept.push(one);
    end = one.end;
  }
  return kept;
}

/** Every place that one of them covers, without overlaps: of one that another covers in part, the rest stays. */
export function withoutGaps<One extends Place>(found: readonly One[], rest: (one: One, start: number) => One): One[] {
  const kept: One[] = [];
  let end = 0;
  for (const one of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (one.end <= end) continue;
    kept.push(one.start < end ? rest(one, end) : one);
    end = one.end;
  }
  return kept;
}

/** The first list, and those of the second that touch none of it. Both are in order and without overlaps; so is the result. */
export function withBesides<One extends Place>(first: readonly One[], second: readonly One[]): One[] {
  const merged: One[] = [];
  let at = 0;
  for (const one of second) {
    while (at < first.length && (first[at]?.end ?? 0) <= one.start) merged.push(...first.slice(at, (at += 1)));
    const next = first[at];
    if (next === undefined || one.end <= next.start) merged.push(one);
  }
  return [...merged, ...first.slice(at)];
}
