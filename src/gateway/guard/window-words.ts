/** The words of one piece of a stream, for checks: a window of a text, or a tool call that is complete. */
import type { Finding, ToolCall } from '../../guardrails/check.ts';
import { placedIn, scanFor, type Conversation, type Placed } from '../../guardrails/conversation.ts';
import type { CompiledCheck } from '../../guardrails/definition.ts';
import { withoutGaps } from '../../guardrails/placeholders.ts';
import type { HeldText, Replacement } from './held-text.ts';
import type { Window } from '../../guardrails/sliding-text.ts';
import { scanInWindows } from '../../guardrails/windows.ts';
import { inSlices, type NextTurn } from '../../kernel/slices.ts';
import { locate, stringsIn, textAt, type LocatedString } from '../../wire/json/locate.ts';
import { JsonBoundError, JsonScanError } from '../../wire/json/scan.ts';

/** A window of a text, and what scanners found in the part of it that is decided. */
export class WindowWords implements Conversation {
  readonly toolCalls: readonly ToolCall[] = [];
  /** null = no check judges it. */
  readonly #text: string | null;
  readonly #found: ReadonlyMap<string, readonly Placed[]>;
  /** What is replaced whatever checks find. */
  readonly besides: readonly Replacement[];

  private constructor(text: string | null, decided: number, found: Found) {
    this.#text = text;
    this.#found = new Map(
      Array.from(found.byCheck, ([key, list]) => [key, list.filter(({ start }) => start < decided)]),
    );
    this.besides = found.besides.filter(({ start }) => start < decided);
  }

  /**
   * `alsoFind`: what is to be replaced in a text beside what checks find. null = the text has to go on before the next piece of
   * it can be decided.
   */
  static next(
    { sliding, kind }: Pick<HeldText, 'sliding' | 'kind'>,
    checks: readonly CompiledCheck[],
    alsoFind: (text: string) => Replacement[],
  ): WindowWords | null {
    for (let window = sliding.next(); window !== null; window = sliding.next()) {
      const { offset, start } = window;
      const byCheck = new Map(checks.map((check) => [check.key, findIn(window, check)]));
      const besides = alsoFind(window.text)
        .map((one) => ({ ...one, start: one.start + offset, end: one.end + offset }))
        .filter((one) => one.start >= start);
      const all = withoutGaps<Pick<Finding, 'start' | 'end'>>(
        [...byCheck.values(), besides].flat(),
        ({ end }, from) => ({ start: from, end }),
      );
      if (sliding.decide(window, all))
        return new WindowWords(kind === 'thoughts' ? null : window.text, sliding.decided, { byCheck, besides });
    }
    return null;
  }

  texts({ scope }: CompiledCheck): readonly string[] {
    return scope === 'tools' || this.#text === null || this.#text === '' ? [] : [this.#text];
  }

  passed(): void {
    // Every answer is new.
  }

  find({ key }: CompiledCheck): Promise<readonly Placed[]> {
    return Promise.resolve(this.#found.get(key) ?? []);
  }
}

interface Found {
  byCheck: ReadonlyMap<string, readonly Placed[]>;
  besides: readonly Replacement[];
}

/** At their places in the whole text. What began before is decided, up to there. */
function findIn({ text, offset, start }: Window, check: CompiledCheck): Placed[] {
  const scan = check.scope === 'tools' ? null : scanFor(check, null);
  return (scan?.(text) ?? []).flatMap((finding) => {
    const from = Math.max(finding.start + offset, start);
    const to = finding.end + offset;
    if (to <= from) return [];
    const at = { ...finding, start: from, end: to, part: 0, word: 0 };
    return [placedIn(text.slice(from - offset, finding.end), at, check)];
  });
}

/** A tool call as a tool will have it: its strings, each by itself; an input that is no JSON is one text. */
export class ToolCallWords implements Conversation {
  readonly toolCalls: readonly ToolCall[];
  readonly #input: Buffer;
  readonly #strings: readonly LocatedString[] | null;
  readonly #nextTurn: NextTurn;

  constructor(call: ToolCall, nextTurn: NextTurn) {
    this.toolCalls = [call];
    this.#input = Buffer.from(call.input);
    this.#strings = stringsOf(this.#input);
    this.#nextTurn = nextTurn;
  }

  texts(): readonly string[] {
    return this.#texts.filter((text) => text !== '');
  }

  passed(): void {
    // Every answer is new.
  }

  async find(check: CompiledCheck): Promise<readonly Placed[]> {
    const scan = scanFor(check, this.toolCalls[0]?.name ?? null);
    const placed: Placed[] = [];
    if (scan === null) return placed;
    for (const [word, text] of this.#texts.entries()) {
      const found = await inSlices(scanInWindows(text, scan), this.#nextTurn);
      for (const one of found) placed.push(placedIn(text.slice(one.start, one.end), { ...one, part: 0, word }, check));
    }
    return placed;
  }

  get #texts(): string[] {
    return this.#strings?.map((at) => textAt(this.#input, at)) ?? [this.#input.toString('utf8')];
  }

  /** The input with each of its strings changed; strings that stay are the very same bytes. */
  changed(change: (text: string, word: number) => string): string {
    if (this.#strings === null) return change(this.#input.toString('utf8'), 0);
    let out = '';
    let end = 0;
    for (const [word, at] of this.#strings.entries()) {
      const before = textAt(this.#input, at);
      const after = change(before, word);
      if (after === before) continue;
      out += this.#input.toString('utf8', end, at.start) + JSON.stringify(after);
      end = at.end;
    }
    return out + this.#input.toString('utf8', end);
  }
}

/** null = it is no JSON. */
function stringsOf(input: Buffer): LocatedString[] | null {
  try {
    const strings = [...stringsIn(locate(input, 0))];
    JSON.parse(input.toString('utf8'));
    return strings;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonScanError || error instanceof JsonBoundError) return null;
    throw error;
  }
}
