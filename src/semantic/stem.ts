/** English word forms brought to one, roughly. Two forms that miss each other cost a hit; two words must never meet. */
import { SYNONYMS, UNITS } from './vocabulary.ts';

/** They end like a form of another word, and are none. */
const WHOLE = new Set(
  'news less this always during ios aws css dns species lens series locale morale humane breathe evening ceiling'.split(
    ' ',
  ),
);
const ONE_VOWEL_GROUP = /^[^aeiouy]*[aeiouy]+[^aeiouy]*$/;
/** What is left of `making`, `caching`, `merging`, `parsing`, `solving` lost an e; what is left of `reading` did not. */
const LOST_E = /(?:[^aeiouy][aeiouy][^aeiouwxy]|[^aeiouy][aeiouy]ch|rg|[lnr]s|[vcuz])$/;

/** The word that stands for all its forms and synonyms. `word` is lower case. */
export function canonical(word: string): string {
  const stem = stemOf(word);
  return UNITS.get(word) ?? SYNONYMS.get(word) ?? UNITS.get(stem) ?? SYNONYM_STEMS.get(stem) ?? stem;
}

function stemOf(word: string): string {
  if (word.length < 4 || WHOLE.has(word)) return word;
  const american = withoutPlural(word).replace(/is(e|ed|ing)$/, 'iz$1');
  return withoutEnding(american) ?? (american.length > 5 ? american.replace(/e$/, '') : american);
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2);
  return /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
}

/** Takes off -ing and -ed, and repairs what that leaves: running, planned, cached. Undefined where there is neither. */
function withoutEnding(word: string): string | undefined {
  if (word.endsWith('ied')) return `${word.slice(0, -3)}y`;
  const bare = word.replace(/(?:ing|(?<!e)ed)$/, '');
  if (bare === word || bare.length < 3 || !/[aeiouy]/.test(bare)) return undefined;
  if (/([bgmnprt])\1$/.test(bare)) return bare.slice(0, -1);
  return bare.length < 5 && ONE_VOWEL_GROUP.test(bare) && LOST_E.test(bare) ? `${bare}e` : bare;
}

const SYNONYM_STEMS = new Map([...SYNONYMS].map(([word, first]) => [stemOf(word), first]));
