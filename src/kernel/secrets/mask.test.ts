/** Masking: every kind of secret goes, at every depth of JSON; what only looks long and random stays. */
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formsOf, maskSecrets, maskText } from './mask.ts';

const mask = (text: string) => String(maskSecrets(Buffer.from(text)));

const base62 = (length: number) => 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'.repeat(9).slice(0, length);
const pem = [
  '-----BEGIN PRIVATE KEY-----',
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC+/==',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '-----END PRIVATE KEY-----',
].join('\n');

const secrets: [string, string][] = [
  ['anthropic_key', `sk-ant-api03-${base62(40)}-${base62(40)}_AA`],
  ['api_key', `sk-${base62(48)}`],
  ['api_key', `sk-proj-${base62(30)}_${base62(30)}-x`],
  ['api_key', `sk-or-v1-${'0a1b'.repeat(16)}`],
  ['aws_access_key', 'AKIAIOSFODNN7EXAMPLE'],
  ['google_api_key', `AIza${base62(35)}`],
  ['google_token', `ya29.a0${base62(60)}-_x`],
  ['google_token', `ya29.c.b0${base62(60)}`],
  ['github_token', `ghp_${base62(36)}`],
  ['github_token', `github_pat_${base62(22)}_${base62(59)}`],
  ['slack_token', 'xoxb-123456789012-123456789012-AbCdEfGhIjKl'],
  ['jwt', `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${base62(43)}`],
  ['gateway_key', `tg-${base62(32)}`],
  ['private_key', pem],
  ['private_key', pem.replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY')],
  ['private_key', pem.replaceAll('PRIVATE KEY', 'OPENSSH PRIVATE KEY')],
  [
    'private_key',
    '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIE\n-----END RSA PRIVATE KEY-----',
  ],
];

describe('what is masked', () => {
  it.each(secrets)('a secret of the kind %s', (kind, secret) => {
    expect(mask(`before ${secret} after`)).toBe(`before [masked:${kind}] after`);
  });

  it.each(secrets)('a secret of the kind %s inside JSON, and inside JSON inside JSON', (kind, secret) => {
    const once = JSON.stringify({ private_key: secret, next: 1 });
    const twice = JSON.stringify({ content: once });
    const masked = JSON.stringify({ private_key: `[masked:${kind}]`, next: 1 });
    expect(mask(once)).toBe(masked);
    expect(mask(twice)).toBe(JSON.stringify({ content: masked }));
  });

  it.each(secrets)('a secret of the kind %s at the start of a line inside JSON', (kind, secret) => {
    expect(mask(JSON.stringify(`cat .env\n${secret}\n`))).toBe(JSON.stringify(`cat .env\n[masked:${kind}]\n`));
    expect(mask(`\\u003c${secret}\\u003e`)).toBe(`\\u003c[masked:${kind}]\\u003e`);
  });

  it.each(['Authorization: Bearer ', '-H "authorization: bearer ', '{"Authorization":"Bearer '])(
    'a token behind %s, the word itself left',
    (before) => {
      expect(mask(`${before}${base62(40)}==" x`)).toBe(`${before}[masked:bearer_token]" x`);
    },
  );

  it('a bearer token of a known kind, once', () => {
    expect(mask(`Bearer ya29.a0${base62(60)}`)).toBe('Bearer [masked:bearer_token]');
  });

  it.each(['aws_secret_access_key = ', 'AWS_SECRET_ACCESS_KEY=', '"SecretAccessKey": "', '\\"secretAccessKey\\":\\"'])(
    'an AWS secret behind its name: %s',
    (before) => {
      expect(mask(`${before}wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`)).toBe(`${before}[masked:aws_secret_key]`);
    },
  );

  it('a private key that was cut off before its end', () => {
    const cut = JSON.stringify({ output: pem.slice(0, 60), next: 'kept' });
    expect(mask(cut)).toBe('{"output":"[masked:private_key]","next":"kept"}');
  });

  it('every one of several', () => {
    expect(mask(`a sk-${base62(40)} b sk-${base62(30)} c`)).toBe('a [masked:api_key] b [masked:api_key] c');
  });
});

describe('what stays', () => {
  it.each([
    ['a git commit', '790f87a1b2c3d4e5f60718293a4b5c6d7e8f9012'],
    ['a UUID', randomUUID()],
    ['a time', '1760000000000'],
    ['a SHA-256', 'a'.repeat(64)],
    ['a package integrity', `sha512-${base62(86)}==`],
    ['a tool id', 'toolu_vrtx_01A09q90qw90lq917835lq9'],
    ['a message id', 'msg_01XFDUDYJgAACzvnptvVoYEL'],
    ['words with hyphens', 'task-force-and-other-very-long-words desk-1234567890123456789012345'],
    ['a CSS class', 'sk-fading-circle-with-a-very-long-name'],
    ['a path', '/home/ada/sk-tools/index.ts and C:\\tg-files\\AKIA.txt'],
    ['a mention of keys', 'keys begin with sk-ant- or AIza or ghp_ or eyJ'],
    ['prose about tokens', 'send it as a Bearer token-in-the-authorization-header please'],
    ['two parts of a JWT', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0'],
    ['base64 of an image', randomBytes(3_000).toString('base64')],
    ['a diff', '- task: ask-me\n+ task: mask-all-the-things-in-the-log-2025-11-23'],
  ])('%s', (_name, text) => {
    const bytes = Buffer.from(`x ${text} y`);
    expect(maskSecrets(bytes)).toBe(bytes);
  });

  it('bytes that are no UTF-8, beside a secret', () => {
    const odd = Buffer.from([0xff, 0xfe, 0x20]);
    const masked = maskSecrets(Buffer.concat([odd, Buffer.from(`tg-${base62(40)}`), odd]));
    expect(masked.subarray(0, 3).equals(odd) && masked.subarray(-3).equals(odd)).toBe(true);
    expect(masked.toString('latin1', 3, masked.length - 3)).toBe('[masked:gateway_key]');
  });
});

describe('what is known to be secret', () => {
  const known = (words: string[], values: string[] = []) => ({
    isSecret: (word: string) => words.includes(word),
    forms: formsOf(values),
  });
  const key = 'correct-horse-battery-staple-7';

  it.each([
    ['alone', key, '[masked:key]'],
    ['in JSON', `{"a":"${key}"}`, '{"a":"[masked:key]"}'],
    ['in a URL', `/v1?key=${key}&x=1`, '/v1?key=[masked:key]&x=1'],
    ['behind an escape', `"line\\n${key}\\u003c"`, '"line\\n[masked:key]\\u003c"'],
    ['behind an escaped letter', `\\u003c${key}.`, '\\u003c[masked:key].'],
    ['twice', `${key} ${key}`, '[masked:key] [masked:key]'],
  ])('a word %s', (_, text, masked) => {
    expect(String(maskSecrets(Buffer.from(text), known([key])))).toBe(masked);
  });

  it('a value of any characters, also as JSON and as a URL write it', () => {
    const value = 'pa"ss/wörd+=';
    const text = `${value} ${JSON.stringify(value)} ?x=${encodeURIComponent(value)}`;
    expect(maskText(text, known([], [value]))).toBe('[masked:key] "[masked:key]" ?x=[masked:key]');
  });

  it('no value that is too short to be told from a word', () => {
    expect(maskText('a test of tests', known([], ['test']))).toBe('a test of tests');
  });

  it('a value that is a word only where it stands alone', () => {
    const word = known([], ['credential']);
    expect(maskText('a credential, credentials_rejected', word)).toBe('a [masked:key], credentials_rejected');
    const bytes = maskSecrets(Buffer.from('"credential" credentials_rejected'), word);
    expect(String(bytes)).toBe('"[masked:key]" credentials_rejected');
  });

  it('the rest of a text stays as it was, whatever its characters', () => {
    expect(maskText(`naïve ${key} 雪`, known([key]))).toBe('naïve [masked:key] 雪');
  });
});

describe('hostile text', () => {
  it.each([
    ['-----BEGIN PRIVATE KEY-----'],
    ['-----BEGIN PRIVATE KEY-----\\nAAAA'],
    ['-----BEGIN A B C PRIVATE KEY-----x-y-z-'],
    ['eyJaaaaaaaaaa.'],
    ['eyJ'],
    ['sk-'],
    ['sk-a '],
    ['Bearer '],
    ['Bearer aaaa'],
    ['xoxb-'],
    ['secretAccessKey": "'],
    ['ya29.'],
  ])('made of %j over and over takes no more than linear time', (piece) => {
    // 0.2 s on a two-core machine. A pattern that reads on from each of its beginnings takes longer than a test may.
    const bytes = Buffer.from(piece.repeat(1_000_000 / piece.length));
    expect(() => maskSecrets(bytes)).not.toThrow();
  });
});
