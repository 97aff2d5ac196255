import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventData, eventName, SseSplitter } from './sse.ts';

interface Seen {
  name: string;
  data: string;
}

function feed(chunks: readonly Buffer[]): { events: Seen[]; relayed: string; rest: string } {
  const splitter = new SseSplitter();
  const events: Seen[] = [];
  const relayed: Buffer[] = [];
  for (const chunk of chunks) {
    const whole = splitter.push(chunk, (source, start, end) => {
      events.push({ name: eventName(source, start, end), data: eventData(source, start, end) });
    });
    if (whole !== null) relayed.push(Buffer.from(whole));
  }
  return { events, relayed: Buffer.concat(relayed).toString(), rest: splitter.rest?.toString() ?? '' };
}

const STREAM = [
  'event: message_start\ndata: {"a":1}\n\n',
  ': a comment\n\n',
  'event: ping\ndata: {"type":"ping"}\n\n',
  'event:content_block_delta\ndata:{"text":"é 漢 🙂 \\n\\n"}\n\n',
  'data: one\ndata: two\n\n',
].join('');

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const marks = [...new Set([0, ...at.map((mark) => mark % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return marks.slice(1).map((mark, index) => bytes.subarray(marks[index], mark));
}

describe('splitting an event stream', () => {
  it.each([
    ['LF', STREAM, 5],
    ['CRLF', STREAM.replaceAll('\n', '\r\n'), 5],
    ['blank lines first', `\n\n${STREAM}`, 6],
  ])('gives the same events and the same bytes for any chunking (%s)', (_, text, events) => {
    const whole = feed([Buffer.from(text)]);
    expect(whole.events).toHaveLength(events);
    expect(whole.relayed).toBe(text);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (marks) => {
        expect(feed(cut(Buffer.from(text), marks))).toEqual(whole);
      }),
    );
    expect(
      feed(
        cut(
          Buffer.from(text),
          Array.from({ length: text.length * 2 }, (_unused, index) => index),
        ),
      ),
    ).toEqual(whole);
  });

  it('reads names and data with and without the space, and joins several data lines', () => {
    expect(feed([Buffer.from(STREAM)]).events.slice(3)).toEqual([
      { name: 'content_block_delta', data: '{"text":"é 漢 🙂 \\n\\n"}' },
      { name: '', data: 'one\ntwo' },
    ]);
  });

  it('never hands on half an event', () => {
    const { relayed, rest } = feed([Buffer.from('event: a\ndata: 1\n\nevent: b\nda'), Buffer.from('ta: {"x')]);
    expect(relayed).toBe('event: a\ndata: 1\n\n');
    expect(rest).toBe('event: b\ndata: {"x');
  });

  // Some 0.2 s; what joins it anew with each piece takes minutes, and a test may take 15 s.
  it('puts a large event together, however small its pieces are', () => {
    const piece = Buffer.alloc(16, 'x');
    const pieces = [Buffer.from('data: '), ...Array.from({ length: 131_072 }, () => piece), Buffer.from('\n\n')];
    expect(feed(pieces).events).toMatchObject([{ data: 'x'.repeat(2_097_152) }]);
  });

  it('gives up on an event that never ends before it fills the memory', () => {
    const splitter = new SseSplitter();
    const chunk = Buffer.alloc(8 * 1024 * 1024, 'x');
    const push = () => splitter.push(chunk, () => undefined);
    push();
    push();
    push();
    push();
    expect(push).toThrow(RangeError);
  });
});
