/** `portkey.gibberish`: the text reads like some language, or like code. Local: by the frequencies of letters, without a model. */
import { z } from 'zod';
import { defineCheck, textOf, type Check } from '../../check.ts';
import { loadDetection } from '../../detect-language.ts';

/** Fewer letters than this say nothing. */
const MIN_LETTERS = 12;
const LETTERS = /\p{L}/gu;

export const gibberish: Check = defineCheck({
  id: 'portkey.gibberish',
  name: 'Gibberish',
  summary: 'Passes when the text reads like some language or like code; with `not`, when it does not.',
  parameters: z.strictObject({ not: z.boolean().default(false) }),
  open({ not }) {
    const detection = loadDetection();
    return {
      kind: 'judge',
      async judge(subject) {
        const text = textOf(subject);
        if ((text.match(LETTERS)?.length ?? 0) < MIN_LETTERS)
          return { verdict: true, data: { explanation: 'The text is too short to tell.' } };
        const { language, isSure } = (await detection)(text);
        const isGibberish = language === '' || !isSure;
        const explanation = isGibberish ? 'The text reads like no language.' : `The text reads like "${language}".`;
        return { verdict: isGibberish === not, data: { explanation } };
      },
    };
  },
});
