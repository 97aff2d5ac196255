/** The outcome of a test call as it is shown. */
import type { z } from 'zod';
import type { ProviderTest } from '../context.ts';
import type { TestedProvider } from './schemas.ts';

export const viewTest = ({ latencyMs, ...test }: ProviderTest): z.infer<typeof TestedProvider> => ({
  object: 'provider_test',
  ...test,
  latency_ms: latencyMs,
});
