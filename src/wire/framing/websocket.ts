/** Frames of WebSockets (RFC 6455 §5): read in passing, and written where the gateway itself has something to say. */

/** Far more than an event of sound. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const TEXT = 1;
const CONTINUED = 0;
const CLOSE = 8;
/** Control frames, which may stand between the frames of one message (RFC 6455 §5.4). */
const FIRST_CONTROL = 8;

/** Cuts whole text messages out of a stream of frames that is relayed untouched. Throws RangeError for one that is too large, in one frame or in many. */
export class FrameReader {
  readonly #onText: (text: string) => void;
  #rest: Buffer = Buffer.alloc(0);
  #message: Buffer[] = [];
  #messageBytes = 0;
  #isText = false;
  /** A close frame was seen. */
  isClosed = false;

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  /** In the middle of a frame. */
  get isTorn(): boolean {
    return this.#rest.length > 0;
  }

  /** The frames that are whole, as they came; null = none is yet. */
  push(chunk: Buffer): Buffer | null {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let end = 0;
    for (let frame = frameIn(bytes); frame !== null; frame = frameIn(bytes.subarray(end))) {
      this.#take(frame, bytes.subarray(end + frame.start, end + frame.end));
      end += frame.end;
    }
    this.#rest = bytes.subarray(end);
    if (this.#rest.length > MAX_MESSAGE_BYTES) throw new RangeError('A WebSocket frame is too large.');
    return end === 0 ? null : bytes.subarray(0, end);
  }

  #take({ opcode, isLast, mask }: Frame, payload: Buffer): void {
    if (opcode === CLOSE) this.isClosed = true;
    if (opcode !== TEXT && opcode !== CONTINUED) return;
    if (opcode === TEXT) this.#isText = true;
    if (!this.#isText) return;
    this.#messageBytes += payload.length;
    if (this.#messageBytes > MAX_MESSAGE_BYTES) throw new RangeError('A WebSocket message is too large.');
    this.#message.push(mask === null ? payload : unmasked(payload, mask));
    if (!isLast) return;
    const text = Buffer.concat(this.#message).toString('utf8');
    this.#message = [];
    this.#messageBytes = 0;
    this.#isText = false;
    this.#onText(text);
  }
}

interface Frame {
  opcode: number;
  isLast: boolean;
  mask: Buffer | null;
  start: number;
  end: number;
}

/** The first frame; null = it is not whole yet. */
function frameIn(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = (second & 0x80) !== 0;
  const start = 2 + extra + (isMasked ? 4 : 0);
  if (bytes.length < start) return null;
  const length = extra === 0 ? short : longLength(bytes, extra);
  if (length > MAX_MESSAGE_BYTES) throw new RangeError('A WebSocket frame is too large.');
  if (bytes.length < start + length) return null;
  const mask = isMasked ? bytes.subarray(start - 4, start) : null;
  return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, mask, start, end: start + length };
}

const longLength = (bytes: Buffer, extra: number): number =>
  extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));

function unmasked(payload: Buffer, mask: Buffer): Buffer {
  return Buffer.from(payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
}

/** What may follow in a stream of frames: anything, no message (one has begun), or nothing. */
export type FrameState = 'between' | 'inside' | 'closed';

/** `frames`: whole ones. */
export function stateAfter(frames: Buffer, before: FrameState): FrameState {
  let state = before;
  let rest = frames;
  for (let frame = frameIn(rest); frame !== null; frame = frameIn(rest)) {
    if (frame.opcode === CLOSE) state = 'closed';
    else if (frame.opcode < FIRST_CONTROL && state !== 'closed') state = frame.isLast ? 'between' : 'inside';
    rest = rest.subarray(frame.end);
  }
  return state;
}

/** One text message of a server, which masks nothing. */
export function textFrame(text: string): Buffer {
  return frameOf(TEXT, Buffer.from(text));
}

/** The end, with a status of RFC 6455 §7.4 and why. */
export function closeFrame(status: number, reason: string): Buffer {
  const code = Buffer.alloc(2);
  code.writeUInt16BE(status);
  return frameOf(CLOSE, Buffer.concat([code, Buffer.from(reason.slice(0, 100))]));
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : Buffer.alloc(length < 65_536 ? 4 : 10);
  if (length >= 126) {
    head[0] = 0x80 | opcode;
    head[1] = length < 65_536 ? 126 : 127;
    if (length < 65_536) head.writeUInt16BE(length, 2);
    else head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}
