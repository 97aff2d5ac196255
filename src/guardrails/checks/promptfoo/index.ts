/** `promptfoo.guard`, `promptfoo.pii`, `promptfoo.harm`. Source: promptfoo's guardrails API. */
import type { Check } from '../../check.ts';
import { firstOf, partnerCheck, trueKeys } from '../../partner.ts';

const checkOf = (path: 'guard' | 'pii' | 'harm', summary: string): Check =>
  partnerCheck({
    id: `promptfoo.${path}`,
    name: `promptfoo ${path}`,
    summary,
    secrets: [],
    parameters: {},
    ask: (_, text) => ({ url: `https://api.promptfoo.dev/v1/${path}`, headers: {}, body: { input: text } }),
    read(answer) {
      const result = firstOf(answer, 'results');
      if (typeof result?.['flagged'] !== 'boolean') return null;
      const names = trueKeys(result['categories']) ?? [];
      return result['flagged'] ? (names.length > 0 ? names : [path]) : [];
    },
  });

export const promptfoo: readonly Check[] = [
  checkOf('guard', 'Passes when promptfoo sees no injection and no jailbreak.'),
  checkOf('pii', 'Passes when promptfoo sees no personal data.'),
  checkOf('harm', 'Passes when promptfoo sees no harm.'),
];
