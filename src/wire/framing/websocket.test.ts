import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeFrame, FrameReader, stateAfter, textFrame } from './websocket.ts';

function read(chunks: readonly Buffer[]) {
  const texts: string[] = [];
  const reader = new FrameReader((text) => void texts.push(text));
  const whole = Buffer.concat(chunks.map((chunk) => reader.push(chunk) ?? Buffer.alloc(0)));
  return { texts, reader, whole };
}

/** As a client sends it. */
function masked(text: string): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const payload = Buffer.from(text).map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, payload]);
}

describe('frames of a WebSocket', () => {
  it('give the same messages, wherever the bytes are cut', () => {
    const sent = ['', 'é😀', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(70_000)];
    const bytes = Buffer.concat([...sent.map(textFrame), closeFrame(1000, 'bye')]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 6 }), (cuts) => {
        const ends = [...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
        const { texts, reader, whole } = read(chunks);
        expect(texts).toEqual(sent);
        expect(whole.equals(bytes)).toBe(true);
        expect(reader).toMatchObject({ isClosed: true, isTorn: false });
      }),
    );
  });

  it('of a client are unmasked, and a message in several of them is one', () => {
    const [first, second] = [textFrame('Hel'), textFrame('lo')];
    first[0] = 0x01;
    second[0] = 0x80;
    expect(read([masked('Hi'), first, second]).texts).toEqual(['Hi', 'Hello']);
  });

  it('that stop in the middle are torn, and one of any size does not fill the memory', () => {
    expect(read([textFrame('Hello').subarray(0, 4)]).reader.isTorn).toBe(true);
    const huge = Buffer.from([0x82, 127, 0, 0, 0, 255, 0, 0, 0, 0]);
    expect(() => read([huge])).toThrow(RangeError);
  });

  it('that never end their message do not fill the memory either', () => {
    const begun = textFrame('x'.repeat(1024 * 1024));
    begun[0] = 0x01;
    const goesOn = Buffer.from(begun);
    goesOn[0] = 0x00;
    const frames = (count: number) => [begun, ...Array.from({ length: count - 1 }, () => goesOn)];
    expect(read(frames(16)).texts).toEqual([]);
    expect(() => read(frames(17))).toThrow(RangeError);
  });

  it('say what may follow them: a control frame may stand inside of a message, and nothing behind a close frame', () => {
    const [begun, ping, last] = [textFrame('a'), textFrame(''), textFrame('b')];
    begun[0] = 0x02;
    ping[0] = 0x89;
    last[0] = 0x80;
    expect(stateAfter(textFrame('a'), 'between')).toBe('between');
    expect(stateAfter(Buffer.concat([textFrame('a'), begun, ping]), 'between')).toBe('inside');
    expect(stateAfter(last, 'inside')).toBe('between');
    expect(stateAfter(Buffer.concat([closeFrame(1000, ''), textFrame('a')]), 'inside')).toBe('closed');
  });
});
