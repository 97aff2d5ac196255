/** An HTTP server on loopback that remembers every request; the fakes are built on it. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { parseJson } from '../json-shape.ts';

/** One request, and what became of it. Filled in while it happens, so poll it. */
export interface UpstreamCall {
  /** What the fake took it for: `token`, `messages`, `count_tokens`, `models` or `other`. */
  kind: string;
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  /** Names and values in the order and spelling of the wire. */
  rawHeaders: string[];
  body: Buffer;
  /** The body parsed, undefined when it is not JSON. */
  json: unknown;
  /** ms since the epoch. */
  at: number;
  /** The status answered; 0 until then. */
  status: number;
  /** Why the fake refused it, in its own words; undefined when it did not. */
  refusal: string | undefined;
  /** The caller hung up before the answer was complete. */
  aborted: boolean;
  /** The fake itself cut the connection, as its script wanted. */
  torn: boolean;
  /** Body bytes that the socket has taken. */
  written: number;
}

export interface RecordingServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  calls: UpstreamCall[];
  close(): Promise<void>;
}

export type Respond = (call: UpstreamCall, response: ServerResponse) => Promise<void>;

/** `remember: false` keeps no calls, for long runs. `respond` may throw: that becomes a 500 which names the fake. */
export async function startRecordingServer(respond: Respond, options: { remember: boolean }): Promise<RecordingServer> {
  const calls: UpstreamCall[] = [];
  const server = createServer((request, response) => {
    void receive(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(`The fake upstream itself failed: ${String(error)}`);
    });
  });
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const call = recordOf(request, body);
    if (options.remember) calls.push(call);
    response.on('close', () => {
      call.aborted = !response.writableFinished && !call.torn;
    });
    await respond(call, response);
  };
  // Slow callers are part of what is tested.
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake upstream got no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function recordOf(request: IncomingMessage, body: Buffer): UpstreamCall {
  return {
    kind: 'other',
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body,
    json: parseJson(body.toString('utf8')),
    at: Date.now(),
    status: 0,
    refusal: undefined,
    aborted: false,
    torn: false,
    written: 0,
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
