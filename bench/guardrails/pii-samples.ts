/** Texts with personal data that nobody has: made up here, with right check digits, in the places where logs and code have it. */
import { luhn, mod97 } from '../../src/guardrails/pii/check-digits.ts';
import { DIGITS, HEX, UPPER, type Chance } from './random.ts';
import type { Sample } from './secret-samples.ts';

type Make = (chance: Chance) => string;

const FIRST = ['Marta', 'Jonas', 'Aiko', 'Priya', 'Olu', 'Chiara', 'Tomas', 'Elif', 'Noah', 'Ingrid'];
const LAST = ['Keller', 'Okafor', 'Tanaka', 'Rossi', 'Novak', 'Lindqvist', 'Moreau', 'Silva', 'Yilmaz', 'Byrne'];
const DOMAINS = [
  'acmecorp.com',
  'mail.contoso.de',
  'gmail.com',
  'uni-hamburg.de',
  'bigbank.co.uk',
  'startup.io',
  'posteo.net',
  'firma.ch',
];

const cardOf =
  (begin: string, length: number): Make =>
  (chance) => {
    const body = begin + chance.text(DIGITS, length - begin.length - 1);
    return body + DIGITS.split('').find((digit) => luhn(body + digit));
  };
const grouped = (card: string): string =>
  card.length === 15 ? card.replace(/(\d{4})(\d{6})(\d{5})/, '$1 $2 $3') : card.replaceAll(/(\d{4})(?=\d)/g, '$1 ');

function ibanOf(country: string, body: Make): Make {
  return (chance) => {
    const account = body(chance);
    for (let check = 2; check < 99; check += 1) {
      const iban = `${country}${String(check).padStart(2, '0')}${account}`;
      if (mod97(iban)) return iban;
    }
    return '';
  };
}

const n =
  (length: number): Make =>
  (chance) =>
    chance.text(DIGITS, length);
const nonZero = (chance: Chance): string => String(1 + chance.below(9));

const MAKERS: readonly { kind: string; make: Make; places: readonly ((value: string) => string)[] }[] = [
  {
    kind: 'EMAIL_ADDRESS',
    make: (c) => `${c.pick(FIRST)}.${c.pick(LAST)}${c.pick(['', '+news', '7'])}@${c.pick(DOMAINS)}`.toLowerCase(),
    places: [
      (v) => `Please write to ${v}.`,
      (v) => `{"email":"${v}","active":true}`,
      (v) => `INSERT INTO users VALUES (4, '${v}', now());`,
      (v) => `Author: A Person <${v}>`,
      (v) => `mailto:${v}`,
    ],
  },
  {
    kind: 'PHONE_NUMBER',
    make: (c) =>
      c.pick<Make>([
        (d) => `+1 ${2 + d.below(8)}${n(2)(d)}-555-01${n(2)(d)}`,
        (d) => `(${2 + d.below(8)}${n(2)(d)}) ${2 + d.below(8)}${n(2)(d)}-${n(4)(d)}`,
        (d) => `${2 + d.below(8)}${n(2)(d)}-${2 + d.below(8)}${n(2)(d)}-${n(4)(d)}`,
        (d) => `+49 ${d.pick(['30', '151', '89'])} ${nonZero(d)}${n(7)(d)}`,
        (d) => `+44 20 7${n(3)(d)} ${n(4)(d)}`,
        (d) => `+33 6 ${n(2)(d)} ${n(2)(d)} ${n(2)(d)} ${n(2)(d)}`,
        (d) => `+91 9${n(4)(d)} ${n(5)(d)}`,
        (d) => `+41 79 ${n(3)(d)} ${n(2)(d)} ${n(2)(d)}`,
        (d) => `+1415555${n(4)(d)}`,
      ])(c),
    places: [
      (v) => `Call me at ${v} tomorrow.`,
      (v) => `{"phone":"${v}"}`,
      (v) => `phone: ${v}\n`,
      (v) => `Ada;${v};Berlin`,
    ],
  },
  {
    kind: 'CREDIT_CARD',
    make: (c) => {
      const card = c.pick([cardOf('4', 16), cardOf('52', 16), cardOf('37', 15), cardOf('6011', 16), cardOf('4', 16)])(
        c,
      );
      return c.below(2) === 0 ? card : grouped(card);
    },
    places: [
      (v) => `charge ${v} for the order`,
      (v) => `{"card_number":"${v}","cvc":"123"}`,
      (v) => `PAN=${v}`.replace('PAN=', 'PAN '),
      (v) => `'${v}',`,
    ],
  },
  {
    kind: 'IBAN',
    make: (c) => {
      const iban = c.pick([
        ibanOf('DE', n(18)),
        ibanOf('GB', (d) => `${d.text(UPPER, 4)}${n(14)(d)}`),
        ibanOf('FR', n(23)),
        ibanOf('NL', (d) => `${d.text(UPPER, 4)}${n(10)(d)}`),
        ibanOf('CH', n(17)),
        ibanOf('ES', n(20)),
      ])(c);
      return c.below(2) === 0 ? iban : iban.replaceAll(/(.{4})(?=.)/g, '$1 ');
    },
    places: [(v) => `IBAN: ${v}`, (v) => `{"iban":"${v}"}`, (v) => `Bitte auf ${v} überweisen.`],
  },
  {
    kind: 'SSN',
    make: (c) =>
      `${1 + c.below(7)}${1 + c.below(9)}${n(1)(c)}-${1 + c.below(9)}${n(1)(c)}-${1 + c.below(9)}${n(3)(c)}`.replace(
        /^666/,
        '667',
      ),
    places: [(v) => `SSN ${v}`, (v) => `"ssn": "${v}"`, (v) => `the applicant (${v}) moved`],
  },
  {
    kind: 'IP_ADDRESS',
    make: (c) =>
      c.pick<Make>([
        (d) => `203.0.113.${1 + d.below(250)}`,
        (d) => `${80 + d.below(100)}.${d.below(255)}.${d.below(255)}.${1 + d.below(250)}`,
        (d) => `2001:db8:${d.text(HEX, 4)}::${d.text(HEX, 4)}`,
        (d) => `2a02:${Array.from({ length: 7 }, () => `${1 + d.below(9)}${d.text(HEX, 3)}`).join(':')}`,
      ])(c),
    places: [
      (v) => `login from ${v} failed`,
      (v) => `{"client_ip":"${v}"}`,
      (v) => `${v} - - [01/Mar/2026] "GET / HTTP/1.1" 200`,
    ],
  },
  {
    kind: 'DATE_OF_BIRTH',
    make: (c) =>
      c.pick([
        `19${50 + c.below(49)}-0${1 + c.below(9)}-1${c.below(10)}`,
        `1${c.below(10)}.0${1 + c.below(9)}.19${50 + c.below(49)}`,
        `March ${1 + c.below(28)}, 19${50 + c.below(49)}`,
      ]),
    places: [
      (v) => `Date of birth: ${v}`,
      (v) => `{"date_of_birth":"${v}"}`,
      (v) => `He was born on ${v} in Graz.`,
      (v) => `DOB ${v}`,
    ],
  },
  {
    kind: 'PASSPORT',
    make: (c) =>
      c.pick<Make>([
        (d) => `C${d.text('0123456789', 8)}`,
        (d) => d.text(DIGITS, 9),
        (d) => `${d.text('CFGHJK', 2)}${d.text(DIGITS, 7)}`,
      ])(c),
    places: [(v) => `Passport number: ${v}`, (v) => `passport no. ${v}, valid`, (v) => `{"passport_number": "${v}"}`],
  },
  {
    kind: 'NATIONAL_ID',
    make: (c) => {
      const nino =
        `${c.text('ABCEGHJK', 1)}${c.text('ABCEGHJK', 1).replace(/[BK]/, 'A')} ${n(2)(c)} ${n(2)(c)} ${n(2)(c)} ${c.text('ABCD', 1)}`.replace(
          /^GA/,
          'AA',
        );
      const number = 10_000_000 + c.below(89_999_999);
      return c.pick([
        nino.replace(/^(?:BG|GB|NK|KN|TN|NT|ZZ)/, 'AB'),
        `${number}${'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}`,
      ]);
    },
    places: [(v) => `NI number ${v}`, (v) => `{"id":"${v}"}`, (v) => `DNI ${v}`],
  },
  {
    kind: 'NAME',
    make: (c) => `${c.pick(FIRST)} ${c.pick(LAST)}`,
    places: [
      (v) => `My name is ${v} and I need help.`,
      (v) => `Dr. ${v} called`,
      (v) => `Patient name: ${v}\n`,
      (v) => `thanks, as ${v} said yesterday`,
    ],
  },
  {
    kind: 'LOCATION_ADDRESS',
    make: (c) =>
      c.pick([
        `${1 + c.below(900)} Maple Street, Springfield, IL 62${n(3)(c)}`,
        `Lindenstraße ${1 + c.below(90)}, 10${n(3)(c)} Berlin`,
        `${1 + c.below(90)} Baker Street`,
      ]),
    places: [(v) => `Ship it to ${v}.`, (v) => `address: "${v}"`],
  },
];

export function piiSamples(chance: Chance, rounds: number): Sample[] {
  return Array.from({ length: rounds }, () =>
    MAKERS.flatMap(({ kind, make, places }) =>
      places.map((place): Sample => {
        const value = make(chance);
        return { family: kind, text: place(value), wanted: [{ value, kind }] };
      }),
    ),
  ).flat();
}

/** Hard negatives. */
const NEGATIVES: readonly Make[] = [
  (c) => `commit ${c.text(HEX, 40)}`,
  (c) => `{"ts": 17${n(11)(c)}, "id": ${n(12)(c)}}`,
  (c) => `created_at: 17${n(8)(c)}`,
  () => 'version 10.0.19041.1 of Windows, Chrome/120.0.0.0 Safari/537.36',
  () => '"left-pad": "1.3.0", "@types/node": "24.19.2", pkg@1.2.3, lodash@4.17.21',
  () => 'listen 127.0.0.1:8787; bind 0.0.0.0; mask 255.255.255.0; 10.0.0.0/8; ::1',
  () => '<img src="icon@2x.png"> @media (min-width: 600px)',
  () => 'git clone git@github.com:acme/app.git',
  () => 'admin@example.com, user@test.invalid, noreply@example.org',
  () => 'card 4242 4242 4242 4242 in the tests, 4111111111111111, 378282246310005',
  (c) => `order 4${n(14)(c)}0x`,
  () => '@app.get("/users"); @Override; @param {string} name; user@host',
  () => 'const phone = user.phoneNumber; // 2026-03-01 12:30:45.123',
  () => 'ISBN 978-3-16-148410-0, RFC 2606, ISO 8601-1:2019, 2026-03-01',
  (c) => `uuid ${c.text(HEX, 8)}-${c.text(HEX, 4)}-4${c.text(HEX, 3)}-a${c.text(HEX, 3)}-${c.text(HEX, 12)}`,
  () => 'std::vector<int> v; a::b::c; 12:34:56; 00:1b:44:11:3a:b7; de:ad:be:ef:00:01',
  (c) => `SHA256:${Array.from({ length: 32 }, () => c.text(HEX, 2)).join(':')}`,
  () => 'rgb(120, 200, 100) matrix(1.0, 0.5, 0.25, 1) 3.14159265358979',
  (c) => `INSERT INTO t VALUES (${n(9)(c)}, ${n(10)(c)}, '${n(5)(c)}');`,
  () => 'port 5432, pid 12345678, line 1024-2048, offset 0x7fff5fbff8c0',
  (c) => `0.${n(16)(c)} 1.${n(15)(c)}e-10`,
  () => 'name: string; firstName: "firstName"; type Name = string; Name: Component',
  () => 'v1.2.3.4 upgraded from 1.10.0.2 to 1.10.0.3; netty 4.1.100.Final',
  () => 'systemctl status getty@tty1.service postgresql@14-main.service',
  (c) => `trace_id=${c.text(HEX, 32)} span_id=${c.text(HEX, 16)}`,
  () => '192.168.1.10 and 10.1.2.3 and 172.16.0.5 are private; 169.254.169.254 is metadata',
  () => 'expires 1764547200, mtime 1764547200.123, 20261129T215000Z',
  () => 'Hi there, Dear team, Hello World, Thanks for the fix',
  (c) => `SELECT * FROM logs WHERE id BETWEEN ${n(8)(c)} AND ${n(8)(c)} LIMIT 1000`,
  () => 'see https://docs.example.com/a/123-456-7890x and #1234567890',
  (c) => `"integrity": "sha512-${c.text(UPPER + DIGITS, 86)}=="`,
  () => 'CPU: 100-200-3000 MHz; 12-34-56; build 2026.03.01-1234',
  (c) => `amount=${n(6)(c)}.${n(2)(c)} EUR invoice 2026-${n(6)(c)}`,
  () => 'Date: 1985-03-12; released on March 3, 2024; since 12.05.1999',
  (c) => `[${n(3)(c)}.${n(6)(c)}] usb 1-1: new high-speed device number ${n(1)(c)}`,
  () => 'class User(models.Model): email = models.EmailField(); ssn = models.CharField(max_length=11)',
  () => 'regex: /\\d{3}-\\d{2}-\\d{4}/ and [A-Z]{2}\\d{2}',
  (c) => `diff --git a/src/${c.text('abcdef', 6)}.ts b/src/index.ts\nindex ${c.text(HEX, 7)}..${c.text(HEX, 7)} 100644`,
  (c) => `@@ -${n(3)(c)},${n(2)(c)} +${n(3)(c)},${n(2)(c)} @@ export function run(args: string[]): void {`,
  (c) => `    at Object.<anonymous> (/app/dist/main.js:${n(4)(c)}:${n(2)(c)})`,
  (c) => `resolved "https://registry.example.com/pkg/-/pkg-${n(1)(c)}.${n(2)(c)}.${n(1)(c)}.tgz#${c.text(HEX, 40)}"`,
  (c) => `kubectl get pod api-${c.text(HEX, 9)}-${c.text('bcdfghjklmnpqrstvwxz2456789', 5)} -n staging`,
  (c) => `arn:aws:s3:::bucket-${n(6)(c)}/key and projects/123/locations/us/keyRings/${c.text('abcdef', 5)}`,
  (c) => `assert_eq!(checksum(&bytes), 0x${c.text(HEX, 8)}); // seed ${n(10)(c)}`,
  (c) => `epoch=${n(2)(c)} loss=0.${n(6)(c)} lr=1.${n(2)(c)}e-05 step=${n(7)(c)}`,
];

export function piiNegatives(chance: Chance, rounds: number): Sample[] {
  return Array.from({ length: rounds }, () =>
    NEGATIVES.map((make, at): Sample => ({ family: `negative-${at}`, text: make(chance), wanted: [] })),
  ).flat();
}
