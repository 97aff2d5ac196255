/** `portkey.pii`: personal data, found locally, and masked where that is asked for. */
import { z } from 'zod';
import { defineCheck, type Check } from '../../check.ts';
import { CATEGORIES, scanPii } from '../../pii/scan-pii.ts';

export const pii: Check = defineCheck({
  id: 'portkey.pii',
  name: 'Personal data',
  summary: 'Passes when no personal data of these categories is found; with `redact` it is replaced by placeholders.',
  parameters: z.strictObject({
    categories: z
      .array(z.enum(CATEGORIES))
      .min(1)
      .default([...CATEGORIES]),
    redact: z.boolean().default(false),
    reversible: z
      .boolean()
      .default(false)
      .meta({ description: 'An answer that repeats a placeholder gets the value back.' }),
    not: z.boolean().default(false),
  }),
  open({ categories, redact, reversible, not }) {
    const wanted: ReadonlySet<string> = new Set(categories);
    return {
      kind: 'scanner',
      scan: (text) => scanPii(text, wanted),
      redact: redact ? { isReversible: reversible } : null,
      passes: (count) => (count === 0) !== not,
    };
  },
});
