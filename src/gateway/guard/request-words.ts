/**
 * The words of a request, for guardrails. Each turn is found by the scan of the body and looked into only where a check
 * needs it; what a scanner found in a turn is remembered by the turn's hash, so that no turn is scanned twice in a session.
 */
import { hash } from 'node:crypto';
import { scanAcross } from '../../guardrails/across-texts.ts';
import { CheckError, type Finding, type Scanner } from '../../guardrails/check.ts';
import { placedIn, type Conversation, type Placed } from '../../guardrails/conversation.ts';
import { isRedactingTurns, type CompiledCheck, type Scope } from '../../guardrails/definition.ts';
import type { Placeholders } from '../../guardrails/placeholders.ts';
import type { Change } from '../../guardrails/scene.ts';
import { saidIn, scanWords } from '../../guardrails/strings-in-json.ts';
import { MAX_FINDINGS } from '../../guardrails/windows.ts';
import { withoutScaffolding } from '../../clients/claude-code.ts';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import { inSlices, type NextTurn } from '../../kernel/slices.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import {
  neighbourOf,
  partsOf,
  textOfWords,
  textsOfWords,
  wordsOf,
  type Author,
  type Part,
  type WordReader,
  type Words,
} from '../../wire/words.ts';
import { changedRequest } from './changed-body.ts';

/** What is known of turns, by their hash. Holds places and kinds, and no text. */
export type ScanMemory = BoundedMap<TurnMemory>;

interface TurnMemory {
  /** Keys of checks that have passed it. */
  passed: Set<string>;
  /** By the key of the check. */
  found: Map<string, readonly Remembered[]>;
}

interface Remembered extends Finding {
  word: number;
}

/** Turns and findings; some hundred bytes each. */
const MAX_REMEMBERED = 200_000;

export const createScanMemory = (): ScanMemory => new BoundedMap(MAX_REMEMBERED);

export interface ReadUsing {
  memory: ScanMemory;
  nextTurn: NextTurn;
  elapsed: () => number;
}

/** ms of the event loop at a time. */
const MAX_TURN_MS = 4;

interface OpenPart {
  part: Part;
  words: readonly Words[];
  isModelTurn: boolean;
  /** What the words say, as far as it was asked for: a dozen checks read the same ones. */
  texts: string[];
}

export class RequestWords implements Conversation {
  readonly toolCalls = [];
  readonly document: JsonDocument;
  readonly dialect: Dialect;
  readonly #using: ReadUsing;
  readonly #parts: readonly Part[];
  readonly #open = new Map<number, OpenPart>();
  readonly #memories: TurnMemory[] = [];
  /** The same list for checks that look at the same: whoever joins them need do it once. */
  readonly #texts = new Map<string, readonly string[]>();
  #firstNew: number | null = null;
  /** Where marks for the prompt cache stand: looked for once in the whole body. */
  #marks: readonly number[] | null = null;

  constructor(document: JsonDocument, dialect: Dialect, using: ReadUsing) {
    this.document = document;
    this.dialect = dialect;
    this.#using = using;
    this.#parts = dialect.words === null ? [] : partsOf(document, dialect.turns, dialect.words);
  }

  /** The words of the request with a change in it. Throws JsonScanError where a check wrote what cannot be read. */
  changed(change: Change, placeholders: Placeholders): RequestWords {
    return new RequestWords(changedRequest(this, change, placeholders), this.dialect, this.#using);
  }

  texts(check: CompiledCheck): readonly string[] {
    const { scope, stripsScaffolding } = check;
    const indexes = this.#indexesFor(check);
    const key = `${scope === 'tools'} ${stripsScaffolding} ${indexes.join()}`;
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const texts: string[] = [];
    for (const at of indexes) {
      for (const [word, place] of this.#opened(at).words.entries()) {
        if (!isIn(scope, place.author) || place.author === 'thoughts') continue;
        const said = place.strings === undefined ? [this.#textOf(at, word)] : textsOfWords(this.document.bytes, place);
        texts.push(...(stripsScaffolding ? said.map(withoutScaffolding) : said));
      }
    }
    this.#texts.set(key, texts);
    return texts;
  }

  #textOf(at: number, word: number): string {
    const { words, texts } = this.#opened(at);
    const place = words[word];
    if (place === undefined) throw new Error(`There is no word ${word} in part ${at}.`);
    return (texts[word] ??= textOfWords(this.document.bytes, place));
  }

  async find(check: CompiledCheck): Promise<readonly Placed[]> {
    const { opened, scope } = check;
    // What a judge masks stands in answers.
    if (opened.kind !== 'scanner') return [];
    const placed: Placed[] = [];
    let began = this.#using.elapsed();
    for (const at of this.#indexesFor(check)) {
      for (const finding of await this.#findIn(at, check, opened)) {
        const words = this.#opened(at).words[finding.word];
        if (words === undefined || !isIn(scope, words.author)) continue;
        const said = saidIn(this.#textOf(at, finding.word), words, finding);
        placed.push(placedIn(said, { ...finding, part: at }, check));
      }
      if (this.#using.elapsed() - began < MAX_TURN_MS) continue;
      await this.#using.nextTurn();
      began = this.#using.elapsed();
    }
    return placed;
  }

  /** Where a string of a part stands, and what it says. */
  wordAt(part: number, word: number): { place: Words; text: string } | null {
    const place = this.#opened(part).words[word];
    return place === undefined ? null : { place, text: this.#textOf(part, word) };
  }

  async #findIn(at: number, check: CompiledCheck, scanner: Scanner): Promise<readonly Remembered[]> {
    const memory = this.#memoryOf(at);
    const known = memory.found.get(check.key);
    if (known !== undefined) return known;
    const found: Remembered[] = [];
    for (let word = 0; word < this.#opened(at).words.length; word += 1) {
      const text = this.#textOf(at, word);
      const inText = await inSlices(
        scanWords(text, this.#opened(at).words[word] ?? {}, (window) => scanner.scan(window)),
        this.#using.nextTurn,
      );
      for (const finding of inText) found.push({ ...finding, word });
      // To go on unread would be to let pass what was to be replaced.
      if (found.length > MAX_FINDINGS)
        throw new CheckError('too_many_findings', `A turn holds more than ${MAX_FINDINGS} findings.`);
    }
    const texts = this.#opened(at).words.map((place, word) => neighbourOf(place, this.#textOf(at, word)));
    found.push(
      ...(await inSlices(
        scanAcross(texts, found, (text) => scanner.scan(text)),
        this.#using.nextTurn,
      )),
    );
    memory.found.set(check.key, found);
    if (found.length > 0) this.#using.memory.set(this.#hashOf(at), memory, 1 + found.length);
    return found;
  }

  #hashOf(at: number): string {
    const { start, end, name } = this.#parts[at] ?? { start: 0, end: 0, name: '' };
    this.#marks ??= cacheMarksIn(this.document.bytes);
    const turn = this.document.bytes.subarray(start, end);
    const bytes = hasBetween(this.#marks, start, end) ? withoutCacheMarks(turn) : turn;
    return `${this.dialect.id} ${name} ${hash('sha256', bytes, 'base64')}`;
  }

  /** Needed by every check: looked up once for the request. */
  #memoryOf(at: number): TurnMemory {
    const known = this.#memories[at];
    if (known !== undefined) return known;
    const key = this.#hashOf(at);
    const memory = this.#using.memory.get(key) ?? { passed: new Set(), found: new Map() };
    if (memory.passed.size === 0 && memory.found.size === 0) this.#using.memory.set(key, memory);
    this.#memories[at] = memory;
    return memory;
  }

  /** Remembers that the check has passed what it looked at: only what it never passed is new to it. */
  passed(check: CompiledCheck): void {
    // Of words that no check can read, none was looked at: it judged the request itself.
    if (this.dialect.words === null) return;
    for (const at of this.#indexesFor(check)) this.#memoryOf(at).passed.add(passedKey(check));
  }

  /** Has the check passed this part before, in this body or in another? */
  hasPassed(part: number, check: CompiledCheck): boolean {
    return this.#memoryOf(part).passed.has(passedKey(check));
  }

  #indexesFor(check: CompiledCheck): readonly number[] {
    this.#requireReader();
    const { scope } = check;
    const all = this.#parts.map((_, index) => index);
    if (scope === 'last_message') return all.slice(-1);
    // Every turn repeats the turns before it: what is to be replaced is replaced in all of them.
    if (scope === 'all' || isRedactingTurns(check)) return all;
    const firstNew = this.#whereNewBegins();
    // A client may write a turn of the model that no model said: what was never passed is looked at wherever it stands.
    const key = passedKey(check);
    return all.filter((at) => at >= firstNew || !this.#memoryOf(at).passed.has(key));
  }

  /** After the last turn of the model that something follows; the whole where there is none yet. */
  #whereNewBegins(): number {
    if (this.#firstNew !== null) return this.#firstNew;
    let at = this.#parts.length;
    while (at > 0 && this.#opened(at - 1).isModelTurn) at -= 1;
    while (at > 0 && !this.#opened(at - 1).isModelTurn) at -= 1;
    this.#firstNew = at;
    return at;
  }

  #opened(at: number): OpenPart {
    const known = this.#open.get(at);
    const part = this.#parts[at];
    if (known !== undefined) return known;
    if (part === undefined) throw new Error(`There is no part ${at}.`);
    const opened = { part, ...wordsOf(this.document.bytes, part, this.#requireReader()), texts: [] };
    this.#open.set(at, opened);
    return opened;
  }

  #requireReader(): WordReader {
    const { words } = this.dialect;
    if (words === null) throw new CheckError('unreadable', 'No check can read requests of this dialect.');
    return words;
  }
}

const CACHE_MARK = Buffer.from('cache_control');
/** Without any text of its own: what else stands under that name, as in the input of a tool, is a part of the turn. */
const CACHE_MARKS = /,?"cache_control":\{"type":"ephemeral"(?:,"ttl":"(?:5m|1h)")?(?:,"scope":"[a-z]{1,20}")?\}/g;

/** Claude Code marks its last turns for the prompt cache, and others with the next request: they say the same as before. */
const withoutCacheMarks = (turn: Buffer): Buffer =>
  Buffer.from(turn.toString('latin1').replaceAll(CACHE_MARKS, ''), 'latin1');

/** Is one of these places, which are in order, in the range? By halves: a body may hold as many marks as turns. */
function hasBetween(places: readonly number[], start: number, end: number): boolean {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return (places[low] ?? Infinity) < end;
}

function cacheMarksIn(bytes: Buffer): number[] {
  const marks: number[] = [];
  for (let at = bytes.indexOf(CACHE_MARK); at !== -1; at = bytes.indexOf(CACHE_MARK, at + CACHE_MARK.length))
    marks.push(at);
  return marks;
}

const passedKey = ({ key, stripsScaffolding }: CompiledCheck): string => (stripsScaffolding ? `${key} stripped` : key);

const isIn = (scope: Scope, author: Author): boolean =>
  scope !== 'tools' || author === 'tool-result' || author === 'tool-call';
