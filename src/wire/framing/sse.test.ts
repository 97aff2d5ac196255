import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventData, eventName, SseSplitter, type SseBytes } from './sse.ts';

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
  // An empty event, of a CRLF that came in two, says nothing.
  const told = events.filter(({ name, data }) => name !== '' || data !== '');
  return { events: told, relayed: Buffer.concat(relayed).toString(), rest: splitter.rest?.toString() ?? '' };
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
    ['LF', STREAM, 4],
    ['CRLF', STREAM.replaceAll('\n', '\r\n'), 4],
    ['CR', STREAM.replaceAll('\n', '\r'), 4],
    ['LF, and CRLF for empty lines', STREAM.replaceAll('\n\n', '\n\r\n'), 4],
    ['CRLF, and LF for empty lines', STREAM.replaceAll('\n\n', '\r\n\n'), 4],
    ['CR, and CRLF for empty lines', STREAM.replaceAll('\n\n', '\r\r\n').replaceAll(/(?<!\r)\n/g, '\r'), 4],
    ['a CRLF comment before LF', `: ok\r\n\r\n${STREAM}`, 4],
    ['an LF comment before CRLF', `: ok\n\n${STREAM.replaceAll('\n', '\r\n')}`, 4],
    ['blank lines first', `\n\n${STREAM}`, 4],
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

  it('leaves out a byte order mark, in one piece or in three', () => {
    const bytes = Buffer.from(`\uFEFF${STREAM}`);
    const whole = feed([bytes]);
    expect(whole.relayed).toBe(STREAM);
    expect(whole.events[0]?.name).toBe('message_start');
    expect(feed(cut(bytes, [1, 2, 3, 4]))).toEqual(whole);
    // Of other bytes that begin alike, none is lost.
    expect(feed([Buffer.from([0xef]), Buffer.from('\n\n')]).relayed).toHaveLength(3);
  });

  it.each([
    ['', '\n\n'],
    ['\n', '\n'],
    ['\r\n', '\n'],
  ])('hands on a last event without its empty line when the stream has ended (after %j)', (ending, added) => {
    const splitter = new SseSplitter();
    const names: string[] = [];
    const onEvent = (source: SseBytes, start: number, end: number): void =>
      void names.push(eventName(source, start, end));
    splitter.push(Buffer.from(`event: a\ndata: 1\n\nevent: b\ndata: 2${ending}`), onEvent);
    expect(splitter.end(onEvent)?.toString()).toBe(`event: b\ndata: 2${ending}${added}`);
    expect(names).toEqual(['a', 'b']);
    expect(splitter.rest).toBeNull();
    expect(splitter.end(onEvent)).toBeNull();
  });

  it('reads names and data with and without the space, and joins several data lines', () => {
    expect(feed([Buffer.from(STREAM)]).events.slice(2)).toEqual([
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
