import { describe, expect, it } from 'vitest';
import { readHeaderText, writeHeaderText, writeHeaderTexts } from './header-text.ts';

/** As Node hands over the bytes of a header. */
const arrived = (text: string, encoding: 'utf8' | 'latin1'): string => Buffer.from(text, encoding).toString('latin1');

describe('text of a header', () => {
  it.each(['Köln', 'Größe 日本語 🚀', 'plain'])('%s is read as it was sent in UTF-8', (text) => {
    expect(readHeaderText(arrived(text, 'utf8'))).toBe(text);
  });

  it('is read as latin1 where it is no UTF-8', () => {
    expect(readHeaderText(arrived('Köln', 'latin1'))).toBe('Köln');
  });

  it('is written so that it reads the same', () => {
    for (const text of ['Köln', '日本語 🚀', 'plain']) expect(readHeaderText(writeHeaderText(text))).toBe(text);
  });

  it('of which nothing is beyond ASCII is left alone', () => {
    const headers = { 'x-a': 'b' };
    expect(writeHeaderTexts(headers)).toBe(headers);
    expect(writeHeaderTexts({ ...headers, 'x-c': 'ö' })).toEqual({ 'x-a': 'b', 'x-c': 'Ã¶' });
  });
});
