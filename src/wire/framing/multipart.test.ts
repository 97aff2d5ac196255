import { describe, expect, it } from 'vitest';
import { applyEdits, type Edit } from '../json/edit.ts';
import { scanDocument } from '../json/scan.ts';
import { formDocument, FormError, parseForm, writeForm } from './multipart.ts';

const TYPE = 'multipart/form-data; boundary="--x y"';
const SOUND = '\u00ff\u0000--not a boundary\r\n--x';

const part = (head: string, value: string): string =>
  `----x y\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
const WHOLE = Buffer.from(
  [
    part('name="model"', 'whisper-1'),
    part('name="file"; filename="a \\"b\\".mp3"\r\nContent-Type: audio/mpeg', SOUND),
    part('name="include[]"', 'logprobs'),
    part('name="include[]"', 'words'),
    '----x y--\r\n',
  ].join(''),
  'latin1',
);

const form = () => parseForm(WHOLE, TYPE);
const edited = (edits: Edit[]): Buffer =>
  Buffer.concat(writeForm(form(), scanDocument(Buffer.concat(applyEdits(formDocument(form()), edits)))));

describe('a form', () => {
  it('reports its fields, and of a file no more than its name and size', () => {
    expect(JSON.parse(formDocument(form()).bytes.toString())).toEqual({
      model: 'whisper-1',
      file: { filename: 'a \\"b\\".mp3', bytes: Buffer.byteLength(SOUND, 'latin1') },
      'include[]': ['logprobs', 'words'],
    });
  });

  it('whose fields are longer than any prompt is refused, since they are read in one turn; its files may be', () => {
    const long = 'a"'.repeat(600 * 1024);
    const whole = (head: string) =>
      Buffer.from(`${part(`name="prompt"${head}`, long)}${part(`name="prompt"${head}`, long)}----x y--\r\n`);
    expect(() => parseForm(whole(''), TYPE)).toThrow(FormError);
    expect(parseForm(whole('; filename="a"'), TYPE).parts).toHaveLength(2);
  });

  it('in which nothing is changed goes out as the same bytes, without a copy', () => {
    expect(writeForm(form(), formDocument(form()))).toEqual([WHOLE]);
  });

  it('of which one field is changed keeps the bytes of all others, the file among them', () => {
    const bytes = edited([{ type: 'set', key: 'model', json: '"whisper-2"' }]);
    const again = parseForm(bytes, TYPE);
    expect(JSON.parse(formDocument(again).bytes.toString())).toMatchObject({ model: 'whisper-2' });
    expect(again.parts.map(({ name }) => name)).toEqual(['file', 'include[]', 'include[]', 'model']);
    expect(bytes.toString('latin1')).toContain(`audio/mpeg\r\n\r\n${SOUND}\r\n----x y`);
  });

  it('loses a field that a config drops, and gets what it adds', () => {
    const bytes = edited([
      { type: 'remove', key: 'include[]' },
      { type: 'set', key: 'temperature', json: '0.5' },
    ]);
    const members: unknown = JSON.parse(formDocument(parseForm(bytes, TYPE)).bytes.toString());
    expect(members).toMatchObject({ model: 'whisper-1', temperature: '0.5' });
    expect(members).not.toHaveProperty(['include[]']);
  });

  it.each([
    ['no boundary in the content type', WHOLE, 'multipart/form-data'],
    ['another boundary', WHOLE, 'multipart/form-data; boundary=other'],
    ['no end', WHOLE.subarray(0, -20), TYPE],
    ['a part without a name', Buffer.from('----x y\r\nContent-Type: a/b\r\n\r\nx\r\n----x y--'), TYPE],
    ['a part without a blank line', Buffer.from('----x y\r\nname: a\r\n----x y--'), TYPE],
    ['nothing', Buffer.alloc(0), TYPE],
  ])('with %s is refused', (_, bytes, type) => {
    expect(() => parseForm(bytes, type)).toThrow(FormError);
  });
});
