/** Takes interim answers (100, 102, 103) that nobody requested out of a connection: undici breaks off at a 100. */
import type { Socket } from 'node:net';

/** What the parser of a connection reads and emits. */
export interface Listening {
  /** True from the moment a request goes out until the first bytes of its final answer are there. */
  isAwaitingAnswer: boolean;
  /** Bytes that came since the last request went out, interim answers included. */
  heardBytes: number;
}

/** `HTTP/1.1 100`: enough to distinguish an interim answer from a final one. */
const STATUS_BYTES = 12;
const HEAD_END = '\r\n\r\n';
/** An interim answer has a few lines at most. */
const MAX_INTERIM_BYTES = 64 * 1024;

/** Replaces the `read` of the socket, through which undici takes all it gets. */
export function skipInterimAnswers(socket: Socket, listening: Listening): void {
  const readAll = socket.read.bind(socket) as (size?: number) => Buffer | null;
  let held: Buffer = Buffer.alloc(0);
  const read = (): Buffer | null => {
    for (;;) {
      const chunk = readAll();
      if (chunk === null) return null;
      listening.heardBytes += chunk.length;
      if (!listening.isAwaitingAnswer) return chunk;
      held = withoutInterim(held.length === 0 ? chunk : Buffer.concat([held, chunk]));
      if (isUndecided(held)) continue;
      const answer = held;
      held = Buffer.alloc(0);
      listening.isAwaitingAnswer = false;
      return answer;
    }
  };
  // `read(0)` is Node's own way to ask for more.
  socket.read = (size?: number) => (size === undefined ? read() : readAll(size));
}

function withoutInterim(bytes: Buffer): Buffer {
  let rest = bytes;
  while (isInterim(rest)) {
    const end = rest.indexOf(HEAD_END);
    if (end === -1) return rest;
    rest = rest.subarray(end + HEAD_END.length);
  }
  return rest;
}

/** 101 is an answer of its own: it changes the protocol. */
function isInterim(bytes: Buffer): boolean {
  return bytes.length >= STATUS_BYTES && /^HTTP\/1\.[01] 1(?!01)\d\d$/.test(bytes.toString('latin1', 0, STATUS_BYTES));
}

function isUndecided(bytes: Buffer): boolean {
  if (bytes.length < STATUS_BYTES) return 'HTTP/1.'.startsWith(bytes.toString('latin1', 0, 7));
  return isInterim(bytes) && bytes.length <= MAX_INTERIM_BYTES;
}
