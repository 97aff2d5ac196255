/**
 * The guardrails of the output side. An answer that may be denied or changed is looked at whole: a stream is held back until
 * its end, with pings meanwhile; one that is only observed passes as it comes, and is judged when it has ended.
 */
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import { restore } from '../../guardrails/placeholders.ts';
import { runGuardrail, type GuardrailRun, type Scene } from '../../guardrails/run.ts';
import { toGatewayError } from '../../kernel/errors.ts';
import { ByteLog } from '../../wire/byte-log.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import type { WordReader } from '../../wire/words.ts';
import { AnswerWords } from './answer-words.ts';
import { denied, unreadable } from './denied.ts';
import type { AnswerGuard, FinalVerdict, GuardedRequest, OpenGuard } from './guard.ts';
import { guardrailsFor } from './guardrails-for.ts';
import { factsOf } from './request-facts.ts';
import { replaced } from './replaced.ts';

/** Of an answer that is only observed. What is longer is judged by its beginning no more: the row says so. */
const MAX_OBSERVED_BYTES = 4 * 1024 * 1024;

export const openAnswerGuard: OpenGuard = (asked) => {
  const guardrails = guardrailsFor(asked, 'output');
  const { hooks } = asked;
  hooks.output = [];
  const values = hooks.placeholders.reversible;
  const { words } = asked.exchange.endpoint.dialect;
  // Its question was masked: whoever else asks the same with other values must not get these.
  if (values.size > 0) asked.keepFromCache();
  if ((guardrails.length === 0 && values.size === 0) || words === null) {
    if (guardrails.length > 0) throw unreadable();
    return null;
  }
  return new WholeAnswerGuard(asked, guardrails, words);
};

class WholeAnswerGuard implements AnswerGuard {
  readonly #asked: GuardedRequest;
  readonly #guardrails: readonly CompiledGuardrail[];
  readonly #words: WordReader;
  readonly #isHeld: boolean;
  readonly #events = new ByteLog();

  constructor(asked: GuardedRequest, guardrails: readonly CompiledGuardrail[], words: WordReader) {
    this.#asked = asked;
    this.#guardrails = guardrails;
    this.#words = words;
    const mayAct = guardrails.some((guardrail) => !guardrail.isAsync && !guardrail.isShadow && mayChange(guardrail));
    this.#isHeld = mayAct || asked.hooks.placeholders.reversible.size > 0;
  }

  offer(events: Buffer): { action: 'pass' | 'hold' } {
    if (this.#events.length <= MAX_OBSERVED_BYTES || this.#isHeld) this.#events.push(events);
    return { action: this.#isHeld ? 'hold' : 'pass' };
  }

  async end(): Promise<FinalVerdict> {
    const { stream } = this.#asked.exchange.endpoint.dialect;
    const whole = stream?.toWhole(this.#events.bytes()) ?? null;
    if (whole === null) return this.#isHeld ? { action: 'refuse', error: unreadable() } : { action: 'pass' };
    const verdict = await this.judge(whole);
    if (!this.#isHeld) return { action: 'pass' };
    if (verdict.action !== 'replace') return verdict;
    const events = stream?.fromWhole(verdict.bytes, this.#asked.exchange.document) ?? null;
    return events === null ? { action: 'refuse', error: unreadable() } : { action: 'replace', bytes: events };
  }

  async judge(answer: Buffer): Promise<FinalVerdict> {
    try {
      return await this.#judge(answer);
    } catch (thrown) {
      return { action: 'refuse', error: toGatewayError(thrown) };
    }
  }

  async #judge(answer: Buffer): Promise<FinalVerdict> {
    const { exchange, hooks, using } = this.#asked;
    const began = using.elapsed();
    const words = new AnswerWords(answer, this.#words, using.nextTurn);
    const runs = await this.#run(this.#sceneOf(answer, words));
    hooks.output = runs.map(({ result }) => result);
    hooks.waitedMs += using.elapsed() - began;
    const denial = runs.find(({ result }) => !result.verdict && result.deny);
    if (denial !== undefined) {
      const { endpoint } = exchange;
      return {
        action: 'refuse',
        error: denied({ guardrails: this.#guardrails, hooks, endpoint, side: 'output' }, denial.result),
      };
    }
    const written = runs.findLast(({ json }) => json !== null)?.json ?? null;
    if (written !== null) return { action: 'replace', bytes: Buffer.from(JSON.stringify(written)) };
    const found = runs.flatMap(({ replacements }) => replacements);
    const values = hooks.placeholders.reversible;
    const bytes = replaced(answer, words, (one, word) =>
      restore(
        one(
          found.filter((placed) => placed.word === word),
          hooks.placeholders,
        ),
        values,
      ),
    );
    return bytes === null ? { action: 'pass' } : { action: 'replace', bytes };
  }

  /** Those that count, in order; what only watches or runs beside is told to the log. */
  async #run(scene: Scene): Promise<GuardrailRun[]> {
    const { hooks } = this.#asked;
    const ran = await Promise.all(this.#guardrails.map((guardrail) => runGuardrail(guardrail, scene)));
    return ran.filter((one, index) => {
      const guardrail = this.#guardrails[index];
      const isAside = guardrail?.isAsync === true || guardrail?.isShadow === true;
      if (isAside) hooks.aside.push({ side: 'output', result: one.result });
      return !isAside;
    });
  }

  #sceneOf(answer: Buffer, conversation: AnswerWords): Scene {
    const { using } = this.#asked;
    return {
      side: 'output',
      conversation,
      request: factsOf(this.#asked, null),
      answer: { status: 200, json: () => objectIn(answer) },
      ports: using.checkPorts,
      elapsed: () => using.elapsed(),
    };
  }
}

/** One that neither denies nor replaces need not see an answer before the client does. */
function mayChange({ deny, checks, type, stream }: CompiledGuardrail): boolean {
  if (type === 'mutator') return true;
  if (stream.mode === 'observe') return false;
  return (
    deny || stream.mode === 'buffer' || checks.some(({ opened }) => opened.kind === 'scanner' && opened.redact !== null)
  );
}

function objectIn(answer: Buffer): JsonObject | null {
  const parsed: unknown = JSON.parse(answer.toString('utf8'));
  return isObject(parsed) ? parsed : null;
}
