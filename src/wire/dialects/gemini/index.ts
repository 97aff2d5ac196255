/** Gemini's generateContent as a dialect of the gateway. */
import type { Dialect } from '../dialect.ts';
import { dialectFrom } from '../from-translator.ts';
import { openEnding } from './stream-ending.ts';
import { geminiStreamWords } from './stream-words.ts';
import { geminiTranslator } from './translator.ts';
import { geminiWords } from './words.ts';

export const gemini: Dialect = dialectFrom({
  translator: geminiTranslator,
  turns: 'contents',
  contentMembers: ['contents', 'systemInstruction', 'system_instruction', 'tools'],
  words: geminiWords,
  streamWords: geminiStreamWords,
  openEnding,
  streams: 'text',
});
