import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamReader, writeEventStreamMessage } from './aws-event-stream.ts';

const headers = { ':message-type': 'event', ':event-type': 'chunk', ':content-type': 'application/json' };
const message = writeEventStreamMessage(headers, Buffer.from('{"a":"ä"}'));

describe('an event stream of AWS', () => {
  it('has the checksums that zlib works out', () => {
    expect(message.readUInt32BE(8)).toBe(crc32(message.subarray(0, 8)));
    expect(message.readUInt32BE(message.length - 4)).toBe(crc32(message.subarray(0, -4)));
  });

  it('is read as it was written, in whatever chunks it comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        (payloads, size) => {
          const bytes = Buffer.concat(payloads.map((payload) => writeEventStreamMessage(headers, payload)));
          const reader = new EventStreamReader();
          const read = [];
          for (let at = 0; at < bytes.length; at += size) read.push(...reader.push(bytes.subarray(at, at + size)));
          expect(read.map(({ payload }) => [...payload])).toEqual(payloads.map((payload) => [...payload]));
          expect(read.every((one) => one.headers[':event-type'] === 'chunk')).toBe(true);
          expect(reader.isTorn).toBe(false);
        },
      ),
    );
  });

  it('with any one byte changed is refused or still waits for more, and never read as another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: message.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const broken = Buffer.from(message);
        broken[at] = (broken[at] ?? 0) ^ change;
        const reader = new EventStreamReader();
        let read: unknown[] = [];
        try {
          read = reader.push(broken);
        } catch (error) {
          expect(error).toSatisfy((thrown) => thrown instanceof SyntaxError || thrown instanceof RangeError);
        }
        expect(read).toEqual([]);
      }),
    );
  });

  it('reads values of every type', () => {
    const header = (name: string, type: number, value: number[]) => [name.length, ...Buffer.from(name), type, ...value];
    const bytes = Buffer.from([
      ...header('t', 0, []),
      ...header('f', 1, []),
      ...header('n', 4, [0, 0, 1, 0]),
      ...header('b', 6, [0, 1, 255]),
    ]);
    const whole = Buffer.alloc(16 + bytes.length);
    whole.writeUInt32BE(whole.length, 0);
    whole.writeUInt32BE(bytes.length, 4);
    whole.writeUInt32BE(crc32(whole.subarray(0, 8)), 8);
    bytes.copy(whole, 12);
    whole.writeUInt32BE(crc32(whole.subarray(0, -4)), whole.length - 4);
    expect(new EventStreamReader().push(whole)[0]?.headers).toEqual({ t: 'true', f: 'false', n: '00000100', b: 'ff' });
  });
});
