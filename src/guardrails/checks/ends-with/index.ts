/** `default.endsWith`: the text ends with these letters, a full stop behind them allowed. */
import { z } from 'zod';
import { defineCheck, excerptOf, textOf, type Check } from '../../check.ts';

export const endsWith: Check = defineCheck({
  id: 'default.endsWith',
  name: 'Ends with',
  summary: 'Passes when the text ends with the suffix, or with it and a full stop; with `not`, when it does not.',
  parameters: z.strictObject({ suffix: z.string().min(1), not: z.boolean().default(false) }),
  open: ({ suffix, not }) => ({
    kind: 'judge',
    judge(subject) {
      const text = textOf(subject);
      const isEnd = text.endsWith(suffix) || text.endsWith(`${suffix}.`);
      const explanation = `The text ${isEnd ? 'ends' : 'does not end'} with the suffix.`;
      return { verdict: isEnd !== not, data: { explanation, suffix, not, textExcerpt: excerptOf(text.slice(-100)) } };
    },
  }),
});
