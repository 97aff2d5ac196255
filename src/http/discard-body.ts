/** Gets rid of a body that was refused unread, without hurting the answer. */
import type { IncomingMessage } from 'node:http';

const DISCARD_MS = 10_000;

/**
 * The rest of the body is still read, and thrown away, for a while: closing at once would reset the connection, and the
 * caller would see the reset in place of the answer. `after` starts a one-shot timer and returns what cancels it.
 */
export function discardBody(request: IncomingMessage, after: (ms: number, run: () => void) => () => void): void {
  if (request.complete) return;
  const cancel = after(DISCARD_MS, () => request.socket.destroy());
  request.once('close', cancel);
  request.resume();
}
