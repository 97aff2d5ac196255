/** `portkey.moderateContent`: a model of a provider of the workspace looks for categories of harm. */
import { z } from 'zod';
import { defineCheck, type Check } from '../../check.ts';
import { askForVerdict, MODEL_PARAMETERS } from '../../model-verdict.ts';

const CATEGORIES = [
  'hate',
  'hate/threatening',
  'harassment',
  'harassment/threatening',
  'self-harm',
  'self-harm/intent',
  'self-harm/instructions',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
] as const;

export const moderateContent: Check = defineCheck({
  id: 'portkey.moderateContent',
  name: 'Moderate content',
  summary: 'Passes when a model finds none of these categories; with `not`, when it finds one.',
  parameters: z.strictObject({
    ...MODEL_PARAMETERS,
    categories: z
      .array(z.enum(CATEGORIES))
      .min(1)
      .default([...CATEGORIES]),
    not: z.boolean().default(false),
  }),
  open: ({ categories, not, ...asked }) => ({
    kind: 'judge',
    ...(!not && { inStreams: 'window' as const }),
    async judge(subject, ports) {
      const policy = `The text must hold none of these categories of harm: ${categories.join(', ')}. Speaking of one, as news, a
lesson or a rule against it does, is no violation. Name the categories that you find exactly as they are written here.`;
      const judged = await askForVerdict(subject, ports, { ...asked, policy });
      return { ...judged, verdict: judged.verdict !== not };
    },
  }),
});
