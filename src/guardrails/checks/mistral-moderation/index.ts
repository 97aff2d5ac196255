/** `mistral.moderateContent`. Source: Mistral's API reference, moderations. */
import { z } from 'zod';
import type { Check } from '../../check.ts';
import { ApiKey, firstOf, partnerCheck, trueKeys } from '../../partner.ts';

export const mistralModeration: Check = partnerCheck({
  id: 'mistral.moderateContent',
  name: 'Mistral moderation',
  summary: 'Passes when Mistral’s moderation finds none of the categories.',
  secrets: ['api_key'],
  parameters: {
    api_key: ApiKey,
    model: z.string().default('mistral-moderation-latest'),
    categories: z.array(z.string()).optional().meta({ description: 'As `sexual`, `pii`; absent = any.' }),
  },
  ask: ({ api_key: key, model }, text) => ({
    url: 'https://api.mistral.ai/v1/moderations',
    headers: { authorization: `Bearer ${key}` },
    body: { model, input: [text] },
  }),
  read(answer, { categories }) {
    const found = trueKeys(firstOf(answer, 'results')?.['categories']);
    return found?.filter((one) => categories === undefined || categories.includes(one)) ?? null;
  },
});
