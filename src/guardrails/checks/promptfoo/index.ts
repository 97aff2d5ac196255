/** `promptfoo.guard`, `promptfoo.pii`, `promptfoo.harm`. Source: promptfoo's guardrails API. */
import { isObject, type JsonObject } from '../../../wire/json/object.ts';
import { textIn } from '../../../wire/words.ts';
import type { Check } from '../../check.ts';
import { firstOf, objectsIn, partnerCheck, trueKeys, type Places } from '../../partner.ts';

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
    ...(path === 'pii' && { places: placesIn }),
  });

function placesIn(answer: JsonObject): Places {
  const result = firstOf(answer, 'results');
  const payload = result?.['payload'];
  const masked = objectsIn(isObject(payload) ? payload['pii'] : []).map(({ entity_type: kind, pii }) => ({
    kind: textIn(kind),
    text: textIn(pii),
  }));
  // What it flags without a place cannot be masked.
  return { masked, besides: result?.['flagged'] === true && masked.length === 0 ? ['pii'] : [] };
}

export const promptfoo: readonly Check[] = [
  checkOf('guard', 'Passes when promptfoo sees no injection and no jailbreak.'),
  checkOf('pii', 'Passes when promptfoo sees no personal data, or masks it.'),
  checkOf('harm', 'Passes when promptfoo sees no harm.'),
];
