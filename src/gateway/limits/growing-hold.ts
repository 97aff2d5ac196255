/**
 * The hold of one attempt while it runs. It begins with the input and a slice of output, and grows slice by slice ahead of
 * what the stream has brought; once the stream has reported what the input really was, the rest of that is free again.
 */
import type { CompiledBudget } from '../../routing/compiled-limits.ts';
import type { GatewayError } from '../../kernel/errors.ts';
import type { Refusal } from '../../storage/ports/ledger.ts';
import type { AnswerReader } from '../../wire/dialects/dialect.ts';
import { tokensByKind, tokensOf, type Usage } from '../../wire/usage.ts';
import type { BudgetHold } from '../outcome.ts';
import { outputNanoUsd, type CallBounds } from './call-bounds.ts';
import type { InputParts } from './known-inputs.ts';
import type { Spending } from './spending.ts';

/** Tokens. */
const LEAST_SLICE = 512;
/** What a provider may go on to bill after it was cancelled: kept back from what may be received, in parts of a slice. */
const MARGIN = 1 / 4;

/** So many tokens are held ahead of what was received. The heartbeat looks twice a second. */
export const sliceOf = (tokensPerSecond: number): number => Math.max(LEAST_SLICE, tokensPerSecond);

export interface GrowingHoldOptions {
  spending: Spending;
  budgets: readonly CompiledBudget[];
  bounds: CallBounds;
  /** How fast a model can think at most: thinking is billed, and a stream need not show it. */
  tokensPerSecond: number;
  /** What is held of the output at first, tokens. */
  output: number;
  /** It may have to grow. */
  isGrowing: boolean;
  /** Of the body, where the budget is near its end; null = nothing is to be learnt. */
  parts: InputParts | null;
  refusalOf(refused: readonly Refusal[]): GatewayError;
  /** The ledger cannot be written. */
  unavailable(cause: unknown): GatewayError;
}

export class GrowingHold implements BudgetHold {
  readonly id: string;
  readonly budgets: readonly CompiledBudget[];
  readonly #options: GrowingHoldOptions;
  #input: CallBounds['input'];
  #isInputTold = false;
  /** Tokens of output that are held. */
  #covered: number;
  /** Tokens that may have been written unseen so far. */
  #hidden = 0;
  #wasWriting = false;
  #lastElapsed: number | null = null;
  #isResizing = false;
  /** At this many tokens it is tried again to grow. */
  #nextTry = 0;

  constructor(id: string, options: GrowingHoldOptions) {
    this.id = id;
    this.budgets = options.budgets;
    this.#options = options;
    this.#input = options.bounds.input;
    this.#covered = options.output;
    this.#countGrowing(1);
  }

  settle(used: ReadonlyMap<string, number>): Promise<void> {
    this.#countGrowing(-1);
    const written = this.#options.spending.ledger.settle(this.id, used);
    this.#options.spending.waiting.tell();
    return written;
  }

  /** Nothing of it was used. Nobody waits for it to be written. */
  release(): void {
    this.#countGrowing(-1);
    const { ledger, waiting } = this.#options.spending;
    ledger.release(this.id).catch(() => undefined);
    waiting.tell();
  }

  learn({ meters, passes, unread }: Usage): void {
    const { parts, spending, bounds } = this.#options;
    if (parts === null || passes.length > 0 || unread.length > 0) return;
    const tokens = tokensOf(meters) - tokensByKind(meters).output;
    if (tokens >= bounds.leastInput) spending.inputs.remember(parts, tokens);
  }

  #countGrowing(by: number): void {
    const { isGrowing, spending, budgets } = this.#options;
    if (!isGrowing) return;
    for (const { account } of budgets) {
      const running = (spending.growing.get(account) ?? 0) + by;
      if (running > 0) spending.growing.set(account, running);
      else spending.growing.delete(account);
    }
  }

  /** What is held, by account. */
  get amounts(): ReadonlyMap<string, number> {
    return this.amountsWith(this.#covered);
  }

  amountsWith(output: number): Map<string, number> {
    const { budgets, bounds } = this.#options;
    return new Map(
      budgets.map((budget) => [budget.account, amountOf(budget, { ...bounds, input: this.#input }, output)]),
    );
  }

  /** The request has left: from now on the model may be thinking. Monotonic ms. */
  began(elapsed: number): void {
    this.#lastElapsed = elapsed;
  }

  /**
   * Called with every chunk that came, and between them with every beat. `stop` is called at most once, when the stream must
   * end because nothing more can be held.
   */
  advance(reader: AnswerReader, elapsed: number, stop: (error: GatewayError) => void): void {
    this.#countHidden(reader, elapsed);
    if (this.#isResizing) return;
    if (!this.#isInputTold && reader.inputTold !== null)
      return void this.#takeInput(reader.inputTold, reader.outputBytes);
    if (reader.isComplete) return;
    const { bounds, tokensPerSecond } = this.#options;
    const slice = sliceOf(tokensPerSecond);
    const received = Math.ceil(reader.outputBytes + this.#hidden);
    const wanted = Math.min(bounds.maxOutput, received + slice);
    if (wanted <= this.#covered || received < this.#nextTry) return;
    // Beside a limit that others need as well, no more than has to be.
    const ahead = this.#options.parts === null ? 3 * slice : slice + slice / 2;
    void this.#grow({ received, output: Math.min(bounds.maxOutput, Math.ceil(received + ahead)), stop });
  }

  #countHidden(reader: AnswerReader, elapsed: number): void {
    const sinceMs = this.#lastElapsed === null ? 0 : elapsed - this.#lastElapsed;
    if (!reader.isWriting || !this.#wasWriting) {
      this.#hidden += (sinceMs / 1000) * this.#options.tokensPerSecond;
    }
    this.#lastElapsed = elapsed;
    this.#wasWriting = reader.isWriting;
  }

  /** The input is known now: what was held for the worst case is free for others. */
  async #takeInput(inputTold: Usage, received: number): Promise<void> {
    this.#isInputTold = true;
    const told = this.#options.bounds.inputOf(inputTold);
    if (told === null) return;
    this.learn(inputTold);
    this.#input = told;
    // A stream reports its input as the model begins: nothing was written unseen before.
    this.#hidden = 0;
    const { maxOutput } = this.#options.bounds;
    const covered = Math.min(this.#covered, maxOutput, received + sliceOf(this.#options.tokensPerSecond));
    await this.#resize(covered).then(
      () => (this.#covered = covered),
      () => undefined,
    );
    this.#options.spending.waiting.tell();
  }

  /** The limits that have no room for it. One at a time, since each gets the whole amount. */
  async #resize(output: number): Promise<readonly Refusal[]> {
    this.#isResizing = true;
    try {
      return await this.#options.spending.ledger.resize(this.id, this.amountsWith(output));
    } finally {
      this.#isResizing = false;
    }
  }

  async #grow({ received, output, stop }: Growth): Promise<void> {
    const { tokensPerSecond, refusalOf, unavailable } = this.#options;
    let refused: readonly Refusal[];
    try {
      refused = await this.#resize(output);
    } catch (error) {
      stop(unavailable(error));
      return;
    }
    const margin = sliceOf(tokensPerSecond) * MARGIN;
    if (refused.length === 0) this.#covered = output;
    else if (received + margin < this.#covered) this.#nextTry = received + margin / TRIES;
    else stop(refusalOf(refused));
  }
}

interface Growth {
  /** Tokens that may have been written so far. */
  received: number;
  /** Tokens to be held. */
  output: number;
  stop(error: GatewayError): void;
}

/** How often a margin's worth of tokens is tried to grow for: others may end meanwhile. */
const TRIES = 4;

/** What a budget must hold for this many tokens of output. */
export function amountOf({ unit }: CompiledBudget, bounds: CallBounds, output: number): number {
  if (unit === 'requests') return 1;
  if (unit === 'tokens') return bounds.input.tokens + output;
  const { nanoUsd } = bounds.input;
  return typeof nanoUsd === 'number' ? nanoUsd + outputNanoUsd(bounds, output) : 0;
}

const MILLION = 1_000_000;

/** How many tokens of output fit into `room` of the budget beside the input; below 0 = not even that. */
export function outputWithin({ unit }: CompiledBudget, bounds: CallBounds, room: number): number {
  if (unit === 'requests') return room >= 1 ? Number.POSITIVE_INFINITY : -1;
  if (unit === 'tokens') return room - bounds.input.tokens;
  const { input, outputNanoUsdPerMillion: rate } = bounds;
  const left = room - (typeof input.nanoUsd === 'number' ? input.nanoUsd : 0);
  if (left < 0) return -1;
  return rate === 0 ? Number.POSITIVE_INFINITY : Math.floor((left * MILLION) / rate);
}
