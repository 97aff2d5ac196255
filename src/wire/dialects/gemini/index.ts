/** Gemini's generateContent as a dialect of the gateway. */
import type { Dialect } from '../dialect.ts';
import { dialectFrom } from '../from-translator.ts';
import { geminiTranslator } from './translator.ts';

export const gemini: Dialect = dialectFrom({
  translator: geminiTranslator,
  turns: 'contents',
  contentMembers: ['contents', 'systemInstruction', 'tools'],
  words: null,
  hasTextStreams: true,
});
