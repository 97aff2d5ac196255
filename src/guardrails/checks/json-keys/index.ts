/** `default.jsonKeys`: JSON in the answer has keys. */
import { z } from 'zod';
import { defineCheck, excerptOf, textOf, type Check } from '../../check.ts';
import { jsonIn } from '../../json-in-text.ts';
import { holdsFor, Operator } from '../../operator.ts';

export const jsonKeys: Check = defineCheck({
  id: 'default.jsonKeys',
  name: 'JSON keys',
  summary: 'Passes when JSON in the answer has any, all or none of the keys.',
  sides: ['output'],
  parameters: z.strictObject({ keys: z.array(z.string().min(1)).min(1).max(1000), operator: Operator }),
  open: ({ keys, operator }) => ({
    kind: 'judge',
    judge(subject) {
      const text = textOf(subject);
      const objects = jsonIn(text);
      const best = Math.max(0, ...objects.map((one) => keys.filter((key) => Object.hasOwn(one, key)).length));
      const verdict = objects.length > 0 && holdsFor(operator, { found: best, of: keys.length });
      const explanation =
        objects.length === 0 ? 'There is no JSON in the text.' : `JSON in the text has ${best} of ${keys.length} keys.`;
      return { verdict, data: { explanation, operator, textExcerpt: excerptOf(text) } };
    },
  }),
});
