/** `default.contains`: words are in the text. */
import { z } from 'zod';
import { defineCheck, excerptOf, textOf, type Check } from '../../check.ts';
import { holdsFor, Operator } from '../../operator.ts';

export const contains: Check = defineCheck({
  id: 'default.contains',
  name: 'Contains',
  summary: 'Passes when any, all or none of the words stand in the text, letter by letter.',
  parameters: z.strictObject({
    words: z.array(z.string().min(1)).min(1).max(10_000),
    operator: Operator.default('any'),
  }),
  open: ({ words, operator }) => ({
    kind: 'judge',
    ...(operator === 'none' && { inStreams: 'window' as const }),
    judge(subject) {
      if (operator === 'none' && subject.texts.length === 0)
        return { verdict: true, data: { explanation: 'There is no text.' } };
      const text = textOf(subject);
      const foundWords = words.filter((word) => text.includes(word));
      const missingWords = words.filter((word) => !foundWords.includes(word));
      const verdict = holdsFor(operator, { found: foundWords.length, of: words.length });
      return {
        verdict,
        data: {
          explanation: `Found ${foundWords.length} of ${words.length} words; wanted: ${operator}.`,
          operator,
          foundWords: foundWords.slice(0, 100),
          missingWords: missingWords.slice(0, 100),
          textExcerpt: excerptOf(text),
        },
      };
    },
  }),
});
