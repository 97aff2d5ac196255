/** OpenAI's Responses as a dialect of the gateway. */
import type { Dialect } from '../dialect.ts';
import { dialectFrom } from '../from-translator.ts';
import { openEnding } from './stream-ending.ts';
import { openaiResponsesStreamWords } from './stream-words.ts';
import { openaiResponsesTranslator } from './translator.ts';
import { openaiInputItemsWords, openaiResponsesWords } from './words.ts';

export const openaiResponses: Dialect = dialectFrom({
  translator: openaiResponsesTranslator,
  turns: 'input',
  contentMembers: ['input', 'instructions', 'tools'],
  outputMembers: ['max_output_tokens'],
  streams: 'text',
  openEnding,
  words: openaiResponsesWords,
  streamWords: openaiResponsesStreamWords,
});

/** What a stored response was asked with, as a list. Never a stream. */
export const openaiInputItems: Dialect = { ...openaiResponses, stream: null, words: openaiInputItemsWords };
