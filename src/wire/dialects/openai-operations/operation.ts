/** Makes a dialect of one of OpenAI's operations beside conversations: one request, one response, no turns. */
import type { WordReader } from '../../words.ts';
import { noReasoning, type AnswerFacts, type Dialect, type StreamFormat } from '../dialect.ts';
import { openaiErrors } from '../openai-chat/render-error.ts';

export interface Operation {
  /** As `openai-images`. */
  id: string;
  /** Members of a request that hold what a person wrote. */
  contentMembers: readonly string[];
  /** As in `Dialect`; absent = none stands at the top. */
  outputMembers?: Dialect['outputMembers'];
  stopReasons?: readonly string[];
  /** Output tokens in a second at most; absent = it writes no tokens that grow with time. */
  maxTokensPerSecond?: number;
  /** Absent = responses always come in one piece. */
  stream?: StreamFormat;
  words: WordReader | null;
  readWhole(body: Buffer): AnswerFacts;
  untoldTerms?: Dialect['untoldTerms'];
}

export function operationDialect({
  stream,
  untoldTerms,
  stopReasons,
  outputMembers,
  maxTokensPerSecond,
  ...own
}: Operation): Dialect {
  return {
    turns: null,
    outputMembers: outputMembers ?? [],
    stopReasons: stopReasons ?? [],
    errors: openaiErrors,
    maxTokensPerSecond: maxTokensPerSecond ?? 0,
    stream: stream ?? null,
    untoldTerms: untoldTerms ?? (() => ({})),
    translator: null,
    readOptions: () => ({ version: null, flags: [] }),
    flagsHeader: null,
    lostMeaning: () => null,
    dropReasoning: noReasoning,
    ...own,
  };
}

/** Words that stand in members of a request; responses hold none. */
export function wordsIn(besides: WordReader['besides']): WordReader {
  return { ofTurn: () => [], isModelTurn: () => false, besides, ofAnswer: null, toolCalls: () => [] };
}
