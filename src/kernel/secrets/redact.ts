/** Takes secrets out of JSON by the names of its members, for what is kept of a request. When in doubt a text is masked. */

const MASKED = '[masked]';

/** Letters and digits alone, in lower case: `apiKey`, `api_key` and `api-key` are one name. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** In a plain name: what it holds opens something, or may. */
const SECRET_PART =
  /key|secret|password|passphrase|token|credential|serviceaccount|assertion|certificate|authorization|cookie|signature/;
const SECRET_NAMES = new Set(['code', 'codes', 'auth', 'authconfig', 'jwks', 'pem', 'link']);
/** Maps whose values may be anything. */
const SECRET_MAPS = new Set(['headers', 'customheaders', 'forwardheaders']);
/** Names with one of those parts, that name a thing and hold none. */
const OPEN_NAMES = new Set([
  'apikeyid',
  'apikeyids',
  'secretreferenceid',
  'secretmappings',
  'targetfield',
  'maxtokens',
  'tokens',
]);

export interface SecretNames {
  /** Members that hold secrets by what else is known of them, as the settings of providers. */
  has(name: string): boolean;
}

/** What lies deeper is masked: no stack holds every body. */
const MAX_DEPTH = 40;

/** JSON of the value without its secrets. Text that is JSON itself is looked into; of a URL its origin stays. */
export function redactedJson(value: unknown, known: SecretNames): string {
  return JSON.stringify(redact(value, known, MAX_DEPTH)) ?? '';
}

function redact(value: unknown, known: SecretNames, depth: number): unknown {
  if (typeof value === 'string') return redactText(value, known, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return MASKED;
  if (Array.isArray(value)) return value.map((item) => redact(item, known, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecretName(name, known) ? masked(member, depth - 1) : redact(member, known, depth - 1),
    ]),
  );
}

function isSecretName(name: string, known: SecretNames): boolean {
  const word = plain(name);
  if (OPEN_NAMES.has(word)) return false;
  return SECRET_NAMES.has(word) || SECRET_MAPS.has(word) || SECRET_PART.test(word) || known.has(name);
}

/** Numbers, true, false and null open nothing. */
function masked(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value === '' ? '' : MASKED;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return MASKED;
  if (Array.isArray(value)) return value.map((item) => masked(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, masked(member, depth - 1)]));
}

function redactText(text: string, known: SecretNames, depth: number): string {
  if (/^\s*[[{]/.test(text)) return redactedText(text, known, depth);
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  // The path of a webhook is its secret, and a query may hold one.
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.host === '') return MASKED;
  const isBare = url.pathname.length <= 1 && url.search === '' && url.username === '' && url.password === '';
  return `${url.protocol}//${url.host}${isBare ? '' : `/${MASKED}`}`;
}

function redactedText(text: string, known: SecretNames, depth: number): string {
  try {
    return JSON.stringify(redact(JSON.parse(text), known, depth));
  } catch {
    return MASKED;
  }
}
