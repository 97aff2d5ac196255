/**
 * The events of Messages in AWS's binary frames, as InvokeModelWithResponseStream has them: each is base64 in the member
 * `bytes` of a frame of its own. Undone on the way from Bedrock, and done on the way to a client that calls Bedrock's path.
 * Source: Amazon Bedrock API reference, InvokeModelWithResponseStream.
 */
import {
  BINARY_STREAM,
  encodeHeaders,
  EventStreamSplitter,
  readMessage,
  writeEventStreamMessage,
  writeWithHeaders,
  type EventStreamMessage,
} from '../../framing/aws-event-stream.ts';
import { SseReader, type SseEvent } from '../../framing/sse-reader.ts';
import { isObject } from '../../json/object.ts';
import { exceptionName, readException } from '../bedrock-converse/errors.ts';
import { kindOfStatus } from '../../chat/errors.ts';
import { errorTypeFor, statusFor } from './answers.ts';

/** From Bedrock's frames to server-sent events. */
export class ChunksToEvents {
  readonly #splitter = new EventStreamSplitter();

  /** Whole events; null = none yet. Throws RangeError where the bytes are no frames. */
  push(chunk: Buffer): Buffer | null {
    const events: Buffer[] = [];
    for (const bytes of this.#splitter.push(chunk)) {
      const event = eventOf(read(bytes));
      if (event !== null) events.push(event);
    }
    if (events.length <= 1) return events[0] ?? null;
    return Buffer.concat(events);
  }

  get isTorn(): boolean {
    return this.#splitter.isTorn;
  }
}

/** A reader may throw RangeErrors alone. */
function read(bytes: Buffer): EventStreamMessage {
  try {
    return readMessage(bytes);
  } catch (error) {
    throw error instanceof RangeError ? error : new RangeError('a frame cannot be read', { cause: error });
  }
}

const BYTES_MEMBER = Buffer.from('"bytes":"');
const QUOTE = 0x22;
const LF = 0x0a;

function eventOf({ headers, payload }: EventStreamMessage): Buffer | null {
  const kind = headers[':message-type'];
  if (kind === 'exception') return errorEvent(headers[':exception-type'] ?? '', messageIn(payload));
  if (kind === 'error') return errorEvent(headers[':error-code'] ?? '', headers[':error-message'] ?? '');
  if (headers[':event-type'] !== 'chunk') return null;
  const at = payload.indexOf(BYTES_MEMBER);
  // Some that stand in Bedrock's place write the event itself.
  if (at === -1) return named(payload);
  const start = at + BYTES_MEMBER.length;
  const end = payload.indexOf(QUOTE, start);
  return named(Buffer.from(payload.toString('latin1', start, end === -1 ? payload.length : end), 'base64'));
}

const TYPE_FIRST = Buffer.from('{"type":"');
const EVENT = 'event: ';
const DATA = '\ndata: ';

/** null for what has no type: Bedrock puts frames of its own between. */
function named(json: Buffer): Buffer | null {
  const isTypeFirst = json.subarray(0, TYPE_FIRST.length).equals(TYPE_FIRST);
  if (isTypeFirst && !json.includes(LF)) {
    const type = json.toString('latin1', TYPE_FIRST.length, json.indexOf(QUOTE, TYPE_FIRST.length));
    return framed(type, json);
  }
  const event = parse(json.toString('utf8'));
  if (!isObject(event) || typeof event['type'] !== 'string') return null;
  return framed(event['type'], Buffer.from(JSON.stringify(event)));
}

/** As bytes: a text would be decoded and encoded again for every event. */
function framed(type: string, json: Buffer): Buffer {
  const head = EVENT + type + DATA;
  const at = Buffer.byteLength(head);
  const event = Buffer.allocUnsafe(at + json.length + 2);
  event.write(head);
  event.set(json, at);
  event[at + json.length] = LF;
  event[at + json.length + 1] = LF;
  return event;
}

function errorEvent(name: string, message: string): Buffer {
  const { kind, status } = readException(name, message, null);
  const type = kind === 'overloaded' ? 'overloaded_error' : errorTypeFor(status);
  return Buffer.from(`event: error\ndata: ${JSON.stringify({ type: 'error', error: { type, message } })}\n\n`);
}

function messageIn(payload: Buffer): string {
  const json = parse(payload.toString('utf8'));
  const message = isObject(json) ? (json['message'] ?? json['Message']) : undefined;
  return typeof message === 'string' ? message : 'Bedrock told an error without a message.';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const CHUNK = encodeHeaders({
  ':event-type': 'chunk',
  ':content-type': 'application/json',
  ':message-type': 'event',
});
const NOTHING = Buffer.alloc(0);

/** From server-sent events to Bedrock's frames. */
class EventsToChunks {
  readonly #reader = new SseReader();

  push(events: Uint8Array | string): Buffer {
    const bytes = typeof events === 'string' ? Buffer.from(events) : events;
    // What comes in frames already begins with the length of one.
    if (bytes[0] === 0) return asBuffer(bytes);
    const frames = this.#reader.push(bytes).map(frameOf);
    return frames.length === 1 ? (frames[0] ?? NOTHING) : Buffer.concat(frames);
  }

  end(): Buffer {
    return NOTHING;
  }
}

const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length);

function frameOf({ name, data }: SseEvent): Buffer {
  if (data === '') return NOTHING;
  if (name === 'error') return exceptionFrame(data);
  return writeWithHeaders(CHUNK, Buffer.from(`{"bytes":"${Buffer.from(data).toString('base64')}"}`, 'latin1'));
}

function exceptionFrame(data: string): Buffer {
  const json = parse(data);
  const error = isObject(json) && isObject(json['error']) ? json['error'] : {};
  const type = typeof error['type'] === 'string' ? error['type'] : 'api_error';
  const name = exceptionName(kindOfStatus(statusFor(type)));
  const headers = {
    ':exception-type': name.charAt(0).toLowerCase() + name.slice(1),
    ':content-type': 'application/json',
    ':message-type': 'exception',
  };
  return writeEventStreamMessage(headers, Buffer.from(JSON.stringify({ message: error['message'] ?? data })));
}

/** What a client of Bedrock's path gets. */
export const awsChunks = { contentType: BINARY_STREAM, open: () => new EventsToChunks() };
