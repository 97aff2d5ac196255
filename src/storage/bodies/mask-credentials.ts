/** Takes secrets out of bodies before they are stored: what looks like a credential becomes `[masked:<kind>]`. */

interface Pattern {
  kind: string;
  /** What stands before the secret and stays. */
  behind?: string;
  /** Begins with literal characters, for speed. Linear: no two neighbouring parts can match the same characters. */
  secret: string;
}

/** Where two match at the same place the first one wins, so the special ones come before the general ones. */
const PATTERNS: readonly Pattern[] = [
  {
    // Also the `private_key` of a Google service account. JSON strings write its line ends as `\n`, or nested `\\n`.
    // One without an end (output that was cut) is masked as far as its base64 goes.
    kind: 'private_key',
    secret:
      String.raw`-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----` +
      String.raw`(?:[^-"]{0,20000}(?:-[^-"]{1,200}){0,8}-----END [A-Z0-9 ]{1,40}-----|[A-Za-z0-9+/=\\\s]*)`,
  },
  { kind: 'anthropic_key', secret: 'sk-ant-[A-Za-z0-9_-]{20,}' },
  {
    // OpenAI and those that copied its prefix. A digit tells a key from a long hyphenated word.
    kind: 'api_key',
    secret: `${word('sk-')}(?=[A-Za-z_-]{0,64}[0-9])[A-Za-z0-9_-]{20,}`,
  },
  { kind: 'aws_access_key', secret: `${word('A[KS]IA')}[A-Z0-9]{16}(?![A-Za-z0-9])` },
  {
    // Forty characters of base64 are a secret only behind their name.
    kind: 'aws_secret_key',
    behind: String.raw`(?:ecret_access_key|ECRET_ACCESS_KEY|ecretAccessKey)[\\"']{0,5}\s{0,3}[:=]\s{0,3}[\\"']{0,5}`,
    secret: '[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])',
  },
  { kind: 'google_api_key', secret: `${word('AIza')}[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])` },
  { kind: 'google_token', secret: String.raw`ya29\.[A-Za-z0-9._-]{20,}` },
  { kind: 'github_token', secret: 'gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}' },
  { kind: 'slack_token', secret: 'xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}' },
  { kind: 'jwt', secret: String.raw`${word('eyJ')}[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}` },
  { kind: 'gateway_key', secret: `${word('tg-')}[A-Za-z0-9]{32,}` },
  {
    kind: 'bearer_token',
    behind: '(?:Bearer|bearer|BEARER) ',
    secret: '(?=[A-Za-z._~+/-]{0,64}[0-9])[A-Za-z0-9._~+/-]{20,}=*',
  },
];

/** All patterns at once: one pass over the text is many times faster than one for each. */
const ANY_SECRET = new RegExp(
  PATTERNS.map(({ kind, behind = '', secret }) => `(?<behind_${kind}>${behind})(?<${kind}>${secret})`).join('|'),
  'g',
);

/**
 * The bytes with their secrets masked, or the very same buffer when there is none. Bytes that are no UTF-8 pass as they
 * are. Takes some 2 µs per KB.
 */
export function maskCredentials(bytes: Buffer): Buffer {
  // One character per byte: lossless, and every pattern is plain ASCII.
  const text = bytes.toString('latin1');
  const masked = text.replace(ANY_SECRET, toMask);
  return masked === text ? bytes : Buffer.from(masked, 'latin1');
}

/** The last argument of a replacer is the named groups. */
function toMask(...match: unknown[]): string {
  const groups = match.at(-1) as Readonly<Record<string, string | undefined>>;
  const kind = PATTERNS.find((pattern) => groups[pattern.kind] !== undefined)?.kind ?? 'secret';
  return `${groups[`behind_${kind}`] ?? ''}[masked:${kind}]`;
}

/**
 * The prefix, but not in the middle of a longer word: `task-…` is no `sk-…`, and a run of base64 has no keys inside. A
 * letter that belongs to a JSON escape (`\n`, `\u003c`) is not part of the word.
 */
function word(prefix: string): string {
  return String.raw`${prefix}(?:(?<![A-Za-z0-9_-]${prefix})|(?<=\\(?:[bfnrt]|u[0-9A-Fa-f]{4})${prefix}))`;
}
