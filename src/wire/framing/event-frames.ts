/** The events of a stream one by one, each of which can be written again with other data: as text, or in AWS's binary frames. */
import { EventStreamSplitter, headerBytesOf, readMessage, writeWithHeaders } from './aws-event-stream.ts';
import { eventData, eventName, SseSplitter } from './sse.ts';

export interface FramedEvent {
  /** As it came. */
  readonly bytes: Buffer;
  /** '' = it has none. */
  readonly name: string;
  /** '' = it has none, as a comment. */
  readonly data: string;
  /** The same event with other data, which is one line. */
  rewritten(data: string): Buffer;
}

export interface FrameReader {
  /** The events that are whole. Throws as the splitter of its frames does. */
  push(bytes: Buffer): FramedEvent[];
}

export function openTextFrames(): FrameReader {
  const splitter = new SseSplitter();
  return {
    push(bytes) {
      const events: FramedEvent[] = [];
      splitter.push(bytes, (source, start, end) => {
        const event = source.bytes.subarray(start, end);
        events.push({
          bytes: event,
          get name() {
            return eventName(source, start, end);
          },
          data: eventData(source, start, end),
          rewritten(data) {
            const { name } = this;
            return Buffer.from(`${name === '' ? '' : `event: ${name}\n`}data: ${data}\n\n`);
          },
        });
      });
      return events;
    },
  };
}

/** An exception is an event without a name. */
export function openBinaryFrames(): FrameReader {
  const splitter = new EventStreamSplitter();
  return {
    push: (bytes) =>
      splitter.push(bytes).map((message) => {
        const { headers, payload } = readMessage(message);
        return {
          bytes: message,
          name: headers[':event-type'] ?? '',
          data: payload.toString('utf8'),
          rewritten: (data) => writeWithHeaders(headerBytesOf(message), Buffer.from(data)),
        };
      }),
  };
}
