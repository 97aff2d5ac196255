/**
 * The simple commands of a shell script, each as its words: what stands between `;`, `|`, `&` and line ends, in `(…)`, in `$(…)`
 * and in backticks. Quotes are taken away. Targets of redirections and comments are left out. Source: POSIX, Shell Command Language.
 */
import type { Slices } from '../../../kernel/slices.ts';

const PLAIN = /[^\s\\'"`$()<>;|&#]+/y;
const HEREDOC = /<<-?[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([\w.-]+))/y;
const REDIRECTION = /[<>]{1,3}[&|]?/y;
/** In double quotes, only these mean anything. */
const QUOTED = /[^\\"`$]+/y;

interface Frame {
  /** What ends it; null = the end of the text. */
  ends: ')' | '`' | null;
  /** What it prints is a part of a word of the command around it. */
  isSubstitution: boolean;
  words: string[];
  word: string | null;
  isQuoted: boolean;
  isTarget: boolean;
}

interface Heredoc {
  mark: string;
  isLiteral: boolean;
}

/** `shells`: by their words, commands that run what they are given to read. */
interface Reading {
  isShell(words: readonly string[]): boolean;
  /** In how many here-documents the text stands: in one, double quotes mean nothing, and only substitutions are commands. */
  depth?: number;
}

/** A document that stands deeper is read as if a shell got it: each one is read again inside of the next. */
const MAX_DEPTH = 8;

/** Of a slice: each takes a quarter of a microsecond. */
const STEPS_A_SLICE = 1000;

/** Linear. What a here-document gives to a shell is read as commands too. */
export const shellCommands = (text: string, reading: Reading): Slices<string[][]> =>
  new ShellReader(text, reading).read();

class ShellReader {
  readonly #text: string;
  readonly #reading: Reading;
  readonly #commands: string[][] = [];
  readonly #above: Frame[] = [];
  #top: Frame;
  #at = 0;
  #heredocs: Heredoc[] = [];
  /** Of here-documents, what is to be read before the text goes on. */
  #bodies: string[] = [];
  /** Of `#commands`, the first that stands in this line. */
  #line = 0;

  constructor(text: string, reading: Reading) {
    this.#text = text;
    this.#reading = reading;
    this.#top = { ...newFrame(null), isQuoted: this.#isHeredoc };
  }

  get #depth(): number {
    return this.#reading.depth ?? 0;
  }

  get #isHeredoc(): boolean {
    return this.#depth > 0;
  }

  *read(): Slices<string[][]> {
    for (let steps = 1; this.#at < this.#text.length; steps += 1) {
      this.#step(this.#text[this.#at] ?? '');
      if (this.#bodies.length > 0) yield* this.#readBodies();
      if (steps % STEPS_A_SLICE === 0) yield;
    }
    this.#endCommand();
    for (let frame = this.#above.pop(); frame !== undefined; frame = this.#above.pop()) {
      this.#top = frame;
      this.#endCommand();
    }
    return this.#commands;
  }

  #step(sign: string): void {
    if (sign === '\\') return this.#escape();
    if (sign === '`') return this.#top.ends === '`' ? this.#close() : this.#open('`', 1);
    if (sign === '$') return this.#dollar();
    if (this.#top.isQuoted) return this.#inQuotes(sign);
    switch (sign) {
      case '"':
        this.#top.isQuoted = true;
        return this.#add('', 1);
      case "'":
        return this.#literal();
      case '(':
        return this.#parenthesis();
      case ')':
        return this.#close();
      case '<':
      case '>':
        return this.#redirection();
      case '#':
        return this.#top.word === null ? this.#comment() : this.#add('#', 1);
      default:
        return this.#separatorOrPlain(sign);
    }
  }

  #separatorOrPlain(sign: string): void {
    const plain = this.#match(PLAIN);
    if (plain !== null) return this.#add(plain[0], plain[0].length);
    this.#at += 1;
    if (sign === '&' && this.#text[this.#at] === '>') return;
    if (sign === ';' || sign === '|' || sign === '&' || sign === '\n') this.#endCommand();
    else this.#endWord();
    if (sign === '\n') this.#endLine();
  }

  #inQuotes(sign: string): void {
    if (sign !== '"') {
      const quoted = this.#match(QUOTED)?.[0] ?? sign;
      return this.#add(quoted, quoted.length);
    }
    if (this.#isHeredoc && this.#above.length === 0) return this.#add('"', 1);
    this.#top.isQuoted = false;
    return this.#add('', 1);
  }

  #escape(): void {
    const next = this.#text[this.#at + 1] ?? '';
    if (next === '\n') this.#at += 2;
    else this.#add(next, 2);
  }

  #dollar(): void {
    const next = this.#text[this.#at + 1];
    if (next === '(') return this.#open(')', 2);
    const isOfQuotes = !this.#top.isQuoted && (next === '"' || next === "'");
    this.#add(isOfQuotes ? '' : '$', 1);
  }

  #literal(): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    const literal = this.#text.slice(this.#at + 1, end === -1 ? undefined : end);
    this.#add(literal, literal.length + 2);
  }

  #comment(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end;
  }

  #redirection(): void {
    if (/^\d+$/.test(this.#top.word ?? '')) this.#top.word = null;
    this.#endWord();
    const heredoc = this.#text.startsWith('<<<', this.#at) ? null : this.#match(HEREDOC);
    if (heredoc !== null) {
      const [whole, single, double, bare = ''] = heredoc;
      this.#at += whole.length;
      this.#heredocs.push({ mark: single ?? double ?? bare, isLiteral: bare === '' || whole.includes('\\') });
      return;
    }
    this.#at += this.#match(REDIRECTION)?.[0].length ?? 1;
    // A process whose output is read, or whose input is written, is an argument.
    this.#top.isTarget = this.#text[this.#at] !== '(';
  }

  /** The documents of a line begin behind it. */
  #endLine(): void {
    const first = this.#line;
    this.#line = this.#commands.length;
    if (this.#heredocs.length === 0) return;
    const heredocs = this.#heredocs.splice(0);
    const line = this.#commands.slice(first);
    // The shell's commands are read on from here; the mark at their end does no harm.
    if (this.#depth === MAX_DEPTH || line.some((words) => this.#reading.isShell(words))) return;
    for (const { mark, isLiteral } of heredocs) {
      const body = this.#bodyUpTo(mark);
      if (!isLiteral) this.#bodies.push(body);
    }
  }

  *#readBodies(): Slices<void> {
    for (const body of this.#bodies.splice(0)) {
      const commands = yield* shellCommands(body, { ...this.#reading, depth: this.#depth + 1 });
      for (const words of commands) this.#commands.push(words);
    }
    this.#line = this.#commands.length;
  }

  #bodyUpTo(mark: string): string {
    const start = this.#at;
    while (this.#at < this.#text.length) {
      const lineEnd = this.#text.indexOf('\n', this.#at);
      const lineStart = this.#at;
      this.#at = lineEnd === -1 ? this.#text.length : lineEnd + 1;
      if (this.#text.slice(lineStart, this.#at).trim() === mark) return this.#text.slice(start, lineStart);
    }
    return this.#text.slice(start);
  }

  /** Of a process that stands as a file (`<(…)`), of a subshell, or behind the name of a function. */
  #parenthesis(): void {
    const before = this.#text[this.#at - 1];
    const isFile = before === '<' || before === '>';
    if (!isFile) this.#endCommand();
    this.#open(')', 1);
    this.#top.isSubstitution = isFile;
  }

  #open(ends: ')' | '`', length: number): void {
    this.#at += length;
    this.#above.push(this.#top);
    this.#top = newFrame(ends);
  }

  /** Of a substitution, the word that it stands in goes on. */
  #close(): void {
    this.#at += 1;
    this.#endCommand();
    const above = this.#top.ends === null ? undefined : this.#above.pop();
    if (above === undefined) return;
    const { isSubstitution } = this.#top;
    this.#top = above;
    if (isSubstitution) this.#add('$', 0);
  }

  #add(letters: string, length: number): void {
    this.#top.word = (this.#top.word ?? '') + letters;
    this.#at += length;
  }

  #endWord(): void {
    const { word, words, isTarget } = this.#top;
    if (word === null) return;
    if (!isTarget) words.push(word);
    this.#top.word = null;
    this.#top.isTarget = false;
  }

  #endCommand(): void {
    this.#endWord();
    if (this.#top.words.length > 0) this.#commands.push(this.#top.words);
    this.#top.words = [];
    this.#top.isTarget = false;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text);
  }
}

const newFrame = (ends: Frame['ends']): Frame => ({
  ends,
  isSubstitution: true,
  words: [],
  word: null,
  isQuoted: false,
  isTarget: false,
});
