/** Numbers that are recognised by their form and check digits: cards, bank accounts, social security numbers, addresses of the net. */
import type { Finding } from '../check.ts';
import { luhn, mod97 } from './check-digits.ts';

/** Published by the card industry for tests: nobody's. Source: the test cards of Stripe, Adyen, PayPal and Braintree. */
const TEST_CARDS = new Set(
  `4242424242424242 4000056655665556 5555555555554444 2223003122003222 5200828282828210 5105105105105100 378282246310005
  371449635398431 6011111111111117 6011000990139424 6011981111111113 3056930009020004 36227206271667 6555900000604105
  3566002020360505 6200000000000005 6200000000000047 6205500000000000004 4111111111111111 4012888888881881 4222222222222
  4000000000000002 4000000000009995 4000000000009987 4000000000009979 4000000000000069 4000000000000127 4000000000000119
  4000002500003155 4000002760003184 4000000000003220 4000000000000077 4000000000000341 4000000000000259 30569309025904
  38520000023237 3530111333300000 6304000000000000 6759649826438453 5019717010103742 6331101999990016 378734493671000
  5610591081018250 76009244561 4917610000000000 4462030000000000 4917300800000000 4484070000000000 5454545454545454
  2222400070000005 5577000055770004 4988438843884305 4166676667666746 4646464646464644 4000620000000007 4000060000000006
  5500005555555559 2222410740360010 5555341244441115 374251018720018 6771798021000008 4035501000000008 4360000001000005
  4009348888881881 4012000033330026 4500600000000061 4005519200000004 4012000077777777 4217651111111119 4500600000000061
  4000111111111115 378282246310005 4000000000000101 4000000000006975 2720992593319364 5204740009900014 340000000000009
  370000000000002 3700000000000002 6445644564456445 6011601160116611 4111110000000211 5431111111111111 341111111111111
  3611111111111111 36148900647913 36006666333344 4988080000000000 4977949494949497 4571000000000001`.split(/\s+/),
);

const CARD = /(?<![\w.,:#/+-])(?:\d[ -]?){12,18}\d(?![\w-]|\.\d)/g;
/** Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay, Maestro. */
const ISSUER =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|3(?:0[0-5]|[68]\d)\d{11,13}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:5018|5020|5038|6304|6759|676[1-3])\d{8,15})$/;
/** As they are printed; any other spacing is a table of numbers. */
const GROUPED =
  /^(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5}|\d{4}([ -])\d{4}\3\d{4}\3\d{4}\3\d{1,3})$/;

/** In a table of values or in JSON, which is not a list of numbers where a word says so. */
const CARD_IN_TABLE = /(?<=[,;:\t|])\d{13,19}(?=[,;\t|\s"}\]]|$)/g;
const CARD_WORD =
  /\b(?:cards?|card_?n(?:o|um(?:ber)?)|pan|cc|kreditkarten?|kartennummer|tarjeta|carte|cart[ãa]o|カード)\b/i;
/** Where the first line of a table may be. */
const TABLE_BEFORE = 200;

export function cards(text: string): Finding[] {
  const inTable = each(
    text,
    { pattern: CARD_IN_TABLE, kind: 'CREDIT_CARD' },
    (match, at) => CARD_WORD.test(before(text, at, TABLE_BEFORE)) && isCard(match),
  );
  return [...each(text, { pattern: CARD, kind: 'CREDIT_CARD' }, isCard), ...inTable];
}

function isCard(match: string): boolean {
  const digits = match.replaceAll(/[ -]/g, '');
  return (
    GROUPED.test(match) && ISSUER.test(digits) && luhn(digits) && !TEST_CARDS.has(digits) && new Set(digits).size > 2
  );
}

/** Lengths by country. Source: the registry of IBANs, SWIFT. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MR: 27,
  MT: 31,
  MU: 30,
  NL: 18,
  NO: 15,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  SA: 24,
  SC: 31,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
};

const IBAN = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{1,4}){3,8}(?![A-Za-z0-9])/g;

/** A word may stand behind it: the length of the country says where it ends. */
export function ibans(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { 0: match, index } of text.matchAll(IBAN)) {
    const length = IBAN_LENGTHS[match.slice(0, 2).toUpperCase()];
    if (length === undefined) continue;
    let end = 0;
    for (let letters = 0; end < match.length && letters < length; end += 1)
      if (!/[ -]/.test(match[end] ?? '')) letters += 1;
    const compact = match.slice(0, end).replaceAll(/[ -]/g, '').toUpperCase();
    const isWhole = !/[A-Za-z0-9]/.test(match[end] ?? '');
    if (compact.length === length && isWhole && mod97(compact)) {
      found.push({ start: index, end: index + end, kind: 'IBAN' });
    }
  }
  return found;
}

const SSN = /(?<![\w.-])(?!000|666|9\d\d)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\w-]|\.\d)/g;
const SSN_NAMED =
  /(?:\bssn|social[ _-]?security(?:[ _-]?(?:number|no|num))?)["']?[^\n\dA-Za-z]{0,8}(?:(?:is|number|no|#|of)[^\n\dA-Za-z]{1,4}){0,2}(?<value>(?!000|666|9\d\d)\d{3}(?!00)\d{2}(?!0000)\d{4})(?!\d)/gi;
/** Printed on a wallet card, and never issued since. Source: Social Security Administration. */
const NOBODYS_SSN = new Set(['078051120', '219099999', '457555462']);

export function ssns(text: string): Finding[] {
  const dashed = each(text, { pattern: SSN, kind: 'SSN' }, (match, at) => {
    const isSpaced = match[3] === ' ';
    return !NOBODYS_SSN.has(match.replaceAll(/\D/g, '')) && (!isSpaced || /ssn|social/i.test(before(text, at, 40)));
  });
  return [...dashed, ...valuesOf(text, SSN_NAMED, 'SSN')];
}

const IPV4 =
  /(?<![\w.:/@=^~-])(?<value>(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d))(?![\w-]|\.\d|\/\d)/g;
/** After a scheme, an `@`, an `=` and a bracket as well: places where an address stands and a version does not. */
const IPV4_PLACED =
  /(?:\/\/|@|\[|=|["'](?:ip|addr|address|host)["']\s{0,3}:\s{0,3}["'])(?<value>(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d))(?![\w-]|\.\d|\/\d)/g;
const VERSION_BEFORE =
  /(?:version|ver\.?|release|build|v|rev|firmware|==|>=|<=|~=|\^|section|chapter|rfc|oid|assembly\w*|file_?version|tag|upgrade[sd]? (?:from|to)|(?:from|to) v?\d[\d.]*)["']?\s{0,2}[:=]?\s{0,2}["'(]?$/i;

/** The machine itself, private networks, link-local, multicast and masks, and the resolvers that everybody has. */
const NOBODYS_ADDRESS =
  /^(?:0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|2(?:2[4-9]|[34]\d|5[0-5])\.|\d+\.0\.0\.0$|8\.8\.[84]\.[84]$|1\.[10]\.[10]\.1$)/;
/** Four small numbers are a version more often than an address. */
const LOOKS_LIKE_VERSION = /^\d\.[12]?\d\.[12]?\d\.[12]?\d$/;

const isPersonal = (address: string): boolean => !NOBODYS_ADDRESS.test(address) && !LOOKS_LIKE_VERSION.test(address);

const IPV6 =
  /(?<![\w:.])(?:[0-9a-fA-F]{1,4}:){1,7}(?::|[0-9a-fA-F]{1,4}|(?::[0-9a-fA-F]{1,4}){1,6})(?::[0-9a-fA-F]{1,4}){0,6}(?![\w:]|\.\d)/g;

export function ipAddresses(text: string): Finding[] {
  const four = valuesOf(text, IPV4, 'IP_ADDRESS').filter(
    ({ start, end }) => isPersonal(text.slice(start, end)) && !VERSION_BEFORE.test(before(text, start, 24)),
  );
  const placed = valuesOf(text, IPV4_PLACED, 'IP_ADDRESS').filter(
    ({ start, end }) => isPersonal(text.slice(start, end)) && !VERSION_BEFORE.test(before(text, start, 24)),
  );
  return [...four, ...placed, ...each(text, { pattern: IPV6, kind: 'IP_ADDRESS' }, isIpv6)];
}

/** Eight groups, or fewer with one `::`; not a time, a hardware address, a fingerprint, or a machine's own. */
function isIpv6(match: string): boolean {
  const halves = match.split('::');
  const groups = match.split(':').filter((group) => group !== '');
  if (halves.length > 2 || groups.length < 3) return false;
  if (halves.length === 1 ? groups.length !== 8 : groups.length > 7) return false;
  if (/^(?:fe80|f[cd])/i.test(match) || groups.every((group) => group.length <= 2)) return false;
  return groups.some((group) => group.length >= 3);
}

interface Kind {
  pattern: RegExp;
  kind: string;
}

type Test = (match: string, at: number) => boolean;

export function each(text: string, { pattern, kind }: Kind, test: Test): Finding[] {
  const found: Finding[] = [];
  for (const { 0: match, index } of text.matchAll(pattern)) {
    if (test(match, index)) found.push({ start: index, end: index + match.length, kind });
  }
  return found;
}

/** The group `value` of every match. */
export function valuesOf(text: string, pattern: RegExp, kind: string): Finding[] {
  return Array.from(text.matchAll(pattern), (match) => {
    const value = match.groups?.['value'] ?? match[0];
    const start = match.index + match[0].lastIndexOf(value);
    return { start, end: start + value.length, kind };
  });
}

/** What stands before a place. */
export const before = (text: string, at: number, length: number): string => text.slice(Math.max(0, at - length), at);
