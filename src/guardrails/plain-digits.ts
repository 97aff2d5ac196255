/** The text as its reader sees it: full-width and other digits as 0 to 9, and nothing that takes no room. */
import type { Finding } from './check.ts';

export interface PlainText {
  text: string;
  /** The same finding at its place in the text as it came. */
  inOriginal(finding: Finding): Finding;
}

/** Zero-width characters, marks of direction, soft hyphens. */
const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/;
/** First digit of each set of ten that looks like digits, and full-width signs. */
const ZEROS = [0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0e50, 0xff10];
const UNUSUAL =
  /[\u00ad\u061c\u0660-\u0669\u06f0-\u06f9\u07c0-\u07c9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\uff10-\uff19\uff20\uff0e\u00a0\u202f\u2007]|\ud835[\udfce-\udfff]/;

export function plainDigits(text: string): PlainText {
  if (!UNUSUAL.test(text)) return { text, inOriginal: (finding) => finding };
  let plain = '';
  const places: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // Mathematical digits, of two units.
    const isPair = code === 0xd835 && text.charCodeAt(at + 1) >= 0xdfce && text.charCodeAt(at + 1) <= 0xdfff;
    const letter = isPair ? String((text.charCodeAt(at + 1) - 0xdfce) % 10) : plainOf(text[at] ?? '', code);
    if (letter !== '') {
      plain += letter;
      places.push(at);
    }
    if (isPair) at += 1;
  }
  places.push(text.length);
  const endOf = (end: number): number =>
    end === 0 ? 0 : (places[end - 1] ?? 0) + (isHigh(text, places[end - 1] ?? 0) ? 2 : 1);
  return {
    text: plain,
    inOriginal: (finding) => ({ ...finding, start: places[finding.start] ?? 0, end: endOf(finding.end) }),
  };
}

const isHigh = (text: string, at: number): boolean => text.charCodeAt(at) === 0xd835;

/** Of one unit: itself, what it looks like, or nothing. */
function plainOf(letter: string, code: number): string {
  if (code < 0xa0) return letter;
  if (UNSEEN.test(letter)) return '';
  if (code === 0xa0 || code === 0x202f || code === 0x2007) return ' ';
  if (code >= 0x2010 && code <= 0x2015) return '-';
  if (code === 0xff20) return '@';
  if (code === 0xff0e) return '.';
  const zero = ZEROS.find((first) => code >= first && code <= first + 9);
  return zero === undefined ? letter : String(code - zero);
}
