/** `openai.moderation`. Source: OpenAI's API reference, moderations. */
import { z } from 'zod';
import type { Check } from '../../check.ts';
import { ApiKey, firstOf, partnerCheck, trueKeys } from '../../partner.ts';

export const openaiModeration: Check = partnerCheck({
  id: 'openai.moderation',
  name: 'OpenAI moderation',
  summary: 'Passes when OpenAI’s moderation finds none of the categories.',
  secrets: ['api_key'],
  parameters: {
    api_key: ApiKey,
    model: z.string().default('omni-moderation-latest'),
    categories: z.array(z.string()).optional().meta({ description: 'As `hate`, `self-harm/intent`; absent = any.' }),
  },
  ask: ({ api_key: key, model }, text) => ({
    url: 'https://api.openai.com/v1/moderations',
    headers: { authorization: `Bearer ${key}` },
    body: { model, input: text },
  }),
  read(answer, { categories }) {
    const found = trueKeys(firstOf(answer, 'results')?.['categories']);
    return found?.filter((one) => categories === undefined || categories.includes(one)) ?? null;
  },
});
