/** Could somebody guess this text? For keys that an operator chose: one that Tollgate makes has 256 random bits. */
import type { ApiKeyType } from '../../storage/ports/records/api-keys.ts';

const MIN_CHARACTERS = 16;
/** Steps from one character to the next that are new and not just the next letter or digit. */
const MIN_SURPRISES = 12;
/** What stands in examples and is left there. Compared without case and punctuation. */
const PLACEHOLDERS = /changeme|replaceme|passw[o0]rd|letmein|qwerty|placeholder|yourkey|youradminkey|insertkey/;

/** What makes the text a weak key; null when it will do. An admin key opens everything, so more is asked of it. */
export function weaknessOf(text: string, type: ApiKeyType): string | null {
  if (!/^[\x21-\x7e]+$/.test(text) || text.length < MIN_CHARACTERS) {
    return `An API key must have at least ${MIN_CHARACTERS} characters, all visible ASCII without spaces.`;
  }
  if (type !== 'organisation-service') return null;
  const bare = text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (PLACEHOLDERS.test(bare)) return 'This admin key is a placeholder that anybody would try.';
  if (surprises(text) < MIN_SURPRISES) return 'This admin key repeats itself or counts up, so that it can be guessed.';
  return null;
}

function surprises(text: string): number {
  const seen = new Set<string>();
  for (let index = 0; index < text.length; index++) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1);
    if (index === 0 || Math.abs(step) > 1) seen.add(text.slice(Math.max(0, index - 1), index + 1));
  }
  return seen.size;
}
