import { describe, expect, it } from 'vitest';
import { cleanPem, cleanSecret, cleanText } from './secret-text.ts';

describe('a secret of one line', () => {
  it.each([
    ['a line end', 'sk-1\n'],
    ['CRLF', 'sk-1\r\n'],
    ['a byte order mark', '\uFEFFsk-1'],
    ['blanks', '  sk-1\t '],
    ['a backslash and an n', String.raw`sk-1\n`],
    ['a backslash r and a backslash n', String.raw`sk-1\r\n`],
    ['all of them', `\uFEFF sk-1${String.raw`\r\n`}\r\n`],
  ])('is taken without %s around it', (_, text) => expect(cleanSecret(text)).toBe('sk-1'));

  it('keeps what is inside, so that a wrong one is refused and not mended', () => {
    expect(cleanSecret('sk-1 sk-2\n')).toBe('sk-1 sk-2');
    expect(cleanSecret(String.raw`a\nb`)).toBe(String.raw`a\nb`);
  });
});

it('a file loses its byte order mark and its last line ends, and no more', () => {
  expect(cleanText('\uFEFF a\r\nb \r\n\n')).toBe(' a\r\nb ');
});

describe('a PEM block', () => {
  const PEM = '-----BEGIN PRIVATE KEY-----\nAAAA\nBBBB\n-----END PRIVATE KEY-----\n';
  it.each([
    ['CRLF', PEM.replaceAll('\n', '\r\n')],
    ['CR', PEM.replaceAll('\n', '\r')],
    ['a backslash and an n', PEM.replaceAll('\n', String.raw`\n`)],
    ['a backslash r and a backslash n', PEM.replaceAll('\n', String.raw`\r\n`)],
    ['a blank line before', `\n${PEM}`],
    ['indented lines', PEM.replaceAll('\n', '\n    ')],
    ['blanks at the ends of lines', PEM.replaceAll('\n', ' \n')],
    ['a byte order mark', `\uFEFF${PEM}`],
    ['no last line end', PEM.trimEnd()],
  ])('with %s is the same key', (_, text) => expect(cleanPem(text)).toBe(PEM));
});
