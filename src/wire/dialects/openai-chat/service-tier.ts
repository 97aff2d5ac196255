/** The service tier by OpenAI's names, in both of its dialects. */
import { lookUp } from '../../chat/look-up.ts';
import type { Writing } from '../../chat/writing.ts';

const TIERS: Readonly<Record<string, string>> = {
  auto: 'auto',
  default: 'default',
  flex: 'flex',
  priority: 'priority',
  scale: 'scale',
  standard: 'default',
  standard_only: 'default',
};

/** null = none is asked for, or one that OpenAI does not have. */
export function openaiTier({ call, warnings }: Writing): string | null {
  if (call.serviceTier === null) return null;
  const tier = lookUp(TIERS, call.serviceTier);
  if (tier === undefined) warnings.add('serviceTier', 'The upstream has no such tier.');
  return tier ?? null;
}
