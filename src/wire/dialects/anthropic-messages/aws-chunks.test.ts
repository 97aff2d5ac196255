import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamReader, writeEventStreamMessage } from '../../framing/aws-event-stream.ts';
import { awsChunks, ChunksToEvents } from './aws-chunks.ts';

const event = (json: string): string => `event: ${/"type":"(\w+)"/.exec(json)?.[1] ?? ''}\ndata: ${json}\n\n`;
const STREAM = [
  '{"type":"message_start","message":{"id":"msg_1"}}',
  '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ü ✓ 📁 \\n"}}',
  '{"type":"ping"}',
  '{"type":"message_stop"}',
].map(event);

function unframed(frames: Uint8Array, size: number): string {
  const chunks = new ChunksToEvents();
  let text = '';
  for (let at = 0; at < frames.length; at += size) {
    text += chunks.push(Buffer.from(frames.subarray(at, at + size)))?.toString() ?? '';
  }
  return text;
}

const framed = (text: string): Uint8Array => awsChunks.open().push(text);

describe('events of Messages in frames of AWS', () => {
  it('are the same again when they are taken out, in whatever chunks the frames come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(STREAM), fc.integer({ min: 1, max: 400 }), (events, size) => {
        const text = events.join('');
        expect(unframed(framed(text), size)).toBe(text);
      }),
    );
  });

  it('never crash on bytes that are changed: only a RangeError says that they are no frames', () => {
    const frames = framed(STREAM.join(''));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(frames.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 200 }),
        (changes, size) => {
          const broken = Buffer.from(frames);
          for (const [at, change] of changes) broken[at] = (broken[at] ?? 0) ^ change;
          try {
            expect(STREAM.join('').startsWith(unframed(broken, size))).toBe(true);
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('that come with line breaks and blanks inside of their JSON are one event each', () => {
    const json = '{ "index": 0,\n "type": "content_block_stop" }';
    const payload = Buffer.from(JSON.stringify({ bytes: Buffer.from(json).toString('base64'), p: 'abc' }));
    const frame = writeEventStreamMessage({ ':message-type': 'event', ':event-type': 'chunk' }, payload);
    expect(unframed(frame, 1000)).toBe('event: content_block_stop\ndata: {"index":0,"type":"content_block_stop"}\n\n');
  });

  it('leave out frames that Bedrock puts between, and data without a type', () => {
    const frames = [
      writeEventStreamMessage({ ':message-type': 'event', ':event-type': 'other' }, Buffer.from('{}')),
      writeEventStreamMessage({ ':message-type': 'event', ':event-type': 'chunk' }, Buffer.from('{"p":"a"}')),
      writeEventStreamMessage({ ':message-type': 'event', ':event-type': 'chunk' }, Buffer.from('{"bytes":"e30="}')),
    ];
    expect(unframed(Buffer.concat(frames), 1000)).toBe('');
  });

  it.each([
    ['throttlingException', 'rate_limit_error'],
    ['serviceUnavailableException', 'overloaded_error'],
    ['validationException', 'invalid_request_error'],
    ['internalServerException', 'api_error'],
  ])('tell %s as %s, and back', (exception, type) => {
    const headers = { ':message-type': 'exception', ':exception-type': exception };
    const told = unframed(writeEventStreamMessage(headers, Buffer.from('{"message":"Not now."}')), 1000);
    expect(told).toBe(`event: error\ndata: {"type":"error","error":{"type":"${type}","message":"Not now."}}\n\n`);
    const [again] = new EventStreamReader().push(framed(told));
    expect(again?.headers).toMatchObject(headers);
    expect(again?.payload.toString()).toBe('{"message":"Not now."}');
  });

  it('that stop in the middle of a frame are torn', () => {
    const chunks = new ChunksToEvents();
    chunks.push(Buffer.from(framed(STREAM[0] ?? '').subarray(0, -3)));
    expect(chunks.isTorn).toBe(true);
  });
});
