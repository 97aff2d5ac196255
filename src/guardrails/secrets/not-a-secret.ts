/** What looks like a credential and is none: placeholders, names of variables, hashes and ids. */

/** Words by which people say that something is to be filled in. */
export const PLACEHOLDER =
  /(?:^|[^a-z])(?:example|sample|dummy|fake|mock|placeholder|changeme|change[_-]me|replace|redacted|masked|insert|fill[_-]?in|your|my[_-]?(?:secret|key|token|password|api)|foo|bar|test(?:ing)?|todo|xxx+|none|null|undefined|secret[_-]?here|key[_-]?here|here|not[_-]?(?:a|the)?[_-]?real|invalid|demo|lorem|abc123|deadbeef)(?![a-z])/i;
/** AWS's own documents end their keys so. */
const EXAMPLE_END = /EXAMPLE(?:KEY)?$/;
const TEMPLATE = /\$\{|\{\{|\$\(|<[\w -]+>|%[A-Z_]+%|\.\.\.|…|\*{3,}|•|#\{|@@/;
const REPEATED = /^(.)\1*$|(.)\2{7,}/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const COUNTED = /0123456789|123456789|abcdefghij|qwertyuiop|9876543210/i;

/** For a credential of a known form. */
export function isPlaceholder(text: string): boolean {
  if (EXAMPLE_END.test(text) || TEMPLATE.test(text)) return true;
  const body = text.slice(Math.min(text.length >> 2, 8));
  return (
    REPEATED.test(body) ||
    distinct(body) < Math.min(6, body.length * 0.6) ||
    /x{6,}|X{6,}|0{10,}|(?:abc){3}|1234567890123/.test(body)
  );
}

/** For a value that only its name makes a credential: more is needed. */
export function isNoSecretValue(value: string): boolean {
  return (
    isPlaceholder(value) ||
    PLACEHOLDER.test(value) ||
    UUID.test(value) ||
    COUNTED.test(value) ||
    // A path, a URL, a version, a date, a number, a name of a variable or of a type.
    /^(?:[./~]|[a-z]+:\/\/|[A-Z]:\\)/.test(value) ||
    /^[\d.,:+ -]+$/.test(value) ||
    /^v?\d+\.\d+/.test(value)
  );
}

function distinct(text: string): number {
  return new Set(text).size;
}

/** Bits for each character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
