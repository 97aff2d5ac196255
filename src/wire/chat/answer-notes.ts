/** What a stream reports about its answer, noted event by event: what every reader that decodes must know. */
import type { StreamFacts, WireFailure } from '../dialects/dialect.ts';
import { count, emptyUsage, METERS, requireTotals, type Usage } from '../usage.ts';
import { CUT_OFF } from './decoding.ts';
import type { ChatError, ChatEvent, StopReason } from './event.ts';
import type { Translator } from './translator.ts';

/** English prose and code lie near four bytes a token; used only when a stream broke before it reported its usage. */
const BYTES_PER_TOKEN = 4;

/** What a model writes around a call of a tool, at most. */
const BLOCK_BYTES = 100;

function withoutOutput(usage: Usage): Usage {
  const { [METERS.output]: _, ...meters } = usage.meters;
  return { ...usage, meters };
}

export class AnswerNotes {
  hasContent = false;
  emptyStop: string | null = null;
  isComplete = false;
  error: WireFailure | null = null;
  outputBytes = 0;
  isWriting = false;
  inputTold: Usage | null = null;
  /** Of the upstream: errors are kept as it would have answered with them. */
  readonly #upstream: Translator;
  /** Of the client: stop reasons are reported in its words. */
  readonly #client: Translator;
  #usage: Usage | null = null;
  #hasFinalUsage = false;
  #model: string | null = null;
  #stopReason: StopReason | null = null;
  #contentBytes = 0;

  constructor(upstream: Translator, client: Translator) {
    this.#upstream = upstream;
    this.#client = client;
  }

  take(event: ChatEvent): void {
    this.isWriting = event.type === 'text-delta' || event.type === 'tool-delta';
    switch (event.type) {
      case 'start':
        this.#model = event.model;
        this.#usage = event.usage;
        this.inputTold = event.usage === null ? null : withoutOutput(event.usage);
        return;
      case 'finish':
        this.#usage = event.usage ?? this.#usage;
        this.#hasFinalUsage = event.usage !== null;
        this.#stopReason = event.reason;
        if (!this.hasContent) this.emptyStop = this.#client.stopWord(event.reason);
        this.hasContent = true;
        this.isComplete = true;
        return;
      case 'error':
        return this.#fail(event.error);
      case 'text-delta':
      case 'reasoning-delta':
      case 'tool-delta':
        this.#contentBytes += Buffer.byteLength(event.text);
        this.outputBytes += Buffer.byteLength(event.text);
        this.hasContent = true;
        return;
      case 'tool-start':
        this.outputBytes += BLOCK_BYTES + event.name.length;
        this.hasContent = true;
        return;
      case 'block':
        this.outputBytes += JSON.stringify(event.part).length;
        this.hasContent = true;
        return;
      case 'reasoning-end':
        this.hasContent = true;
        return;
      case 'text-start':
      case 'citation':
      case 'text-end':
      case 'reasoning-start':
      case 'tool-end':
    }
  }

  /** Counts bytes of an event's texts that were not decoded, if the decoded rest of the event held output of the model. */
  takeCut(bytes: number, outputBefore: number): void {
    if (this.outputBytes === outputBefore) return;
    this.#contentBytes += bytes;
    this.outputBytes += bytes;
  }

  conclude(wasRelayed: boolean): StreamFacts | null {
    if (this.#usage === null && !wasRelayed) return null;
    const usage = this.#usage ?? emptyUsage();
    usage.model ??= this.#model;
    if (this.isComplete || this.#usage === null) requireTotals(usage);
    const reason = this.#stopReason;
    const stopReason = reason === null ? null : this.#client.stopWord(reason);
    return { isAnswer: true, usage, stopReason, isEstimated: this.#estimate(usage) };
  }

  /** A stream that was cut off has reported no error: the relay sees that it is not complete. */
  #fail(error: ChatError): void {
    if (error === CUT_OFF) return;
    const body = Buffer.from(JSON.stringify(this.#upstream.writeError(error, '')));
    this.error = { status: error.status, headers: {}, body };
  }

  #estimate(usage: Usage): boolean {
    if (this.#hasFinalUsage || this.#usage === null) return false;
    const received = Math.ceil(this.#contentBytes / BYTES_PER_TOKEN);
    if (received <= count(usage.meters, METERS.output)) return false;
    usage.meters[METERS.output] = received;
    return true;
  }
}
