/**
 * Reads protobuf messages by a description of their fields, as plain values: what OpenTelemetry's exporters send is small and
 * of a few fixed shapes. Unknown fields are skipped. Source: https://protobuf.dev/programming-guides/encoding/
 */

type Scalar = 'string' | 'bool' | 'int' | 'double' | 'fixed64' | 'bytes';

export interface FieldShape {
  name: string;
  type: Scalar | (() => MessageShape);
  isRepeated?: boolean;
}

/** By the field's number. */
export type MessageShape = Readonly<Record<number, FieldShape>>;
export type Message = Record<string, unknown>;

export class ProtobufError extends Error {}

/** Deeper nothing real is. */
const MAX_DEPTH = 16;

/** Throws ProtobufError where the bytes are no such message. */
export function readMessage(bytes: Buffer, shape: MessageShape): Message {
  return readFields({ bytes, at: 0, end: bytes.length, depth: 0 }, shape);
}

interface Cursor {
  bytes: Buffer;
  at: number;
  end: number;
  depth: number;
}

function readFields(cursor: Cursor, shape: MessageShape): Message {
  if (cursor.depth > MAX_DEPTH) throw new ProtobufError('The message is nested too deeply.');
  const message: Message = {};
  while (cursor.at < cursor.end) {
    const tag = Number(readVarint(cursor));
    const field = shape[Math.floor(tag / 8)];
    const value = readValue(cursor, tag % 8, field?.type);
    if (field === undefined || value === undefined) continue;
    if (field.isRepeated !== true) message[field.name] = value;
    else ((message[field.name] ??= []) as unknown[]).push(value);
  }
  return message;
}

const [VARINT, FIXED_64, DELIMITED, FIXED_32] = [0, 1, 2, 5];

/** Undefined where the field is unknown, or has another type on the wire than it should have. */
function readValue(cursor: Cursor, wireType: number, type: FieldShape['type'] | undefined): unknown {
  switch (wireType) {
    case VARINT: {
      const value = readVarint(cursor);
      return type === 'bool' ? value !== 0n : type === 'int' ? Number(BigInt.asIntN(64, value)) : undefined;
    }
    case FIXED_64: {
      const at = take(cursor, 8);
      if (type === 'double') return cursor.bytes.readDoubleLE(at);
      return type === 'fixed64' ? Number(cursor.bytes.readBigInt64LE(at)) : undefined;
    }
    case DELIMITED:
      return readDelimited(cursor, type);
    case FIXED_32:
      take(cursor, 4);
      return undefined;
    default:
      throw new ProtobufError(`There is no wire type ${wireType}.`);
  }
}

function readDelimited(cursor: Cursor, type: FieldShape['type'] | undefined): unknown {
  const at = take(cursor, Number(readVarint(cursor)));
  if (type === 'string') return cursor.bytes.toString('utf8', at, cursor.at);
  if (type === 'bytes') return cursor.bytes.toString('base64', at, cursor.at);
  if (typeof type !== 'function') return undefined;
  return readFields({ bytes: cursor.bytes, at, end: cursor.at, depth: cursor.depth + 1 }, type());
}

/** Where the next so many bytes begin. */
function take(cursor: Cursor, size: number): number {
  const at = cursor.at;
  if (size > cursor.end - at) throw new ProtobufError('The message ends in the middle of a field.');
  cursor.at += size;
  return at;
}

const MAX_VARINT_BYTES = 10;

function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let count = 0; count < MAX_VARINT_BYTES; count += 1) {
    const byte = cursor.bytes[take(cursor, 1)] ?? 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * count);
    if (byte < 0x80) return value;
  }
  throw new ProtobufError('A number has more than ten bytes.');
}
