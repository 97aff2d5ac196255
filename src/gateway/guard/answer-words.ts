/** The words of a whole answer, for guardrails. */
import { scanAcross } from '../../guardrails/across-texts.ts';
import { placedIn, scanFor, type Conversation, type Placed } from '../../guardrails/conversation.ts';
import type { CompiledCheck } from '../../guardrails/definition.ts';
import type { Placeholders } from '../../guardrails/placeholders.ts';
import type { Change } from '../../guardrails/scene.ts';
import { saidIn, scanWords, whereOf } from '../../guardrails/strings-in-json.ts';
import { inSlices, type NextTurn } from '../../kernel/slices.ts';
import { locate, textAt, type Located } from '../../wire/json/locate.ts';
import type { Range } from '../../wire/json/ranges.ts';
import {
  neighbourOf,
  textOfWords,
  textsOfWords,
  type CalledTool,
  type WordReader,
  type Words,
} from '../../wire/words.ts';
import { changedAnswer } from './changed-body.ts';
import { repeatsIn, type Emptied } from './repeats.ts';

export class AnswerWords implements Conversation {
  readonly words: readonly Words[];
  readonly bytes: Buffer;
  readonly #answer: Located;
  readonly #reader: WordReader;
  readonly #nextTurn: NextTurn;
  /** By the place of the words: every check asks for them. */
  readonly #texts: string[] = [];

  /** Throws JsonScanError where the answer is no JSON. */
  constructor(bytes: Buffer, reader: WordReader, nextTurn: NextTurn) {
    this.bytes = bytes;
    this.#reader = reader;
    this.#nextTurn = nextTurn;
    this.#answer = locate(bytes, bytes.indexOf('{'));
    this.words = reader.ofAnswer?.(this.#answer, (at) => textAt(bytes, at)) ?? [];
  }

  get repeats(): readonly Emptied[] {
    const isWord = (place: Range): boolean =>
      this.words.some(
        ({ start, end }) => (start >= place.start && end <= place.end) || (start <= place.start && end >= place.end),
      );
    return repeatsIn(this.#answer, this.#reader.repeats ?? [], isWord);
  }

  get toolCalls(): CalledTool[] {
    return this.#reader.toolCalls(JSON.parse(this.bytes.toString('utf8')));
  }

  texts({ scope }: CompiledCheck): readonly string[] {
    const isTools = scope === 'tools';
    return this.words
      .filter(({ author }) => (isTools ? author === 'tool-call' : author !== 'thoughts'))
      .flatMap((at) => textsOfWords(this.bytes, at));
  }

  /** The words of the answer with a change in it. */
  changed(change: Change, placeholders: Placeholders): AnswerWords {
    return new AnswerWords(changedAnswer(this, change, placeholders), this.#reader, this.#nextTurn);
  }

  passed(): void {
    // Every answer is new.
  }

  async find(check: CompiledCheck): Promise<readonly Placed[]> {
    const placed: Placed[] = [];
    for (const [word, at] of this.words.entries()) {
      const scan = scanFor(check, at.tool === undefined ? null : textAt(this.bytes, at.tool));
      if (scan === null) continue;
      const text = this.#textAt(word);
      const found = await inSlices(scanWords(text, { ...at, ...whereOf(check) }, scan), this.#nextTurn);
      for (const one of found) placed.push(placedIn(saidIn(text, at, one), { ...one, part: 0, word }, check));
    }
    return [...placed, ...(await this.#findAcross(check, placed))];
  }

  /** In blocks that are read as one text. */
  async #findAcross(check: CompiledCheck, placed: readonly Placed[]): Promise<Placed[]> {
    const scan = scanFor(check, null);
    if (scan === null) return [];
    const texts = this.words.map((at, word) => neighbourOf(at, this.#textAt(word)));
    const found = await inSlices(scanAcross(texts, placed, scan), this.#nextTurn);
    return found.map((one) =>
      placedIn(texts[one.word]?.text.slice(one.start, one.end) ?? '', { ...one, part: 0 }, check),
    );
  }

  /** By its place in the order of words; undefined where there is none. */
  textOfWord(word: number): string | undefined {
    const at = this.words[word];
    return at === undefined ? undefined : this.textOf(at);
  }

  textOf(at: Words): string {
    return textOfWords(this.bytes, at);
  }

  #textAt(word: number): string {
    const at = this.words[word];
    if (at === undefined) throw new Error(`There is no word ${word} in this answer.`);
    return (this.#texts[word] ??= this.textOf(at));
  }
}
