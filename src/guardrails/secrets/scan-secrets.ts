/**
 * Finds credentials in a text: those of a known form, those that only their name or place makes one, private keys, and passwords in
 * URLs. A git hash, a UUID, the hash in a lock file, a time and a placeholder are none. Pure, and linear in the text.
 */
import type { Finding } from '../check.ts';
import { plainDigits } from '../plain-digits.ts';
import { withoutOverlaps } from '../placeholders.ts';
import { namedSecrets } from './named-secrets.ts';
import { isPlaceholder } from './not-a-secret.ts';
import { placedSecrets } from './placed-secrets.ts';
import { VENDOR_FORMATS, type VendorFormat } from './vendor-formats.data.ts';

/** In order, without overlaps. Characters without width are passed over, as a reader does. */
export function scanSecrets(written: string): Finding[] {
  const { text, inOriginal } = plainDigits(written);
  const byPlace = [...namedSecrets(text), ...placedSecrets(text)];
  return withoutOverlaps([...vendorSecrets(text), ...blocks(text), ...shapes(text), ...byPlace]).map(inOriginal);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

const BY_BEGINNING = new Map<string, VendorFormat[]>();
for (const format of VENDOR_FORMATS) {
  for (const begin of format.begins) BY_BEGINNING.set(begin, [...(BY_BEGINNING.get(begin) ?? []), format]);
}
/** Longest first, so that `sk-ant-` is not taken for `sk-`. */
const BEGINNINGS = [...BY_BEGINNING.keys()].toSorted((a, b) => b.length - a.length);
const BEGINS = new RegExp(`(?<![A-Za-z0-9_])(?:${BEGINNINGS.map(escaped).join('|')})`, 'g');
/** A host comes after slashes, and a token after the letter of an escape: `\nghp_…`. */
const BEGINS_AFTER_ESCAPE = new RegExp(String.raw`(?<=\\[nrt"])(?:${BEGINNINGS.map(escaped).join('|')})`, 'g');

function vendorSecrets(text: string): Finding[] {
  const found: Finding[] = [];
  collect(text, BEGINS, found);
  if (text.includes('\\')) collect(text, BEGINS_AFTER_ESCAPE, found);
  return found;
}

function collect(text: string, begins: RegExp, found: Finding[]): void {
  for (const match of text.matchAll(begins)) {
    for (const { kind, pattern } of BY_BEGINNING.get(match[0]) ?? []) {
      pattern.lastIndex = match.index;
      const whole = pattern.exec(text)?.[0].replace(/[.,-]+$/, '');
      if (whole === undefined || isPlaceholder(whole)) continue;
      found.push({ start: match.index, end: match.index + whole.length, kind });
      break;
    }
  }
}

const KEY_BLOCK = /-----BEGIN ((?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?)-----/g;
/** Of a key's own text, with escapes of line ends. */
const MAX_BLOCK = 8 * 1024;

/** From the first line to the last; one that was cut off goes as far as its letters do. */
function blocks(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { index, 0: head, 1: name } of text.matchAll(KEY_BLOCK)) {
    const from = index + head.length;
    const dashes = text.indexOf('-----', from);
    const tail = `-----END ${name}-----`;
    const isWhole = dashes !== -1 && dashes - from < MAX_BLOCK && text.startsWith(tail, dashes);
    const bound = Math.min(dashes === -1 ? text.length : dashes, from + MAX_BLOCK);
    const end = isWhole ? dashes + tail.length : from + (LETTERS.exec(text.slice(from, bound))?.[0].length ?? 0);
    // A mention in prose or in code has no letters behind it.
    const body = text.slice(from, isWhole ? dashes : end).replaceAll(/\\[nr]|[^A-Za-z0-9+/=]/g, '');
    if (body.length >= 24 && !/^(?:x{4}|your|here)/i.test(body) && !isPlaceholder(body.slice(0, 64))) {
      found.push({ start: index, end, kind: 'PRIVATE_KEY' });
    }
  }
  return found;
}

const LETTERS = /^(?:[A-Za-z0-9+/=\s:,-]|\\[nr])*/;

interface Shape {
  kind: string;
  /** In every text that has one: looked for first. */
  hint: RegExp;
  /** Group `secret` is what is found; without one, the whole. */
  pattern: RegExp;
}

/** Forms without a fixed beginning. */
const SHAPES: readonly Shape[] = [
  { kind: 'JWT', hint: /eyJ/, pattern: /(?<![\w-])eyJ[\w-]{10,2000}\.eyJ[\w-]{10,8000}\.[\w-]{10,1024}(?![\w-])/g },
  {
    kind: 'URL_PASSWORD',
    hint: /:\/\//,
    pattern: /:\/\/[^\s:@/'"<>`{}$\\]{0,80}:(?<secret>[^\s@/'"<>`{}$\\]{3,200})@[\w.[\]-]/g,
  },
  { kind: 'TELEGRAM_TOKEN', hint: /:AA/, pattern: /(?<![\w.])\d{8,10}:AA[\w-]{33}(?![\w-])/g },
  {
    kind: 'DISCORD_TOKEN',
    hint: /[MNO][\w-]{23,27}\.[\w-]{6}\./,
    pattern: /(?<![\w.])[MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/g,
  },
  {
    kind: 'AZURE_STORAGE_KEY',
    hint: /Key=/,
    pattern: /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{42,88}={1,2})/g,
  },
  { kind: 'AZURE_SAS', hint: /sig=/, pattern: /[?&;]sig=(?<secret>[A-Za-z0-9%+/]{40,100}(?:%3D|=)?)/g },
  { kind: 'AZURE_CLIENT_SECRET', hint: /\dQ~/, pattern: /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g },
  { kind: 'TERRAFORM_TOKEN', hint: /atlasv1/, pattern: /(?<!\w)[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}/g },
  { kind: 'MAILCHIMP_KEY', hint: /-us\d/, pattern: /(?<![\w-])[0-9a-f]{32}-us\d{1,2}(?!\w)/g },
  { kind: 'VAULT_TOKEN', hint: /s\.[A-Za-z0-9]{24}/, pattern: /(?<![\w.])s\.[A-Za-z0-9]{24}(?!\w)/g },
  {
    kind: 'BEARER_TOKEN',
    hint: /authorization/i,
    pattern:
      /\b(?:Authorization|authorization|AUTHORIZATION)["']?\s{0,4}[:=]\s{0,4}["']?(?:Bearer|Basic|Token|token|bearer|basic)\s{1,4}(?<secret>[A-Za-z0-9._~+/-]{16,2000}={0,2})/g,
  },
  { kind: 'BEARER_TOKEN', hint: /Bearer /, pattern: /\bBearer (?<secret>[A-Za-z0-9._~+/-]{24,2000}={0,2})/g },
  {
    kind: 'BASIC_CREDENTIALS',
    hint: /curl/,
    pattern: /\bcurl\b[^\n]{0,200}? (?:-u|--user)[ =]["']?[\w.@-]{1,64}:(?<secret>[^\s"'$<]{6,100})/g,
  },
  {
    kind: 'NPM_TOKEN',
    hint: /:_(?:auth|pass)/,
    pattern: /\/\/[\w./-]{3,100}:_(?:authToken|password|auth)=(?<secret>[\w+/=.-]{16,200})/g,
  },
];

function shapes(text: string): Finding[] {
  return SHAPES.filter(({ hint }) => hint.test(text)).flatMap(({ kind, pattern }) =>
    Array.from(text.matchAll(pattern), (match) => {
      const secret = match.groups?.['secret'] ?? match[0];
      const start = match.index + match[0].lastIndexOf(secret);
      return { start, end: start + secret.length, kind };
    }).filter(({ start, end }) => isLikely(kind, text.slice(start, end))),
  );
}

const WORD_PASSWORDS =
  /^(?:password|passwd|pass|pwd|secret|user(?:name)?|postgres|root|admin|guest|test|example|changeme|token|x+|\*+|\[?masked.*|redacted|your.*|port|pw)$/i;

/** A form that is less sure needs letters of more than one kind. */
function isLikely(kind: string, secret: string): boolean {
  if (kind === 'URL_PASSWORD')
    return !WORD_PASSWORDS.test(secret) && !/^\d{1,5}$/.test(secret) && !/[()[\]|,;]/.test(secret);
  if (isPlaceholder(secret)) return false;
  if (kind === 'BEARER_TOKEN')
    return /\d/.test(secret) && /[A-Za-z]/.test(secret) && !/^(?:your|my|the)[-_]/i.test(secret);
  return kind !== 'VAULT_TOKEN' || (/\d/.test(secret) && /[A-Z]/.test(secret) && /[a-z]/.test(secret));
}
