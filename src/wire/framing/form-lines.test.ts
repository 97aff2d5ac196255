import { expect, it } from 'vitest';
import { FormLines } from './form-lines.ts';
import { FormError } from './multipart.ts';

const TYPE = 'multipart/form-data; boundary=xYz';
const file = (content: string, before = ''): Buffer =>
  Buffer.from(
    `${before}--xYz\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\nno line\r\n` +
      `--xYz\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\ncontent-type: application/jsonl\r\n\r\n` +
      `${content}\r\n--xYz--\r\n`,
  );

/** In chunks of `size` bytes. */
function read(form: Buffer, size: number) {
  const reader = new FormLines(TYPE);
  const lines: string[] = [];
  const passed: Buffer[] = [];
  for (let at = 0; at < form.length; at += size) {
    const piece = reader.push(form.subarray(at, at + size));
    lines.push(...piece.lines.map((line) => line.toString()));
    passed.push(Buffer.from(piece.bytes));
  }
  passed.push(Buffer.from(reader.end()));
  return { lines, passed: Buffer.concat(passed), isWhole: reader.isWhole };
}

it.each([1, 2, 3, 7, 64, 10_000])('lines are the same in chunks of %i bytes, and every byte passes', (size) => {
  const form = file('{"a":1}\n\n{"b":"\\n--xYz"}\r\n{"c":"ä"}', 'a preamble\r\n');
  expect(read(form, size)).toEqual({
    lines: ['{"a":1}', '{"b":"\\n--xYz"}\r', '{"c":"ä"}'],
    passed: form,
    isWhole: true,
  });
});

it('an empty file has no lines, and one without an end is not whole', () => {
  expect(read(file(''), 5)).toMatchObject({ lines: [], isWhole: true });
  expect(read(file('{"a":1}\n{"b":2}').subarray(0, -14), 9)).toMatchObject({ lines: ['{"a":1}'], isWhole: false });
});

it('a line passes only when it is whole', () => {
  const reader = new FormLines(TYPE);
  const form = file('{"a":1}\n{"b":2}\n');
  const cut = form.indexOf('"b"');
  const { bytes, lines } = reader.push(form.subarray(0, cut));
  expect(lines.map(String)).toEqual(['{"a":1}']);
  expect(bytes.toString().endsWith('{"a":1}\n')).toBe(true);
  expect(reader.held).toBe(1);
  expect(reader.end().toString()).toBe('{');
});

it('what is no form, or has no end, is refused', () => {
  expect(() => new FormLines('application/json')).toThrow(FormError);
  expect(() => new FormLines(TYPE).push(Buffer.alloc(100_000, 'x'))).toThrow(FormError);
  const reader = new FormLines(TYPE);
  reader.push(file('').subarray(0, -11));
  expect(() => {
    for (let at = 0; at < 20; at += 1) reader.push(Buffer.alloc(1024 * 1024, '{'));
  }).toThrow('longer than 16 MiB');
});

it('a long line may come byte by byte, or begin with as many spaces', () => {
  const head = file('').subarray(0, -11);
  for (const byte of ['{', ' ']) {
    const reader = new FormLines(TYPE);
    reader.push(head);
    const chunk = Buffer.from(byte);
    for (let at = 0; at < 200_000; at += 1) reader.push(chunk);
    expect(reader.end()).toHaveLength(200_000);
  }
});

it('what is no JSON passes on at once, with every byte that was held back', () => {
  const form = file('\u0089PNG and so on');
  const reader = new FormLines(TYPE);
  const passed: Buffer[] = [];
  const rest = (): Buffer => {
    for (let at = 0; at < form.length; at += 50) {
      const chunk = form.subarray(at, at + 50);
      try {
        passed.push(Buffer.from(reader.push(chunk).bytes));
      } catch {
        return Buffer.concat([reader.end(), form.subarray(at)]);
      }
    }
    return Buffer.alloc(0);
  };
  const left = rest();
  expect(left.length).toBeGreaterThan(0);
  expect(Buffer.concat([...passed, left])).toEqual(form);
});

it('a part without a name, in the chunk that ends a line, gives back what was held of the line', () => {
  const form = Buffer.concat([
    file(`{"a":"${'x'.repeat(50)}"}`).subarray(0, -4),
    Buffer.from('\r\nno-name: 1\r\n\r\n'),
  ]);
  const reader = new FormLines(TYPE);
  const cut = form.length - 40;
  const { bytes } = reader.push(form.subarray(0, cut));
  expect(reader.held).toBeGreaterThan(40);
  expect(() => reader.push(form.subarray(cut))).toThrow('has no name');
  expect(Buffer.concat([bytes, reader.end()])).toEqual(form.subarray(0, cut));
});
