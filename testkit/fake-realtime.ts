/**
 * A WebSocket on loopback that behaves like OpenAI's Realtime API: it answers each message with a response and its usage,
 * `times` over where the message says so. A response that `isTorn` is followed by the first frame of another message and half of a second one.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeFrame, FrameReader, textFrame } from '../src/wire/framing/websocket.ts';

export interface FakeRealtime {
  url: string;
  handshakes: IncomingMessage[];
  /** Messages of clients, as text. */
  messages: string[];
  close(): Promise<void>;
}

const usageOf = (times: number) => ({
  total_tokens: 200 * times,
  input_tokens: 120 * times,
  output_tokens: 80 * times,
  input_token_details: { text_tokens: 20 * times, audio_tokens: 100 * times, cached_tokens: 0 },
  output_token_details: { text_tokens: 30 * times, audio_tokens: 50 * times },
});

/** A frame that begins a message and does not end it. */
function begun(text: string): Buffer {
  const frame = textFrame(text);
  frame[0] = 0x01;
  return frame;
}

const HALF = textFrame('never whole').subarray(0, 6);

export async function startFakeRealtime(): Promise<FakeRealtime> {
  const handshakes: IncomingMessage[] = [];
  const messages: string[] = [];
  const open = new Set<Duplex>();
  const server = createServer((_request, response) => void response.writeHead(404).end('{}'));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    handshakes.push(request);
    if (request.headers.authorization?.startsWith('Bearer sk-') !== true) {
      const body = '{"error":{"message":"Incorrect API key provided.","type":"invalid_request_error"}}';
      socket.end(
        `HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      return;
    }
    open.add(socket);
    const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    socket.write(textFrame(JSON.stringify({ type: 'session.created' })));
    const reader = new FrameReader((text) => {
      messages.push(text);
      const { times = 1, isTorn = false } = JSON.parse(text) as { times?: number; isTorn?: boolean };
      const done = textFrame(JSON.stringify({ type: 'response.done', response: { usage: usageOf(times) } }));
      socket.write(isTorn ? Buffer.concat([done, begun('{"type":'), HALF]) : done);
    });
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      reader.push(chunk);
      if (reader.isClosed) socket.end(closeFrame(1000, ''));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    handshakes,
    messages,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
