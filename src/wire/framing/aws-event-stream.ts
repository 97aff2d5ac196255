/**
 * AWS's binary event stream (`application/vnd.amazon.eventstream`), read and written. Big-endian: total length, length of
 * the headers, CRC32 of these, headers, payload, CRC32 of all before. Source: the Smithy event stream specification.
 */
import { crc32 } from 'node:zlib';

/** The `content-type` of such a stream. */
export const BINARY_STREAM = 'application/vnd.amazon.eventstream';

const PRELUDE_BYTES = 12;
const CRC_BYTES = 4;
const MIN_BYTES = PRELUDE_BYTES + CRC_BYTES;
/** AWS's own limit is 24 MiB; a length beyond it is no length. */
const MAX_BYTES = 24 * 1024 * 1024;

export interface EventStreamMessage {
  /** Values as text; a boolean is `true` or `false`. */
  headers: Readonly<Record<string, string>>;
  payload: Buffer;
}

/** Cuts bytes in any chunks into whole messages, without looking into them. */
export class EventStreamSplitter {
  #chunks: Buffer[] = [];
  #held = 0;

  /** The messages that are whole, as they came. Throws RangeError on a length that is none. */
  push(bytes: Uint8Array): Buffer[] {
    this.#chunks.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#held += bytes.byteLength;
    const messages: Buffer[] = [];
    for (;;) {
      const length = this.#nextLength();
      if (length === null || this.#held < length) return messages;
      const all = this.#joined();
      messages.push(all.subarray(0, length));
      this.#chunks = length === all.length ? [] : [all.subarray(length)];
      this.#held -= length;
    }
  }

  /** Bytes of a message that has not ended: the stream was cut. */
  get isTorn(): boolean {
    return this.#held > 0;
  }

  /** null until the prelude is there. The chunks are joined once a message, not once a chunk. */
  #nextLength(): number | null {
    if (this.#held < PRELUDE_BYTES) return null;
    const [first] = this.#chunks;
    const prelude = first !== undefined && first.length >= PRELUDE_BYTES ? first : this.#joined();
    const length = prelude.readUInt32BE(0);
    if (length < MIN_BYTES || length > MAX_BYTES) throw new RangeError(`an event cannot have ${length} bytes`);
    return length;
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    const all = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#held);
    this.#chunks = [all];
    return all;
  }
}

/** The same, and reads them. */
export class EventStreamReader {
  readonly #splitter = new EventStreamSplitter();

  /** The messages that are whole. Throws SyntaxError on a checksum that is wrong and RangeError on a length that is none. */
  push(bytes: Uint8Array): EventStreamMessage[] {
    return this.#splitter.push(bytes).map(readMessage);
  }

  get isTorn(): boolean {
    return this.#splitter.isTorn;
  }
}

/** Throws SyntaxError on a checksum that is wrong. */
export function readMessage(bytes: Buffer): EventStreamMessage {
  const headersLength = bytes.readUInt32BE(4);
  if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8))
    throw new SyntaxError('the checksum of a prelude is wrong');
  const end = bytes.length - CRC_BYTES;
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32BE(end))
    throw new SyntaxError('the checksum of an event is wrong');
  const payloadStart = PRELUDE_BYTES + headersLength;
  if (payloadStart > end) throw new SyntaxError('the headers of an event are longer than the event');
  return {
    headers: headersIn(bytes.subarray(PRELUDE_BYTES, payloadStart)),
    payload: bytes.subarray(payloadStart, end),
  };
}

/** Of a whole message, as they came. */
export const headerBytesOf = (message: Buffer): Buffer =>
  message.subarray(PRELUDE_BYTES, PRELUDE_BYTES + message.readUInt32BE(4));

/** Nearly every message of a stream has the headers of the one before it. */
let last: { bytes: Buffer; headers: Record<string, string> } | null = null;

function headersIn(bytes: Buffer): Record<string, string> {
  if (last?.bytes.equals(bytes) !== true) last = { bytes: Buffer.from(bytes), headers: readHeaders(bytes) };
  return last.headers;
}

/** Sizes of values by their type; types that are not here carry their length. */
const FIXED_SIZES: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };
const BYTES_TYPE = 6;
const STRING_TYPE = 7;

function readHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < bytes.length;) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const type = bytes.readUInt8(nameEnd);
    const fixed = FIXED_SIZES[type];
    if (fixed === undefined && type !== BYTES_TYPE && type !== STRING_TYPE)
      throw new SyntaxError('a header has an unknown type');
    const start = nameEnd + (fixed === undefined ? 3 : 1);
    const end = start + (fixed ?? bytes.readUInt16BE(nameEnd + 1));
    if (end > bytes.length) throw new SyntaxError('a header is longer than its event');
    headers[name] = textOf(type, bytes.subarray(start, end));
    at = end;
  }
  return headers;
}

function textOf(type: number, value: Buffer): string {
  if (type === STRING_TYPE) return value.toString('utf8');
  if (type <= 1) return type === 0 ? 'true' : 'false';
  return value.toString('hex');
}

/** All headers are strings. */
export function writeEventStreamMessage(headers: Readonly<Record<string, string>>, payload: Uint8Array): Buffer {
  return writeWithHeaders(encodeHeaders(headers), payload);
}

/** For headers that many messages have. */
export function encodeHeaders(headers: Readonly<Record<string, string>>): Buffer {
  const written = Object.entries(headers).map(([name, value]) => {
    const nameBytes = Buffer.from(name);
    const valueBytes = Buffer.from(value);
    const head = Buffer.from([STRING_TYPE, valueBytes.length >> 8, valueBytes.length & 0xff]);
    return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, head, valueBytes]);
  });
  return Buffer.concat(written);
}

export function writeWithHeaders(headers: Buffer, payload: Uint8Array): Buffer {
  const message = Buffer.allocUnsafe(MIN_BYTES + headers.length + payload.length);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headers.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headers.copy(message, PRELUDE_BYTES);
  message.set(payload, PRELUDE_BYTES + headers.length);
  const end = message.length - CRC_BYTES;
  message.writeUInt32BE(crc32(message.subarray(0, end)), end);
  return message;
}
