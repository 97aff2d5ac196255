/** The words of one piece of a stream, for checks: a window of a text, or a tool call that is complete. */
import type { Finding, ToolCall } from '../../guardrails/check.ts';
import { placedIn, scanFor, type Conversation, type Placed } from '../../guardrails/conversation.ts';
import type { CompiledCheck } from '../../guardrails/definition.ts';
import { withoutGaps, type Placeholders } from '../../guardrails/placeholders.ts';
import type { HeldText, Replacement } from './held-text.ts';
import type { Window } from '../../guardrails/sliding-text.ts';
import { maskedText } from '../../guardrails/masked-text.ts';
import { saidIn, scanWords, whereOf } from '../../guardrails/strings-in-json.ts';
import { inSlices, type NextTurn } from '../../kernel/slices.ts';
import { locate, stringsIn, textAt } from '../../wire/json/locate.ts';
import { JsonBoundError, JsonScanError } from '../../wire/json/scan.ts';
import { fittedInto } from './replaced.ts';

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

/** A tool call as a tool will have it: JSON, whose strings are its texts; an input that is no JSON is one text. */
export class ToolCallWords implements Conversation {
  readonly toolCalls: readonly ToolCall[];
  readonly #input: string;
  readonly #isJson: boolean;
  readonly #texts: readonly string[];
  readonly #nextTurn: NextTurn;

  constructor(call: ToolCall, nextTurn: NextTurn) {
    this.toolCalls = [call];
    this.#input = call.input;
    const strings = stringsOf(call.input);
    this.#isJson = strings !== null;
    this.#texts = strings ?? [call.input];
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
    if (scan === null) return [];
    const found = await inSlices(scanWords(this.#input, { ...this.#place, ...whereOf(check) }, scan), this.#nextTurn);
    return found.map((one) => placedIn(saidIn(this.#input, this.#place, one), { ...one, part: 0, word: 0 }, check));
  }

  /** The input with what was found masked, and with the values of placeholders; every other character stays. */
  changed(found: readonly Placed[], placeholders: Placeholders): string {
    const masked = maskedText(this.#input, fittedInto(this.#place, found), placeholders);
    return placeholders.restore(masked, this.#isJson);
  }

  get #place(): { isJson?: true } {
    return this.#isJson ? { isJson: true } : {};
  }
}

/** null = it is no JSON. */
function stringsOf(input: string): string[] | null {
  const bytes = Buffer.from(input);
  try {
    JSON.parse(input);
    return Array.from(stringsIn(locate(bytes, 0)), (at) => textAt(bytes, at));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonScanError || error instanceof JsonBoundError) return null;
    throw error;
  }
}
