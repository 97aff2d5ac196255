/**
 * Values for the set that was written without a look at the detectors: numbers with the check digits that their issuers publish, and tokens in
 * the forms that vendors document. Made from a seed, so that no text of this repository looks like somebody's key.
 */
import { BASE62, BASE64, DIGITS, HEX, LOWER, UPPER, URL64, type Chance } from './random.ts';

type Make = (chance: Chance) => string;

const of =
  (alphabet: string, length: number): Make =>
  (chance) =>
    chance.text(alphabet, length);
const one =
  (...options: string[]): Make =>
  (chance) =>
    chance.pick(options);
const all =
  (...parts: (string | Make)[]): Make =>
  (chance) =>
    parts.map((part) => (typeof part === 'string' ? part : part(chance))).join('');

function luhnDigit(body: string): string {
  let sum = 0;
  body
    .split('')
    .toReversed()
    .forEach((digit, index) => {
      const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
      sum += doubled > 9 ? doubled - 9 : doubled;
    });
  return String((10 - (sum % 10)) % 10);
}

const card =
  (begin: string, length: number): Make =>
  (chance) => {
    const body = begin + chance.text(DIGITS, length - 1 - begin.length);
    return body + luhnDigit(body);
  };
const inGroups =
  (make: Make, separator: string): Make =>
  (chance) =>
    make(chance).replaceAll(/(\d{4})(?=\d)/g, `$1${separator}`);

/** ISO 13616. */
const iban =
  (country: string, ...parts: Make[]): Make =>
  (chance) => {
    const account = parts.map((part) => part(chance)).join('');
    const digits = `${account}${country}00`
      .split('')
      .map((letter) => Number.parseInt(letter, 36))
      .join('');
    const check = 98n - (BigInt(digits) % 97n);
    return `${country}${String(check).padStart(2, '0')}${account}`;
  };
const spaced =
  (make: Make): Make =>
  (chance) =>
    make(chance).replaceAll(/(.{4})(?=.)/g, '$1 ');

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);

/** Of Spain: the letter is the number modulo 23. */
const dni: Make = (chance) => {
  const digits = chance.text(DIGITS, 8);
  return digits + 'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(Number(digits) % 23);
};
/** Of France (INSEE): sex, year, month, place, order; the key is 97 minus the rest. */
const nir: Make = (chance) => {
  const body = `${chance.pick(['1', '2'])}${chance.pick(['62', '74', '85', '91'])}${chance.pick(['03', '07', '11'])}${chance.pick(['75', '13', '69'])}${chance.text(DIGITS, 6)}`;
  return body + String(97 - Number(BigInt(body) % 97n)).padStart(2, '0');
};
/** Of Brazil. */
const cpf: Make = (chance) => {
  const body = chance.text('123456789', 9);
  const digit = (text: string): string => {
    const rest =
      (weighted(
        text,
        Array.from(text, (_, index) => text.length + 1 - index),
      ) *
        10) %
      11;
    return String(rest === 10 ? 0 : rest);
  };
  const first = digit(body);
  const whole = body + first + digit(body + first);
  return whole.replace(/(\d{3})(\d{3})(\d{3})(\d{2})/, '$1.$2.$3-$4');
};
/** Of Portugal (NIF). */
const nif: Make = (chance) => {
  const body = `2${chance.text(DIGITS, 7)}`;
  const rest = 11 - (weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return body + String(rest > 9 ? 0 : rest);
};
/** Of Germany (Steuer-Identifikationsnummer): one digit twice, ISO 7064 MOD 11,10. */
const steuerId: Make = (chance) => {
  const digits = '1234567890'.split('');
  const order = digits.toSorted(() => (chance.below(2) === 0 ? -1 : 1)).slice(0, 9);
  if (order[0] === '0') order.reverse();
  const body = [...order.slice(0, 4), order[1] ?? '', ...order.slice(4)].join('').slice(0, 10);
  let product = 10;
  for (const digit of body) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return body + String((11 - product) % 10);
};
const VERHOEFF = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const TURNS = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
];
/** Of India: Verhoeff. */
const aadhaar: Make = (chance) => {
  const body = chance.text('23456789', 1) + chance.text(DIGITS, 10);
  const inverse = '0432156789';
  let check = 0;
  body
    .split('')
    .toReversed()
    .forEach((digit, index) => {
      const turned = Number(TURNS[(index + 1) % 8]?.charAt(Number(digit)));
      check = Number(VERHOEFF[check]?.charAt(turned));
    });
  return (body + inverse.charAt(check)).replace(/(\d{4})(\d{4})(\d{4})/, '$1 $2 $3');
};
/** Of Japan (My Number). */
const myNumber: Make = (chance) => {
  const body = chance.text('123456789', 11);
  const rest = weighted(body, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (body + String(rest <= 1 ? 0 : 11 - rest)).replace(/(\d{4})(\d{4})(\d{4})/, '$1 $2 $3');
};
const ssn: Make = (chance) =>
  `${chance.pick(['219', '318', '457', '512', '601'])}-${chance.pick(['12', '34', '56', '78'])}-${chance.text('123456789', 4)}`;
const sortable = (digits: number): Make => of('123456789', digits);

/** By name, as samples write them. */
const MAKERS: Readonly<Record<string, Make>> = {
  visa: card('4539', 16),
  'visa grouped': inGroups(card('4716', 16), ' '),
  'visa dashed': inGroups(card('4929', 16), '-'),
  mastercard: card('5425', 16),
  'mastercard grouped': inGroups(card('2221', 16), ' '),
  amex: card('3714', 15),
  discover: card('6011', 16),
  jcb: card('3530', 16),
  'iban de': iban('DE', of(DIGITS, 18)),
  'iban de spaced': spaced(iban('DE', of(DIGITS, 18))),
  'iban fr': spaced(iban('FR', of(DIGITS, 20), of(UPPER, 1), of(DIGITS, 2))),
  'iban es': iban('ES', of(DIGITS, 20)),
  'iban nl': iban('NL', of(UPPER, 4), of(DIGITS, 10)),
  'iban gb': spaced(iban('GB', of(UPPER, 4), of(DIGITS, 14))),
  'iban it': iban('IT', of(UPPER, 1), of(DIGITS, 22)),
  'iban ch': spaced(iban('CH', of(DIGITS, 17))),
  'iban at': iban('AT', of(DIGITS, 16)),
  'iban be': spaced(iban('BE', of(DIGITS, 12))),
  'iban pl': iban('PL', of(DIGITS, 24)),
  'iban pt': iban('PT', of(DIGITS, 21)),
  ssn,
  dni,
  nir,
  cpf,
  nif,
  steuerId,
  aadhaar,
  myNumber,
  'phone de': all('+49 ', one('151', '160', '171', '176'), ' ', sortable(8)),
  'phone de national': all('0', one('30', '40', '89'), ' ', sortable(7)),
  'phone us': all('(', one('415', '212', '617'), ') ', one('234', '472', '853'), '-', sortable(4)),
  'phone us e164': all('+1', one('415', '212', '617'), one('234', '472', '853'), sortable(4)),
  'phone uk': all('+44 7', sortable(3), ' ', sortable(6)),
  'phone fr': all('06 ', sortable(2), ' ', sortable(2), ' ', sortable(2), ' ', sortable(2)),
  'phone fr intl': all('+33 1 ', sortable(2), ' ', sortable(2), ' ', sortable(2), ' ', sortable(2)),
  'phone es': all('+34 6', sortable(2), ' ', sortable(3), ' ', sortable(3)),
  'phone br': all('+55 11 9', sortable(4), '-', sortable(4)),
  'phone in': all('+91 ', one('98', '99', '70'), sortable(3), ' ', sortable(5)),
  'phone jp': all('090-', sortable(4), '-', sortable(4)),
  'phone jp intl': all('+81 90-', sortable(4), '-', sortable(4)),
  ip: all(
    one('84', '91', '185', '203'),
    '.',
    one('12', '44', '197'),
    '.',
    one('7', '83', '201'),
    '.',
    one('9', '56', '144'),
  ),
  ipv6: all(
    '2a02:8108:',
    of(HEX.slice(1), 4),
    ':',
    of(HEX.slice(1), 4),
    ':',
    of(HEX.slice(1), 4),
    ':',
    of(HEX.slice(1), 4),
    ':',
    of(HEX.slice(1), 4),
    ':',
    of(HEX.slice(1), 4),
  ),
  user: all(of(LOWER, 5), one('.', '_', ''), of(LOWER, 6)),
  'passport de': all('C', of('CFGHJKLMNPRTVWXYZ', 3), of(DIGITS, 5)),
  'passport us': sortable(9),
  'passport in': all(of(UPPER, 1), sortable(7)),
  d10: all(one('17', '16'), sortable(8)),
  d13: all('17', sortable(11)),
  day: one('11', '14', '17', '19', '23', '26'),
  // A digest or a key of so many bytes ends in its padding.
  b64x24: all(of(BASE64, 22), '=='),
  b64x44: all(of(BASE64, 43), '='),
  b64x88: all(of(BASE64, 86), '=='),
  uuid: all(of(HEX, 8), '-', of(HEX, 4), '-4', of(HEX, 3), '-', one('8', '9', 'a', 'b'), of(HEX, 3), '-', of(HEX, 12)),
  word: one('Falke', 'Lagune', 'Kiefer', 'Tundra', 'Basalt'),
};

/** `hex12`, `url43`, `d6`, …: so many letters of that alphabet. */
const ALPHABETS: Readonly<Record<string, string>> = {
  hex: HEX,
  url: URL64,
  b62x: BASE62,
  b64x: BASE64,
  up: `${UPPER}234567`,
  letters: LOWER + UPPER,
  b62lower: LOWER + DIGITS,
  d: '123456789',
};

/** The value of a name in braces; null where it is none of ours: code has braces too. */
export function valueOf(name: string, chance: Chance): string | null {
  const make = MAKERS[name];
  if (make !== undefined) return make(chance);
  const [, alphabet = '', length = ''] = /^([a-z]+(?:62|64)?x?)(\d+)$/.exec(name) ?? [];
  const letters = ALPHABETS[alphabet];
  return letters === undefined ? null : chance.text(letters, Number(length));
}
