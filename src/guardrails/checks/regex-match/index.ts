/** `default.regexMatch`: a pattern is found in the text. */
import { z } from 'zod';
import { defineCheck, excerptOf, textOf, type Check } from '../../check.ts';
import { linearPattern } from '../../linear-pattern.ts';

export const regexMatch: Check = defineCheck({
  id: 'default.regexMatch',
  name: 'Regex match',
  summary: 'Passes when the pattern is found in the text; with `not`, when it is not.',
  parameters: z.strictObject({
    rule: z.string().min(1).meta({ description: 'A pattern of RE2: linear in time, without look-around.' }),
    not: z.boolean().default(false),
  }),
  open({ rule, not }) {
    const pattern = linearPattern(rule);
    return {
      kind: 'judge',
      ...(not && { inStreams: 'window' as const }),
      judge(subject) {
        if (not && subject.texts.length === 0) return { verdict: true, data: { explanation: 'There is no text.' } };
        const text = textOf(subject);
        const isFound = pattern.matches(text);
        const explanation = `The pattern is ${isFound ? '' : 'not '}found in the text.`;
        return {
          verdict: isFound !== not,
          data: { explanation, regexPattern: rule, not, textExcerpt: excerptOf(text) },
        };
      },
    };
  },
});
