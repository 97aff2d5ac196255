import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter, MAX_LINE_BYTES } from './line-splitter.ts';

const textsOf = (lines: (Buffer | null)[]) => lines.map((line) => line?.toString('utf8') ?? null);

it('gives the same lines in whatever chunks they come', () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => JSON.stringify({ text }));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (lines, sizes) => {
      const bytes = Buffer.from(lines.join('\n'));
      const splitter = new LineSplitter();
      const out: (Buffer | null)[] = [];
      for (let at = 0, chunk = 0; at < bytes.length; chunk += 1) {
        const size = sizes[chunk % sizes.length] ?? 1;
        out.push(...splitter.push(bytes.subarray(at, at + size)));
        at += size;
      }
      out.push(...splitter.end());
      expect(textsOf(out)).toEqual(lines);
    }),
  );
});

it('leaves out empty lines, and reads ends of Windows', () => {
  const splitter = new LineSplitter();
  const lines = [...splitter.push(Buffer.from('{"a":1}\r\n\r\n\n{"b":2}\n')), ...splitter.end()];
  expect(textsOf(lines).map((text) => JSON.parse(text ?? 'null') as unknown)).toEqual([{ a: 1 }, { b: 2 }]);
});

it('holds no line that is too long, and goes on behind it', () => {
  const splitter = new LineSplitter();
  const chunk = Buffer.alloc(MAX_LINE_BYTES / 4, 'x');
  for (let count = 0; count < 6; count += 1) expect(splitter.push(chunk)).toEqual([]);
  expect(textsOf([...splitter.push(Buffer.from('\n{}\n'))])).toEqual([null, '{}']);
});
