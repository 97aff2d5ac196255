/** Why a finding of a dry run is likely to be false: for a person who reviews it, never for a verdict. */

interface Reviewed {
  kind: string;
  text: string;
  /** What stands around it, some ten words each. */
  before: string;
  after: string;
  /** In how many of how many conversations it stands. */
  seen: number;
  of: number;
}

const SPOKEN_OF_AS_MADE_UP =
  /\b(?:examples?|samples?|dumm(?:y|ies)|fake|fixtures?|placeholders?|mock(?:ed|s)?|lorem|test(?:s|ing|data)?|demo|e\.g\.)\b/i;
const MADE_UP_MAIL =
  /^(?:user|test|foo|bar|admin|name|someone|john\.?doe|jane\.?doe|you|me|alice|bob)@|@(?:test|localhost|invalid|local)\b/i;
/** Found by the words around them, without a form of their own. */
const HINTS = new Set(['NAME', 'LOCATION_ADDRESS', 'DATE_OF_BIRTH']);
const MIN_CONVERSATIONS = 10;

/** One sentence; null = nothing speaks for it. */
export function whyLikelyFalse({ kind, text, before, after, seen, of }: Reviewed): string | null {
  const line = `${before.split('\n').at(-1) ?? ''} ${after.split('\n')[0] ?? ''}`;
  if (SPOKEN_OF_AS_MADE_UP.test(line)) return 'The words around it speak of an example or a test.';
  if (kind === 'EMAIL_ADDRESS' && MADE_UP_MAIL.test(text)) return 'It is an address that documents use.';
  if (isMonotone(text)) return 'Its digits follow one another, or are all alike.';
  if (kind === 'IP_ADDRESS' && /\b(?:v|ver(?:sion)?\.?|release) ?$/i.test(before)) return 'It reads like a version.';
  if (of >= MIN_CONVERSATIONS && seen * 2 > of) return 'It stands in most conversations, as a template does.';
  if (HINTS.has(kind)) return 'Only the words around it tell this kind.';
  return null;
}

/** 1234567, 0000000: six digits at least. */
function isMonotone(text: string): boolean {
  const digits = Array.from(text.replace(/\D/g, ''), Number);
  if (digits.length < 6) return false;
  const steps = new Set(digits.slice(1).map((digit, at) => (digit - (digits[at] ?? 0) + 10) % 10));
  return steps.size === 1;
}
