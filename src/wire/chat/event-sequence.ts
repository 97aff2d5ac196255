/**
 * Puts what an upstream streams into the order that `ChatEvent` promises: one start, blocks one after another, one end.
 * Upstreams that interleave tool calls, leave out block ends, or go on after their last word are made regular here, so that
 * no decoder has to.
 */
import type { Citation, ImagePart, NativePart, OpaqueState } from './call.ts';
import type { ChatError, ChatEvent, Finish } from './event.ts';

export interface ToolStart {
  id: string;
  name: string;
  isFreeform?: boolean;
  state?: OpaqueState | null;
}

interface Block {
  /** Which stream of deltas it takes. */
  key: string;
  /** Events that were not handed out yet, because another block is open. */
  waiting: ChatEvent[];
  /** Of a tool call: its input so far, to see whether it is whole. */
  input: string;
  end: ChatEvent;
  hasEnded: boolean;
}

type Delta = Extract<ChatEvent, { type: 'text-delta' | 'reasoning-delta' | 'tool-delta' | 'citation' }>;

/** What is held until it is whole must not fill the memory. */
const MAX_INPUT_CHARACTERS = 16 * 1024 * 1024;
const MAX_WAITING_BLOCKS = 1000;
const TOO_LONG: ChatError = {
  kind: 'server',
  status: 502,
  message: 'The upstream sent tool calls without end.',
  code: null,
  field: null,
};

/** For a stream that begins in the middle. */
const UNTOLD = { id: null, model: null, usage: null };

export class EventSequence {
  #out: ChatEvent[] = [];
  /** In order of their start; the first one is open, and its events go out as they come. */
  readonly #blocks: Block[] = [];
  #hasStarted = false;
  #isOver = false;
  #toolCalls = 0;

  get isOver(): boolean {
    return this.#isOver;
  }

  get hasToolCalls(): boolean {
    return this.#toolCalls > 0;
  }

  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** What has come together since the last time. */
  take(): ChatEvent[] {
    const events = this.#out;
    this.#out = [];
    return events;
  }

  start(start: Omit<Extract<ChatEvent, { type: 'start' }>, 'type'>): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#out.push({ type: 'start', ...start });
  }

  text(text: string, isRefusal = false): void {
    const end: ChatEvent = { type: 'text-end', state: null };
    const block = this.#blockOf(isRefusal ? 'refusal' : 'text', { type: 'text-start', isRefusal }, end);
    if (text !== '') this.#deliver(block, { type: 'text-delta', text });
  }

  citation(citation: Citation): void {
    const block = this.#blockOf('text', { type: 'text-start', isRefusal: false }, { type: 'text-end', state: null });
    this.#deliver(block, { type: 'citation', citation });
  }

  reasoning(text: string): void {
    const block = this.#blockOf('reasoning', { type: 'reasoning-start' }, { type: 'reasoning-end', state: null });
    if (text !== '') this.#deliver(block, { type: 'reasoning-delta', text });
  }

  /** Ends the open reasoning with its state; where none is open, the state stands alone. */
  reasoningState(state: OpaqueState): void {
    const last = this.#blocks.at(-1);
    const block =
      last?.key === 'reasoning' && !last.hasEnded
        ? last
        : this.#open('reasoning', { type: 'reasoning-start' }, { type: 'reasoning-end', state: null });
    block.end = { type: 'reasoning-end', state };
    this.#endBlock(block);
  }

  /** Ends the open text with its state; without one there is nothing that it could belong to. */
  textState(state: OpaqueState): void {
    const block = this.#blocks.at(-1);
    if (block === undefined || block.hasEnded || block.key !== 'text') return;
    block.end = { type: 'text-end', state };
    this.#endBlock(block);
  }

  /** Ends a block of text or reasoning that the upstream has ended. */
  endText(): void {
    const last = this.#blocks.at(-1);
    if (last !== undefined && !last.hasEnded && !last.key.startsWith('tool:')) this.#endBlock(last);
  }

  /** `key` distinguishes this call's deltas from those of other calls. */
  toolStart(key: string, { id, name, isFreeform = false, state = null }: ToolStart): void {
    this.#toolCalls += 1;
    const start: ChatEvent = { type: 'tool-start', id, name, isFreeform, state };
    this.#open(`tool:${key}`, start, { type: 'tool-end' });
  }

  /** Text for a call that has ended is dropped: its input was whole. */
  toolDelta(key: string, text: string): void {
    const block = this.#blocks.find((open) => open.key === `tool:${key}` && !open.hasEnded);
    if (block === undefined || text === '') return;
    block.input += text;
    if (block.input.length > MAX_INPUT_CHARACTERS) return this.fail(TOO_LONG);
    this.#deliver(block, { type: 'tool-delta', text });
  }

  toolEnd(key: string): void {
    const block = this.#blocks.find((open) => open.key === `tool:${key}` && !open.hasEnded);
    if (block !== undefined) this.#endBlock(block);
  }

  block(part: ImagePart | NativePart): void {
    const block = this.#open('block', { type: 'block', part }, { type: 'block', part });
    block.hasEnded = true;
    this.#advance();
  }

  finish(finish: Finish): void {
    if (this.#isOver) return;
    this.start(UNTOLD);
    this.#closeAll();
    this.#out.push({ type: 'finish', ...finish });
    this.#isOver = true;
  }

  /** What came last stays open: the stream broke off there. Text that waited behind another block is not lost. */
  fail(error: ChatError): void {
    if (this.#isOver) return;
    for (const block of this.#blocks.slice(0, -1)) block.hasEnded = true;
    this.#advance();
    this.#blocks.length = 0;
    this.#out.push({ type: 'error', error });
    this.#isOver = true;
  }

  /** The open block of that key at the end of the row, or a new one. */
  #blockOf(key: string, start: ChatEvent, end: ChatEvent): Block {
    const last = this.#blocks.at(-1);
    return last?.key === key && !last.hasEnded ? last : this.#open(key, start, end);
  }

  #open(key: string, start: ChatEvent, end: ChatEvent): Block {
    this.start(UNTOLD);
    const last = this.#blocks.at(-1);
    if (last !== undefined && !last.hasEnded && isWhole(last)) this.#endBlock(last);
    const block: Block = { key, waiting: [], input: '', end, hasEnded: false };
    this.#blocks.push(block);
    if (this.#blocks.length > MAX_WAITING_BLOCKS) this.fail(TOO_LONG);
    this.#deliver(block, start);
    return block;
  }

  #deliver(block: Block, event: ChatEvent | Delta): void {
    if (this.#isOver) return;
    if (this.#blocks[0] === block) this.#out.push(event);
    else block.waiting.push(event);
  }

  #endBlock(block: Block): void {
    block.hasEnded = true;
    this.#advance();
  }

  /** Hands out everything up to the first block that has not ended. */
  #advance(): void {
    for (let first = this.#blocks[0]; first?.hasEnded === true; first = this.#blocks[0]) {
      if (first.key !== 'block') this.#out.push(first.end);
      this.#blocks.shift();
      const next = this.#blocks[0];
      if (next === undefined) return;
      this.#out.push(...next.waiting);
      next.waiting = [];
    }
  }

  #closeAll(): void {
    for (const block of this.#blocks) block.hasEnded = true;
    this.#advance();
  }
}

/** Nothing can follow in it once another block begins. A tool call whose input is not whole may still get deltas. */
function isWhole({ key, input }: Block): boolean {
  if (!key.startsWith('tool:')) return true;
  if (!input.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(input);
    return true;
  } catch {
    return false;
  }
}
