/**
 * Guards a stream by a window that slides over it: a few tokens of text are kept back, and a tool call until it is whole. What
 * is decided leaves at once; a denial ends the stream, and what was held is dropped.
 */
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import type { Conversation, Placed } from '../../guardrails/conversation.ts';
import { restOf } from '../../guardrails/masked-text.ts';
import { withBesides, withoutGaps } from '../../guardrails/placeholders.ts';
import { runGuardrail, type GuardrailRun } from '../../guardrails/run.ts';
import type { Scene } from '../../guardrails/scene.ts';
import { ofPieces, RunningResult } from '../../guardrails/windowed.ts';
import { toGatewayError, type GatewayError } from '../../kernel/errors.ts';
import type { FrameReader } from '../../wire/framing/event-frames.ts';
import type { StreamWordReader } from '../../wire/stream-words.ts';
import { denied } from './denied.ts';
import type { AnswerGuard, FinalVerdict, GuardedRequest, GuardSink, Verdict } from './guard.ts';
import { HeldEvents } from './held-events.ts';
import type { HeldText, Replacement } from './held-text.ts';
import { ToolCallWords, WindowWords } from './window-words.ts';

/** English prose and code lie near four characters a token. */
const UNITS_PER_TOKEN = 4;
/** Room for a whole placeholder on either side of where a window is cut. */
const MIN_UNITS_FOR_PLACEHOLDERS = 160;

interface Sliding {
  asked: GuardedRequest;
  /** Those that hold, each with the tokens that it wants held. */
  guardrails: readonly CompiledGuardrail[];
  read: StreamWordReader;
  frames: FrameReader;
  /** Names of members that say words over again: see repeats.ts. */
  repeats?: readonly string[] | undefined;
  /** Judges a whole answer, and those parts of a finished stream that need the whole. */
  whole: WholeJudge;
  sceneOf(conversation: Conversation): Scene;
}

interface WholeJudge {
  judge(answer: Buffer): Promise<FinalVerdict>;
  /** Of a stream: what the pieces said so far comes in, by guardrail. null = nothing is denied. */
  conclude(pieces: ReadonlyMap<CompiledGuardrail, RunningResult>): Promise<GatewayError | null>;
  observe(events: Buffer): void;
}

export class SlidingGuard implements AnswerGuard {
  readonly #using: Sliding;
  readonly #pieces: readonly { whole: CompiledGuardrail; pieces: CompiledGuardrail; result: RunningResult }[];
  readonly #events: HeldEvents;
  readonly #waits: Waits;
  #sink: GuardSink | null = null;
  #isRunning = false;
  /** Something came while it ran. */
  #isBehind = false;
  #denial: GatewayError | null = null;
  #idle: () => void = () => undefined;

  constructor(using: Sliding) {
    this.#using = using;
    const { guardrails, asked, read, frames, repeats } = using;
    const now = asked.using.checkPorts.now();
    this.#pieces = guardrails.map((whole) => ({
      whole,
      pieces: ofPieces(whole),
      result: new RunningResult(whole, now),
    }));
    const wanted = Math.max(0, ...guardrails.map(({ stream }) => stream.tokens)) * UNITS_PER_TOKEN;
    const restores = asked.hooks.placeholders.reversible.size > 0;
    const held = Math.max(wanted, restores ? MIN_UNITS_FOR_PLACEHOLDERS : 0);
    this.#events = new HeldEvents({ read, frames, held, repeats });
    this.#waits = new Waits(() => asked.using.elapsed());
  }

  attach(sink: GuardSink): void {
    this.#sink = sink;
  }

  offer(events: Buffer): Verdict {
    this.#using.whole.observe(events);
    this.#waits.came();
    this.#events.push(events);
    void this.#run();
    return { action: 'taken' };
  }

  async end(): Promise<FinalVerdict> {
    this.#waits.came();
    this.#events.end();
    await this.#run();
    if (this.#isRunning) await new Promise<void>((resolve) => (this.#idle = resolve));
    const { hooks } = this.#using.asked;
    const results = new Map(this.#pieces.map(({ whole, result }) => [whole, result]));
    const error = this.#denial ?? (await this.#using.whole.conclude(results));
    hooks.waitedMs += this.#waits.ended();
    if (error !== null) return { action: 'refuse', error };
    const rest = this.#events.release(true);
    return rest === null ? { action: 'pass' } : { action: 'replace', bytes: rest };
  }

  judge(answer: Buffer): Promise<FinalVerdict> {
    return this.#using.whole.judge(answer);
  }

  /** One at a time; events that come meanwhile are seen before it ends. */
  async #run(): Promise<void> {
    this.#isBehind = true;
    if (this.#isRunning || this.#denial !== null) return;
    this.#isRunning = true;
    try {
      while (this.#isBehind) {
        this.#isBehind = false;
        this.#send();
        if (await this.#decideSome()) this.#isBehind = true;
      }
    } catch (thrown) {
      this.#deny(toGatewayError(thrown));
    }
    this.#isRunning = false;
    this.#idle();
  }

  #send(): void {
    const leaving = this.#events.release(false);
    if (leaving === null) return;
    this.#using.asked.hooks.waitedMs += this.#waits.left();
    this.#sink?.pass(leaving);
  }

  #deny(error: GatewayError): void {
    this.#denial = error;
    const { hooks } = this.#using.asked;
    hooks.waitedMs += this.#waits.left();
    hooks.output = this.#pieces.map(({ result }) => result.result);
    this.#sink?.refuse(error);
  }

  /** False = nothing more can be decided now. */
  async #decideSome(): Promise<boolean> {
    let isProgress = false;
    for (const text of this.#events.undecided) {
      const isDecided = text.kind !== 'tool-input' ? await this.#decideText(text) : await this.#decideCall(text);
      isProgress ||= isDecided;
      // Before the next is judged: if that is denied, this has left.
      if (isDecided) this.#send();
    }
    return isProgress;
  }

  async #decideText(text: HeldText): Promise<boolean> {
    const checks = this.#pieces.flatMap(({ pieces }) => pieces.checks);
    const { placeholders } = this.#using.asked.hooks;
    const words = WindowWords.next(text, checks, (window) => placeholders.placesIn(window));
    if (words === null) return false;
    const found = await this.#judge(words);
    const replacements: Replacement[] = withoutGaps(found, restOf).map((one) => {
      const placeholder = one.replacement ?? placeholders.of(one.kind, one.text, one.isReversible);
      return { start: one.start, end: one.end, replacement: placeholders.restore(placeholder) };
    });
    text.replace(withBesides(replacements, words.besides).toSorted((a, b) => a.start - b.start));
    return true;
  }

  async #decideCall(text: HeldText): Promise<boolean> {
    if (!text.isCallReady) return false;
    const { hooks, using } = this.#using.asked;
    const input = text.before;
    const words = new ToolCallWords({ name: text.tool, input: input === '' ? '{}' : input }, using.nextTurn);
    const found = await this.#judge(words);
    text.decideCall(input === '' ? '' : words.changed(found, hooks.placeholders));
    return true;
  }

  /** What is to be replaced. Throws GatewayError for what is denied. */
  async #judge(words: Conversation): Promise<Placed[]> {
    const scene = this.#using.sceneOf(words);
    const runs = await Promise.all(
      this.#pieces.map(async ({ whole, pieces, result }): Promise<GuardrailRun | null> => {
        if (pieces.checks.length === 0) return null;
        const run = await runGuardrail(pieces, scene);
        result.add(pieces.checks, run.result);
        if (run.isRefused) throw this.#denialOf(whole, run);
        return run;
      }),
    );
    // A stream may break at any time: the row has what was seen until then.
    this.#using.asked.hooks.output = this.#pieces.map(({ result }) => result.result);
    return runs.flatMap((run) => run?.replacements ?? []);
  }

  #denialOf(guardrail: CompiledGuardrail, { result }: GuardrailRun): GatewayError {
    const { exchange, hooks } = this.#using.asked;
    hooks.output = this.#pieces.map((one) => one.result.result);
    return denied({ guardrails: [guardrail], hooks, exchange, side: 'output' }, result);
  }
}

/** By how much a stream was late: its first event, and its end. */
class Waits {
  readonly #elapsed: () => number;
  #came: number | null = null;
  #hasLeft = false;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  came(): void {
    if (!this.#hasLeft) this.#came ??= this.#elapsed();
    else this.#came = this.#elapsed();
  }

  /** ms, at the first event that leaves; later ones count at the end. */
  left(): number {
    if (this.#hasLeft) return 0;
    this.#hasLeft = true;
    return this.#since();
  }

  /** ms from the last event to the end. */
  ended(): number {
    return this.#since();
  }

  #since(): number {
    return this.#came === null ? 0 : this.#elapsed() - this.#came;
  }
}
