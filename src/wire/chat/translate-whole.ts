/** A whole answer of an upstream in one dialect, as the client's dialect writes it. */
import type { AnswerFacts } from '../dialects/dialect.ts';
import { isObject } from '../json/object.ts';
import { emptyUsage, requireTotals } from '../usage.ts';
import type { Translation } from './translating-reader.ts';

export interface TranslatedAnswer extends AnswerFacts {
  body: Buffer;
}

/** Never throws: what is no answer stays as it is, and is said to be none. */
export function translateWhole(body: Buffer, { upstream, client, decoding, answering }: Translation): TranslatedAnswer {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    if (!isObject(json)) return { body, ...NO_ANSWER };
    const answer = upstream.readAnswer(json, decoding);
    const usage = answer.usage ?? emptyUsage();
    requireTotals(usage);
    usage.model ??= answer.model;
    return {
      body: Buffer.from(JSON.stringify(client.writeAnswer(answer, answering))),
      isAnswer: true,
      usage,
      stopReason: client.stopWord(answer.reason),
    };
  } catch (error) {
    // What is nested without end is no answer either.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return { body, ...NO_ANSWER };
  }
}

const NO_ANSWER: AnswerFacts = { isAnswer: false, usage: null, stopReason: null };
