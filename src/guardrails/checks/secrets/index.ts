/** `tollgate.secrets`: credentials, found locally, and masked where that is asked for. */
import { z } from 'zod';
import { defineCheck, type Check } from '../../check.ts';
import { scanSecrets } from '../../secrets/scan-secrets.ts';

export const secrets: Check = defineCheck({
  id: 'tollgate.secrets',
  name: 'Secrets',
  summary: 'Passes when no credential is found; with `redact` it is replaced by a placeholder.',
  parameters: z.strictObject({
    redact: z.boolean().default(false),
    reversible: z
      .boolean()
      .default(false)
      .meta({ description: 'An answer that repeats a placeholder gets the value back.' }),
  }),
  open: ({ redact, reversible }) => ({
    kind: 'scanner',
    scan: scanSecrets,
    redact: redact ? { isReversible: reversible } : null,
    passes: (count) => count === 0,
  }),
});
