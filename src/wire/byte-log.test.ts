import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteLog } from './byte-log.ts';

it('gives back what was put in, whatever the pieces, and starts anew when cleared', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 20 }), (pieces) => {
      const log = new ByteLog();
      for (const piece of pieces) log.push(piece);
      expect(log.bytes().equals(Buffer.concat(pieces))).toBe(true);
      expect(log.length).toBe(Buffer.concat(pieces).length);
      log.clear();
      expect(log.bytes()).toHaveLength(0);
    }),
  );
});
