/** E-mail addresses and phone numbers. */
import type { Finding } from '../check.ts';
import { before, each, valuesOf } from './numbers.ts';

export function contacts(text: string, category: 'EMAIL_ADDRESS' | 'PHONE_NUMBER'): Finding[] {
  return category === 'EMAIL_ADDRESS' ? emails(text) : phones(text);
}

const EMAIL =
  /(?<![\w.%+@/-])[\p{L}\d][\p{L}\d._%+'-]{0,63}@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,6}(?<tld>\p{L}{2,24})(?![\w@-]|\.\w)/gu;
/** RFC 2606 and 6761: nobody has mail there. */
const RESERVED =
  /@(?:[\w-]+\.)*(?:example\.(?:com|org|net|edu)|(?:[\w-]+\.)*(?:example|test|invalid|localhost|local|internal|lan))$/i;
/** Mailboxes of programs. */
const MACHINES = /@(?:[\w-]+\.)*gserviceaccount\.com$|^(?:no-?reply|do-?not-?reply)@/i;
/** What `@` means in code: images of double density, packages with a version, services with an instance, hosts of git. */
const CODE_TLD =
  /^(?:png|jpe?g|gif|svg|webp|ico|js|mjs|cjs|tsx?|jsx|css|scss|json|ya?ml|toml|md|html?|xml|txt|sh|exe|dll|so|jar|zip|gz|service|socket|timer|target|mount|slice|py|rb|go|rs|java|kt|php|cpp|hpp|beta|alpha|rc|next|canary|latest|get|post|put|delete|patch|route|property|setter|staticmethod)$/i;
/** Two letters that are both a country's and a kind of file: a mailbox there needs more than one label. */
const BOTH = /^(?:py|rs|md|sh|so|cc|ai|pl)$/i;

function emails(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { 0: whole, index, groups } of text.matchAll(EMAIL)) {
    const end = index + whole.length;
    if (isMailbox(whole, groups?.['tld'] ?? '') && !isPartOfUrl({ text, index, end }, whole)) {
      found.push({ start: index, end, kind: 'EMAIL_ADDRESS' });
    }
  }
  return found;
}

function isMailbox(whole: string, tld: string): boolean {
  if (RESERVED.test(whole) || MACHINES.test(whole) || (CODE_TLD.test(tld) && !BOTH.test(tld))) return false;
  // A version or a density follows the sign.
  return !/@(?:\d+(?:\.\d+)*(?:[.-]|x\.)|\dx\.)/.test(whole);
}

/** `ssh://user:word@host`, `git@host:path`, `user@host:path`. */
function isPartOfUrl({ text, index, end }: { text: string; index: number; end: number }, whole: string): boolean {
  if (/:\/\/[^\s@/]{0,100}$/.test(before(text, index, 110)) || /^(?:git|hg|svn)@/.test(whole)) return true;
  const isPath = /^:[~/A-Za-z_]/.test(text.slice(end, end + 2));
  return isPath && !/(?:mailto|email|e-mail)/i.test(before(text, index, 20));
}

/** ITU E.164: a plus, a country, eight to fifteen digits in groups. */
const INTERNATIONAL = /(?<![\w+.])\+(?:[1-9]\d{0,2})(?:[ .\-/]{0,1}\(?\d{1,5}\)?){1,7}(?![\w]|\.\d)/g;
const NANP =
  /(?<![\w.+/=-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}([ .-]))[2-9]\d{2}[ .-]\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,5})?(?![\w-]|\.\d)/g;
/** A trunk zero and groups: Britain, Germany, France, Italy, Spain's neighbours, Japan, Australia. */
const TRUNK = /(?<![\w.+/=,-])(?:\(0\d{1,4}\)|0\d{1,4})[ /-]{1}\d{2,4}(?:[ -]\d{2,4}){1,3}(?![\w-]|\.\d)/g;
const FRENCH = /(?<![\w.+-])0[1-9](?:([ .-])\d{2})(?:\1\d{2}){3}(?![\w-]|\.\d)/g;
const NAMED =
  /(?:\b(?:phone|telephone|mobile|mob|cell|tel|fax|call|text|sms|whatsapp|telefon|handy|rufnummer|t[ée]l[ée]phone|tel[ée]fono|m[óo]vil|celular|cellulare|contact)(?:[ _-]?(?:number|no|num|nr|me|us))?(?:\s(?:is|at|on))?)["']?\s{0,3}[:=#.]?\s{0,3}["']?(?:\((?:\w{1,8})\)\s?)?(?<value>\(?\+?\d[\d ().\-/]{6,20}\d)(?![\w-])/gi;

function phones(text: string): Finding[] {
  const international = each(text, { pattern: INTERNATIONAL, kind: 'PHONE_NUMBER' }, (match, at) => {
    const digits = digitsOf(match);
    return (
      digits >= 8 && digits <= 15 && !/[\d)\]] {0,1}$/.test(before(text, at, 2)) && isOpenRight(text, at + match.length)
    );
  });
  const american = each(
    text,
    { pattern: NANP, kind: 'PHONE_NUMBER' },
    (match, at) =>
      (isNoNumberOf(text, at) && !/^\d{3}\.\d{3}\.\d{4}/.test(match)) || /phone|tel|call/i.test(before(text, at, 20)),
  );
  const trunk = each(text, { pattern: TRUNK, kind: 'PHONE_NUMBER' }, (match, at) => {
    const digits = digitsOf(match);
    return digits >= 9 && digits <= 12 && !/^0\d[-/]\d{2}[-/]/.test(match) && isNoNumberOf(text, at);
  });
  const french = each(text, { pattern: FRENCH, kind: 'PHONE_NUMBER' }, (_, at) => isNoNumberOf(text, at));
  const named = valuesOf(text, NAMED, 'PHONE_NUMBER').filter(({ start, end }) => {
    const value = text.slice(start, end);
    const digits = digitsOf(value);
    return digits >= 7 && digits <= 15 && !/^\d{4}-\d{2}-\d{2}/.test(value) && !/^\d+\.\d+\.\d+$/.test(value);
  });
  return [...international, ...american, ...trunk, ...french, ...named];
}

const digitsOf = (text: string): number => text.replaceAll(/\D/g, '').length;
const isOpenRight = (text: string, end: number): boolean => !/^[-:]\d/.test(text.slice(end, end + 2));

/** Words by which a number is another's: of an order, a part, a port, a version, an identifier. */
const OTHER =
  /(?:\bid|order|invoice|ticket|isbn|issn|sku|serial|part|version|build|commit|port|line|lines|page|issue|pr|bug|case|ref|account|acct|tracking|code|zip|plz|timestamp|time|date|offset|size|bytes|total|sum|price|amount|#|\$|€|£)\s{0,2}(?:no\.?|number|nr\.?|#)?["']?\s{0,2}[:=]?\s{0,2}["']?$/i;

const isNoNumberOf = (text: string, at: number): boolean => !OTHER.test(before(text, at, 24));
