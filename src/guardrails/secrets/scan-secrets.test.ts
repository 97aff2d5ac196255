import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../../bench/guardrails/random.ts';
import { outsideNegatives, outsideSecrets } from '../../../bench/guardrails/outside-samples.ts';
import { keyBlocks, namedSamples, secretNegatives, vendorSamples } from '../../../bench/guardrails/secret-samples.ts';
import { scanSecrets } from './scan-secrets.ts';

const found = (text: string) => scanSecrets(text).map(({ start, end }) => text.slice(start, end));

describe('the labelled set', () => {
  const chance = chanceOf(7);

  it('has enough of both, and every credential in it is found, whole', () => {
    const samples = [...vendorSamples(chance, 10), ...namedSamples(chance, 100), ...keyBlocks(chance, 10)];
    expect(samples.length).toBeGreaterThan(600);
    const missed = samples.filter(
      ({ text, wanted }) => !found(text).some((one) => one.includes(wanted[0]?.value ?? '')),
    );
    expect(missed.length / samples.length).toBeLessThanOrEqual(0.02);
  });

  it('finds next to nothing where code only looks like it', () => {
    const samples = secretNegatives(chance, 12);
    expect(samples.length).toBeGreaterThan(600);
    const wrong = samples.filter(({ text }) => found(text).length > 0);
    expect(wrong.map(({ text }) => text).slice(0, 5)).toEqual([]);
  });
});

describe('the second set', () => {
  const chance = chanceOf(2026);

  it('of credentials that others would try is found', () => {
    const missed = outsideSecrets(chance).filter(
      // Of an address that is a credential, the scheme may be left.
      ({ text, wanted: [one] }) => !found(text).some((value) => `https://${value}`.includes(one?.value ?? '')),
    );
    expect(missed.map(({ text }) => text)).toEqual([]);
  });

  it('of what is none has nothing', () => {
    expect(outsideNegatives(chance).filter(({ text }) => found(text).length > 0)).toEqual([]);
  });
});

describe('a value that its place makes a credential', () => {
  it.each([
    ['beside its name in a task definition', '{"name": "REDIS_PASSWORD", "value": "q7Zt!uR2mW"}', 'q7Zt!uR2mW'],
    ['in a pod', '- name: GRAPH_TOKEN\n  value: "p0LmQ2x9Zr7Vt4"', 'p0LmQ2x9Zr7Vt4'],
    ['as a default of Terraform', 'variable "api_key" {\n  type = string\n  default = "k9Xv2Lq8Wm"\n}', 'k9Xv2Lq8Wm'],
    ['in ~/.netrc', 'machine ftp.acme.io login bob password Tz4kLm9Q', 'Tz4kLm9Q'],
    ['after -p without a space', 'mysqldump -h db -u root -pTz4kLm9Q shop > a.sql', 'Tz4kLm9Q'],
    [
      'written to a file of tokens',
      "echo 'a8f5f167f44f4964e6c998dee827110c' > /run/api-token",
      'a8f5f167f44f4964e6c998dee827110c',
    ],
    ['in a cookie', 'Cookie: theme=dark; connect.sid=s%3AqL9x2Vt7Zr4Wm8KpB3nY', 's%3AqL9x2Vt7Zr4Wm8KpB3nY'],
    ['in a sentence', 'I set the password of the admin to Winter-4471-Garten, tell nobody', 'Winter-4471-Garten'],
    ['in a French one', 'Le mot de passe est Lune-8823-Noire.', 'Lune-8823-Noire'],
  ])('is found %s', (_, text, value) => {
    expect(found(text)).toEqual([value]);
  });

  it.each([
    ['a name that is no credential’s', '- name: REGION_CODE\n  value: "eu-west-1-b2"'],
    ['a reference', '- name: DB_PASSWORD\n  value: $(DB_PASSWORD_2)'],
    ['a sentence about passwords', 'The password is case-sensitive and has at least 12 characters'],
    ['a token that is counted', 'the token is refreshed every 15 minutes by oauth2-proxy'],
    ['a flag of another program', 'mkdir -p build/release-2026/x86_64'],
    ['a cookie of a theme', 'Cookie: theme=dark-2026-with-a-long-value-9'],
    ['a placeholder', 'machine ftp.acme.io login bob password <your-password-1>'],
  ])('is not %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('a credential', () => {
  const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';

  it.each([
    ['after the letter of an escape', String.raw`"line\nKEY\n${TOKEN}"`],
    ['in brackets', `(${TOKEN})`],
    ['with a character without width before it', `\u200b${TOKEN}\u200b`],
    ['at the end of a sentence', `I used ${TOKEN}.`],
    ['in a command', `git clone https://x:${TOKEN}@github.com/a/b`],
  ])('is found %s', (_name, text) => {
    expect(found(text).join(' ')).toContain(TOKEN);
  });

  it.each(['\u200b', '\u2060', '\u00ad', '\ufeff', '\u202e'])('is found whole with %j inside', (unseen) => {
    const written = `${TOKEN.slice(0, 2)}${unseen}${TOKEN.slice(2, 20)}${unseen}${TOKEN.slice(20)}`;
    expect(found(`Use ${written}, please.`)).toEqual([written]);
  });

  it.each([
    ['a placeholder of dots', 'sk-ant-...'],
    ['a placeholder of x', 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ['an example of AWS', 'AKIAIOSFODNN7EXAMPLE'],
    ['a variable', 'password = os.environ["DB_PASSWORD"]'],
    ['a template', 'token: ${{ secrets.GITHUB_TOKEN }}'],
    ['a git hash', 'commit 790f87a1b2c3d4e5f60718293a4b5c6d7e8f9012'],
    ['a number of tokens', '"max_tokens": 4096000000000001'],
    ['a type', 'password: SecretString<32>'],
    ['a form', 'password: "Enter your password"'],
  ])('is not %s', (_name, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('hostile text', () => {
  it.each([
    'sk-',
    'password="',
    'eyJa.eyJ',
    '-----BEGIN PRIVATE KEY-----',
    'a:/',
    'token=',
    'AKIA',
    'Bearer a',
    'secret_',
  ])('made of %j over and over takes no more than linear time', (piece) => {
    // A pattern that reads on from each of its beginnings takes longer than a test may.
    expect(() => scanSecrets(piece.repeat(400_000 / piece.length))).not.toThrow();
  });

  it('never gives places that overlap or lie outside', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        let end = 0;
        for (const one of scanSecrets(`token="${text}" ${text}`)) {
          expect(one.start).toBeGreaterThanOrEqual(end);
          expect(one.end).toBeGreaterThan(one.start);
          end = one.end;
        }
      }),
    );
  });
});
