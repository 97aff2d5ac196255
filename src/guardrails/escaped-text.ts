/** JSON inside of a text, as its reader will read it: a letter may be written as `\u0067`, and a slash as `\/`. */
import type { Finding, Scanner } from './check.ts';

/** Letters, digits and signs of ASCII: of those, credentials and addresses are made. */
const ESCAPE = /\\(?:u00[2-7][0-9a-f]|\/)/i;
const ESCAPES = /\\(?:u00([2-7][0-9a-f])|\/)/gi;

/** The text as its reader will have it. */
export const unescaped = (text: string): string =>
  text.replace(ESCAPES, (_, code: string | undefined) => letterOf(code));

/** `code`: two digits; undefined = a slash. */
const letterOf = (code: string | undefined): string =>
  code === undefined ? '/' : String.fromCharCode(Number.parseInt(code, 16));

/** What is found in the text without escapes, at its place in the text as it came. Linear. */
export function scanUnescaped(text: string, scan: Scanner['scan']): Finding[] {
  if (!ESCAPE.test(text)) return scan(text);
  let plain = '';
  let at = 0;
  /** After which place in the plain text how many more units the original has. In order. */
  const shifts: { from: number; by: number }[] = [];
  let by = 0;
  for (const { index, 0: escape, 1: code } of text.matchAll(ESCAPES)) {
    plain += text.slice(at, index) + letterOf(code);
    at = index + escape.length;
    by += escape.length - 1;
    shifts.push({ from: plain.length, by });
  }
  plain += text.slice(at);
  let next = 0;
  const inOriginal = (place: number): number => {
    while (next > 0 && (shifts[next - 1]?.from ?? 0) > place) next -= 1;
    while (next < shifts.length && (shifts[next]?.from ?? 0) <= place) next += 1;
    return place + (shifts[next - 1]?.by ?? 0);
  };
  return scan(plain).map((finding) => ({
    ...finding,
    start: inOriginal(finding.start),
    end: inOriginal(finding.end),
  }));
}
