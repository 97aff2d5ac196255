/**
 * The guardrails of the output side. What they may do to a stream decides how it is guarded: it passes as it comes and is
 * judged when it has ended (`observe`), a window slides over it (`hold`), or it is held back to its end (`buffer`).
 */
import type { Conversation } from '../../guardrails/conversation.ts';
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import { Placeholders } from '../../guardrails/placeholders.ts';
import { runGuardrails } from '../../guardrails/run-all.ts';
import { runGuardrail, type GuardrailRun } from '../../guardrails/run.ts';
import type { Scene } from '../../guardrails/scene.ts';
import { needsWhole, ofWhole, type RunningResult } from '../../guardrails/windowed.ts';
import { toGatewayError, type GatewayError } from '../../kernel/errors.ts';
import { ByteLog } from '../../wire/byte-log.ts';
import { openTextFrames } from '../../wire/framing/event-frames.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import type { Dialect, StreamFormat } from '../../wire/dialects/dialect.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import type { WordReader } from '../../wire/words.ts';
import { AnswerWords } from './answer-words.ts';
import { denied, unreadable } from './denied.ts';
import type { AnswerGuard, FinalVerdict, GuardedRequest, OpenGuard } from './guard.ts';
import { guardrailsFor } from './guardrails-for.ts';
import { restored } from './replaced.ts';
import { factsOf } from './request-facts.ts';
import { SlidingGuard } from './sliding-guard.ts';

/** Of an answer that is only observed. What is longer is judged by its beginning no more: the row says so. */
const MAX_OBSERVED_BYTES = 4 * 1024 * 1024;

export const openAnswerGuard: OpenGuard = (asked) => {
  const guardrails = guardrailsFor(asked, 'output');
  const { hooks } = asked;
  hooks.output = [];
  hooks.softDenial = null;
  const values = hooks.placeholders.reversible;
  const { endpoint } = asked.exchange;
  // Its request was masked: another caller with other values must not get these.
  if (values.size > 0) asked.keepFromCache();
  if (guardrails.length === 0 && values.size === 0) return null;
  const dialect = dialectOf(endpoint);
  if (dialect === null) return null;
  const { words, stream } = dialect;
  if (words === null) {
    if (guardrails.some(acts)) throw unreadable();
    return null;
  }
  const mode = modeOf(guardrails, values.size > 0);
  if (endpoint.stored !== undefined)
    return new WholeAnswerGuard(asked, { guardrails, words, stream, isHeld: mode !== 'observe' });
  const whole = new WholeAnswerGuard(asked, { guardrails, words, stream, isHeld: mode === 'buffer' });
  if (mode !== 'hold' || stream?.words === undefined) return whole;
  const held = guardrails.filter((guardrail) => acts(guardrail) && modeFor(guardrail) === 'hold');
  return new SlidingGuard({
    asked,
    guardrails: held,
    read: stream.words,
    frames: (stream.openFrames ?? openTextFrames)(),
    repeats: words.repeats,
    whole,
    sceneOf: (conversation) => sceneOf(asked, conversation),
  });
};

/** Of the answer. null = it has no words. */
function dialectOf({ stored, dialect, counts }: UpstreamEndpoint): Pick<Dialect, 'words' | 'stream'> | null {
  if (stored === 'none' || counts !== undefined) return null;
  if (stored === 'unreadable') return { words: null, stream: null };
  const own = stored ?? dialect;
  return own.words?.ofAnswer === null ? null : own;
}

/** The strictest that one of them wants. */
function modeOf(guardrails: readonly CompiledGuardrail[], restores: boolean): 'observe' | 'hold' | 'buffer' {
  const modes = new Set(guardrails.filter(acts).map(modeFor));
  if (modes.has('buffer')) return 'buffer';
  return modes.has('hold') || restores ? 'hold' : 'observe';
}

const acts = ({ isAsync, isShadow }: CompiledGuardrail): boolean => !isAsync && !isShadow;

const modeFor = (guardrail: CompiledGuardrail): 'observe' | 'hold' | 'buffer' =>
  guardrail.stream.mode === 'hold' && needsWhole(guardrail) ? 'buffer' : guardrail.stream.mode;

interface Watching {
  guardrails: readonly CompiledGuardrail[];
  words: WordReader;
  stream: StreamFormat | null;
  isHeld: boolean;
}

class WholeAnswerGuard implements AnswerGuard {
  readonly #asked: GuardedRequest;
  readonly #guardrails: readonly CompiledGuardrail[];
  readonly #words: WordReader;
  readonly #stream: StreamFormat | null;
  readonly #isHeld: boolean;
  readonly #events = new ByteLog();

  constructor(asked: GuardedRequest, { guardrails, words, stream, isHeld }: Watching) {
    this.#asked = asked;
    this.#guardrails = guardrails;
    this.#words = words;
    this.#stream = stream;
    this.#isHeld = isHeld;
  }

  offer(events: Buffer): { action: 'pass' | 'hold' } {
    this.observe(events);
    return { action: this.#isHeld ? 'hold' : 'pass' };
  }

  observe(events: Buffer): void {
    if (this.#events.length <= MAX_OBSERVED_BYTES || this.#isHeld) this.#events.push(events);
  }

  async end(): Promise<FinalVerdict> {
    const whole = this.#whole();
    if (whole === null) return this.#isHeld ? { action: 'refuse', error: unreadable() } : { action: 'pass' };
    const verdict = await this.judge(whole);
    if (!this.#isHeld) return { action: 'pass' };
    if (verdict.action !== 'replace') return verdict;
    const events = this.#stream?.fromWhole(verdict.bytes, this.#asked.exchange.document) ?? null;
    return events === null ? { action: 'refuse', error: unreadable() } : { action: 'replace', bytes: events };
  }

  /** One that the model still works at, or that has failed, has no words. */
  #isWithoutWords(answer: Buffer): boolean {
    if (this.#asked.exchange.endpoint.stored === undefined) return false;
    return new AnswerWords(answer, this.#words, this.#asked.using.nextTurn).words.length === 0;
  }

  #whole(): Buffer | null {
    return this.#stream?.toWhole(this.#events.bytes()) ?? null;
  }

  async judge(answer: Buffer): Promise<FinalVerdict> {
    try {
      return this.#isWithoutWords(answer) ? { action: 'pass' } : await this.#judge(answer);
    } catch (thrown) {
      return { action: 'refuse', error: toGatewayError(thrown) };
    }
  }

  /** Of a stream that has passed in pieces: runs the checks that need the whole, and those that only watch. */
  async conclude(pieces: ReadonlyMap<CompiledGuardrail, RunningResult>): Promise<GatewayError | null> {
    const { hooks } = this.#asked;
    const left = this.#guardrails.map((guardrail) => (pieces.has(guardrail) ? ofWhole(guardrail) : guardrail));
    const isLeft = left.some(({ checks }) => checks.length > 0);
    const whole = isLeft ? this.#whole() : null;
    const isNeeded = left.some((guardrail) => guardrail.checks.length > 0 && acts(guardrail) && guardrail.deny);
    if (whole === null && isNeeded) return unreadable();
    const runs = whole === null ? [] : await this.#runAll(left, whole);
    hooks.output = this.#guardrails.flatMap((guardrail, index) => {
      const result = runs[index]?.result;
      const soFar = pieces.get(guardrail);
      if (soFar !== undefined) {
        if (result !== undefined) soFar.add(left[index]?.checks ?? [], result);
        return [soFar.result];
      }
      if (result !== undefined && !acts(guardrail)) hooks.aside.push({ side: 'output', result });
      return result !== undefined && acts(guardrail) ? [result] : [];
    });
    const denial = hooks.output.find(
      (result) => !result.verdict && result.deny && isHeldBack(this.#guardrails, result.id),
    );
    return denial === undefined ? null : this.#denialOf(denial);
  }

  async #judge(answer: Buffer): Promise<FinalVerdict> {
    const { hooks, using } = this.#asked;
    const began = using.elapsed();
    const watching = this.#guardrails.filter((guardrail) => !acts(guardrail));
    const aside = this.#sceneOf(answer, new Placeholders());
    const [{ runs, scene }, watched] = await Promise.all([
      runGuardrails(this.#guardrails.filter(acts), this.#sceneOf(answer, hooks.placeholders)),
      Promise.all(watching.map((guardrail) => runGuardrail(guardrail, aside))),
    ]);
    hooks.aside.push(...watched.map(({ result }) => ({ side: 'output' as const, result })));
    hooks.output = runs.map(({ result }) => result);
    hooks.waitedMs += using.elapsed() - began;
    const denial = runs.find(({ isRefused }) => isRefused);
    if (denial !== undefined) return { action: 'refuse', error: this.#denialOf(denial.result) };
    const { conversation: words } = scene;
    const bytes = restored(words, hooks.placeholders) ?? words.bytes;
    return bytes === answer ? { action: 'pass' } : { action: 'replace', bytes };
  }

  #denialOf(result: GuardrailRun['result']): GatewayError {
    const { exchange, hooks } = this.#asked;
    return denied({ guardrails: this.#guardrails, hooks, exchange, side: 'output' }, result);
  }

  async #runAll(guardrails: readonly CompiledGuardrail[], answer: Buffer): Promise<(GuardrailRun | null)[]> {
    const scene = this.#sceneOf(answer, new Placeholders());
    return Promise.all(
      guardrails.map(async (guardrail) => (guardrail.checks.length === 0 ? null : runGuardrail(guardrail, scene))),
    );
  }

  /** `placeholders`: by which masked values are named. */
  #sceneOf(answer: Buffer, placeholders: Placeholders): Scene<AnswerWords> {
    return this.#sceneWith(new AnswerWords(answer, this.#words, this.#asked.using.nextTurn), placeholders);
  }

  #sceneWith(words: AnswerWords, placeholders: Placeholders): Scene<AnswerWords> {
    return {
      ...sceneOf(this.#asked, words),
      answer: { status: 200, json: () => objectIn(words.bytes) },
      changed: (change) => this.#sceneWith(words.changed(change, placeholders), placeholders),
    };
  }
}

/** One that only observes reports what has long left. */
const isHeldBack = (guardrails: readonly CompiledGuardrail[], id: string): boolean =>
  guardrails.some((guardrail) => guardrail.id === id && modeFor(guardrail) !== 'observe');

function sceneOf<Words extends Conversation>(asked: GuardedRequest, conversation: Words): Scene<Words> {
  const { using } = asked;
  return {
    side: 'output',
    conversation,
    request: factsOf(asked, null),
    answer: { status: 200, json: () => null },
    ports: using.checkPorts,
    elapsed: () => using.elapsed(),
    nextTurn: using.nextTurn,
  };
}

function objectIn(answer: Buffer): JsonObject | null {
  const parsed: unknown = JSON.parse(answer.toString('utf8'));
  return isObject(parsed) ? parsed : null;
}
