/** `default.notNull`: the answer says something. */
import { z } from 'zod';
import { defineCheck, type Check } from '../../check.ts';

export const notNull: Check = defineCheck({
  id: 'default.notNull',
  name: 'Not empty',
  summary: 'Passes when the answer has a text or a tool call; with `not`, when it has none.',
  sides: ['output'],
  parameters: z.strictObject({ not: z.boolean().default(false) }),
  open: ({ not }) => ({
    kind: 'judge',
    judge({ texts, toolCalls }) {
      const isThere = toolCalls.length > 0 || texts.some((text) => text.trim() !== '');
      return { verdict: isThere !== not, data: { explanation: `The answer is ${isThere ? 'not ' : ''}empty.` } };
    },
  }),
});
