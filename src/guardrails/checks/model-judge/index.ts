/** `tollgate.modelJudge`: a model of a provider of the workspace judges the text by a policy in words. */
import { z } from 'zod';
import { defineCheck, type Check } from '../../check.ts';
import { askForVerdict, MODEL_PARAMETERS } from '../../model-verdict.ts';

export const modelJudge: Check = defineCheck({
  id: 'tollgate.modelJudge',
  name: 'Judged by a model',
  summary: 'Passes when a model says that the text does not violate the policy.',
  parameters: z.strictObject({
    ...MODEL_PARAMETERS,
    policy: z.string().min(1).max(10_000).meta({ description: 'What a text must not do, in words.' }),
  }),
  open: (parameters) => ({
    kind: 'judge',
    inStreams: 'window',
    judge: (subject, ports) => askForVerdict(subject, ports, parameters),
  }),
});
