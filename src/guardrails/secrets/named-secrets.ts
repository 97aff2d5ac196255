/** Values that only their name makes a credential, as `password = "…"`: by name, place and how random they are. */
import type { Finding } from '../check.ts';
import { near, type Nearby } from '../near.ts';
import { entropyOf, isNoSecretValue } from './not-a-secret.ts';

/**
 * A name that ends as a credential's does, then how values are given in code, in settings, in JSON and on command lines. The
 * value is read by `valueAt`: this only finds where it begins.
 */
const NAMED =
  /(?<![A-Za-z])(?<name>(?:[A-Za-z0-9]{0,30}[_.-]){0,6}[A-Za-z0-9]{0,30}?(?:passw(?:or)?d|passphrase|passwd|pwd|secret|token|api[_-]?key|apikey|access[_-]?key(?:[_-]?id)?|private[_-]?key|secret[_-]?key|auth[_-]?key|encryption[_-]?key|signing[_-]?key|master[_-]?key|account[_-]?key|app(?:lication)?[_-]?key|credentials?|client[_-]?secret|connection[_-]?string|license[_-]?key)(?:[_-]?(?:base|value|prod|production|dev|live|test|\d{1,2})){0,2})["'`\]]{0,2}(?::\s{0,3}(?:string|str|String|Optional\[str\]|&str))?\s{0,6}(?:(?:=>|:=|\?\?=|[:=])\s{0,6}|,[ \t]{0,3}(?=["'`])|[ \t](?=["'`]))/gi;

/** Names of things that are public, or that count and describe. */
const HARMLESS =
  /(?:public|max|min|num|count|total|len(?:gth)?|size|type|name|expir(?:y|es|ation)?|ttl|limit|url|uri|path|file(?:name)?|field|header|param|label|prompt|placeholder|hint|cache|csrf|xsrf|cancel(?:lation)?|continuation|next|prev|page|sync|resume|design|syntax|lexer|parser|input|output|cached?|completion|reasoning|image|audio|css|color|sort|primary|foreign|partition|object|i18n|translation|hash|digest|checksum|etag|sha\d*|idempotency|regex|pattern|kind|first|last|current|start|end|stop|eos|bos|pad|unk|mask|special)[_.-]?(?:page)?(?:token|key|secret|password|credential)s?$/i;

/** Strong names: their values need not look random. */
const PASSWORD_NAME = /(?:passw(?:or)?d|passphrase|passwd|pwd)/i;

/** One of them is in every such name. */
const WORDS: Nearby = {
  trigger: /passw|passphrase|pwd|secret|token|[_-]?key|apikey|credential|string/gi,
  before: 120,
  after: 480,
};

export const namedSecrets = (text: string): Finding[] => near(text, WORDS, search);

function search(text: string): Finding[] {
  const found: Finding[] = [];
  let read = 0;
  for (const match of text.matchAll(NAMED)) {
    // Inside of a value that was looked at: a text of nothing but names would be read again for each.
    if (match.index < read) continue;
    const name = match.groups?.['name'] ?? '';
    if (HARMLESS.test(name)) continue;
    const at = match.index + match[0].length;
    const value = valueAt(text, at);
    if (value === null) continue;
    if (!value.isQuoted) read = value.end;
    const isPassword = PASSWORD_NAME.test(name);
    if (isPassword ? isPasswordLike(value, name) : isTokenLike(value)) {
      found.push({ start: value.start, end: value.end, kind: isPassword ? 'PASSWORD' : 'NAMED_SECRET' });
    }
  }
  return found;
}

interface Value {
  start: number;
  end: number;
  text: string;
  isQuoted: boolean;
}

const QUOTED = /\\?(["'`])((?:(?!\1)[^\n\\]|\\(?!\1)[^\n]){4,400})\\?\1/y;
/** Up to where a shell, a settings file or a line of code ends it. */
const BARE = /[^\s"'`,;(){}[\]<>\\]{6,400}/y;

function valueAt(text: string, at: number): Value | null {
  QUOTED.lastIndex = at;
  const quoted = QUOTED.exec(text);
  if (quoted !== null) {
    const inner = (quoted[2] ?? '').replace(/\\$/, '');
    const start = at + quoted[0].indexOf(inner);
    return { start, end: start + inner.length, text: inner, isQuoted: true };
  }
  BARE.lastIndex = at;
  const bare = BARE.exec(text);
  if (bare === null) return null;
  const after = text[at + bare[0].length] ?? '';
  // A call, a type or an index follows: it is code.
  if (after === '(' || after === '[' || after === '<' || after === '{') return null;
  return { start: at, end: at + bare[0].length, text: bare[0], isQuoted: false };
}

/** What a bare value of code looks like: a name, a member, a type. */
const CODE =
  /^(?:[A-Za-z_$][\w$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)*[;!?]?|\$?[A-Z][A-Z0-9_]*|&?\*?[a-z_]+|@\w+|\$\w+|%\w+%?|!.*|-{1,2}[a-z].*)$/;

function isPasswordLike({ text, isQuoted }: Value, name: string): boolean {
  if (text.length < 6 || text.length > 200 || isNoSecretValue(text)) return false;
  if (/\s/.test(text) && !/passphrase/i.test(name)) return false;
  if (isWords(text)) return false;
  if (!isQuoted && CODE.test(text) && !hasMixedLetters(text)) return false;
  return kindsOf(text) >= 2 && distinctRatio(text);
}

const isWords = (text: string): boolean =>
  text.length < 24 && /^[a-z]+(?:[ _-][a-z]+)*$/i.test(text) && !isRandomlyCased(text);

/** Names begin their words with one capital. */
const isRandomlyCased = (text: string): boolean =>
  text.length >= 12 && (text.match(/[A-Z]{2,}[a-z]/g)?.length ?? 0) >= 2;

const hasMixedLetters = (text: string): boolean => /\d/.test(text) && kindsOf(text) >= 3 && !/[._]/.test(text);
const distinctRatio = (text: string): boolean => new Set(text).size >= Math.min(5, text.length);

/** Small letters, capitals, digits, others. */
function kindsOf(text: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
}

const BODY = /^[\w+/=.~:-]+$/;

function isTokenLike({ text, isQuoted }: Value): boolean {
  if (text.includes('aws4_request')) return false;
  if (text.length < 16 || text.length > 400 || !BODY.test(text) || isNoSecretValue(text)) return false;
  if (!/\d/.test(text) || !/[A-Za-z]/.test(text)) return false;
  if (!isQuoted && /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(text)) return false;
  // Words that are joined are a name, whatever digits it has.
  if (/^(?:[A-Za-z]{2,}\d{0,3}[_.:/-]){2,}[A-Za-z]{2,}\d{0,3}$/.test(text)) return false;
  return entropyOf(text) >= (/^[0-9a-f]+$/i.test(text) ? 2.9 : 3.4);
}
