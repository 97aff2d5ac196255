/**
 * The bench upstream, a process of its own: plain sockets and ready-made bytes, so that it stays far below the load of
 * whatever stands before it. It speaks as Vertex, as Google's token endpoint and as Anthropic.
 */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { MessageReader } from '../http/message-reader.ts';
import { FAILING_REGION } from './protocol.ts';
import type { UpstreamOrder, UpstreamReport } from './protocol.ts';

/** A body of this size is a conversation, and its answer is streamed: cheaper than looking for `"stream":true`. */
const STREAM_FROM_BYTES = 32 * 1024;
const TOKEN = '{"access_token":"ya29.bench","expires_in":3599,"token_type":"Bearer"}';
const OVERLOADED = '{"error":{"code":503,"message":"The service is currently unavailable.","status":"UNAVAILABLE"}}';
const FAILING = `/locations/${FAILING_REGION}/`;

const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n' +
  'request-id: req_vrtx_bench\r\ntransfer-encoding: chunked\r\n\r\n';

let wholeAnswer: Buffer = Buffer.alloc(0);
/** Head and opening events, then one event per piece; the last piece ends the message. */
let pieces: Buffer[] = [];
/** All pieces in one. */
let burst: Buffer = Buffer.alloc(0);
/** Between two pieces; 0 = the whole stream at once. */
let tickMs = 0;

process.on('message', (order: UpstreamOrder) => {
  if (order.kind === 'pace') tickMs = order.tickMs;
  else prepare(order.answers.whole, order.answers.events);
  process.send?.({ kind: 'done' } satisfies UpstreamReport);
});
process.on('disconnect', () => process.exit(0));

function prepare(whole: string, events: readonly string[]): void {
  wholeAnswer = json(200, whole);
  // A model that begins to speak sends its opening events and the first delta together.
  const firstDelta = events.findIndex((event) => event.startsWith('event: content_block_delta')) + 1;
  const opening = events.slice(0, firstDelta).map(chunk);
  const rest = events.slice(firstDelta).map((event) => Buffer.from(chunk(event)));
  pieces = [Buffer.from(STREAM_HEAD + opening.join('')), ...rest];
  pieces.push(Buffer.concat([pieces.pop() ?? Buffer.alloc(0), Buffer.from('0\r\n\r\n')]));
  burst = Buffer.concat(pieces);
}

function chunk(event: string): string {
  return `${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`;
}

function json(status: number, body: string): Buffer {
  const head = `HTTP/1.1 ${status} Bench\r\ncontent-type: application/json\r\nrequest-id: req_vrtx_bench\r\n`;
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function serve(socket: Socket): void {
  let path = '';
  let bodyBytes = 0;
  const reader = new MessageReader({
    head(text) {
      path = text.slice(text.indexOf(' ') + 1, text.indexOf(' HTTP/'));
      bodyBytes = 0;
    },
    body(bytes) {
      bodyBytes += bytes.length;
    },
    end: () => answer(socket, path, bodyBytes),
  });
  socket.on('data', (bytes) => reader.push(bytes));
  socket.on('error', () => socket.destroy());
}

function answer(socket: Socket, path: string, bodyBytes: number): void {
  if (path === '/token') socket.write(json(200, TOKEN));
  else if (!isMessages(path)) socket.write(json(404, `{"error":"the bench upstream does not serve ${path}"}`));
  else if (path.includes(FAILING)) socket.write(json(503, OVERLOADED));
  else if (bodyBytes < STREAM_FROM_BYTES) socket.write(wholeAnswer);
  else if (tickMs === 0) socket.write(burst);
  else play(socket);
}

function isMessages(path: string): boolean {
  return path.endsWith('/messages') || path.endsWith(':rawPredict') || path.endsWith(':streamRawPredict');
}

/**
 * One piece at a time: as events of a model come, each in a packet of its own. Each is due at a time counted from the
 * stream's beginning: intervals would soon fire together, for Node runs all that are due at once and begins them anew at once.
 */
function play(socket: Socket): void {
  const begun = performance.now();
  let next = 0;
  const writeNext = (): void => {
    const piece = pieces[next];
    if (piece === undefined || socket.destroyed) return;
    socket.write(piece);
    next += 1;
    setTimeout(writeNext, Math.max(0, begun + next * tickMs - performance.now()));
  };
  writeNext();
}

const server = createServer({ noDelay: true }, serve);
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The bench upstream got no port.');
  process.send?.({ kind: 'listening', url: `http://127.0.0.1:${address.port}` } satisfies UpstreamReport);
});
