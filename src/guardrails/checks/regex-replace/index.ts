/** `default.regexReplace`: every match of a pattern is replaced. */
import { z } from 'zod';
import { defineCheck, type Check } from '../../check.ts';
import { linearPattern } from '../../linear-pattern.ts';

/** `/pattern/flags`, or the pattern alone. */
const WITH_FLAGS = /^\/(.+)\/([gimsuy]*)$/s;

export const regexReplace: Check = defineCheck({
  id: 'default.regexReplace',
  name: 'Regex replace',
  summary:
    'Replaces every match of the pattern; with `failOnDetection` it fails when there is one, and replaces nothing.',
  parameters: z.strictObject({
    rule: z.string().min(1),
    redactText: z.string().default('[REDACTED]'),
    failOnDetection: z.boolean().default(false),
  }),
  open({ rule, redactText, failOnDetection }) {
    const [, source = rule, flags = ''] = WITH_FLAGS.exec(rule) ?? [];
    const pattern = linearPattern(source, flags);
    return {
      kind: 'scanner',
      scan: (text) => pattern.places(text).map((place) => ({ ...place, kind: 'PATTERN', replacement: redactText })),
      redact: failOnDetection ? null : { isReversible: false },
      passes: (count) => count === 0,
    };
  },
});
