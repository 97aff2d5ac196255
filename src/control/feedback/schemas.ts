/** What goes into and comes out of the verbs on feedback (contract#feedback). */
import { z } from 'zod';
import { FeedbackMetadata } from '../../guardrails/definition.ts';

const Value = z.int().min(-10).max(10);
const Weight = z.number().min(0).max(1).default(1);
const Metadata = FeedbackMetadata.default({});

const Rating = z.strictObject({
  trace_id: z.string().min(1).max(256),
  value: Value,
  weight: Weight,
  metadata: Metadata,
});

const MAX_AT_ONCE = 1000;

/** One rating as the body itself, or several as an array in its place. */
export const CreateFeedback = Rating.partial().extend({
  items: z
    .array(Rating)
    .min(1)
    .max(MAX_AT_ONCE)
    .optional()
    .meta({ description: 'Several ratings; an array as the whole body means the same.' }),
});
export const OneRating = Rating;

export const UpdateFeedback = z.strictObject({
  id: z.string().min(1),
  feedback_id: z.string().nullish().meta({ description: 'The published Node library repeats the id. Not read.' }),
  value: Value,
  weight: Weight.optional(),
  metadata: Metadata.optional(),
});

export const FeedbackAnswer = z.object({
  status: z.literal('success'),
  message: z.string(),
  feedback_ids: z.array(z.string()),
});
