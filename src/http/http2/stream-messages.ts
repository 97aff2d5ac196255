/**
 * The request and the response of an HTTP/2 stream with the members of node:http's, so that what is behind the door knows one
 * shape. node:http2 brings most of that itself; what differs in a way that matters is put right here.
 */
import { constants, Http2ServerRequest, Http2ServerResponse, type ServerHttp2Stream } from 'node:http2';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { ReadableOptions } from 'node:stream';

export class StreamRequest extends Http2ServerRequest {
  readonly #headers: IncomingHttpHeaders;

  // As accessors of the class, which TypeScript does not let override what it calls properties.
  static {
    Object.defineProperties(this.prototype, {
      headers: {
        get(this: StreamRequest) {
          return this.#headers;
        },
      },
      // node:http2 also calls complete what broke off.
      complete: {
        get(this: StreamRequest) {
          return !this.aborted && (this.readableEnded || this.stream.endAfterHeaders);
        },
      },
    });
  }

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, options: ReadableOptions) {
    const plain = plainHeaders(headers);
    super(stream, headers, options, listed(plain));
    this.#headers = plain;
  }

  /** As in node:http, whoever destroys a request before its end wants no more of it. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.complete && !this.stream.destroyed) this.stream.close(constants.NGHTTP2_CANCEL);
    done(error);
  }
}

/** Without pseudo-headers, and with the `host` that HTTP/2 calls `:authority`. */
function plainHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const plain: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) if (!name.startsWith(':')) plain[name] = value;
  const authority = headers[':authority'];
  if (typeof authority === 'string' && authority !== '') plain.host = authority;
  return plain;
}

/** Names and values in turn, from what is joined already: browsers send a cookie in several pieces. */
const listed = (headers: IncomingHttpHeaders): string[] =>
  Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === undefined ? [] : [name, one])),
  );

/** RFC 9113 §8.2.2: headers of a connection, which HTTP/2 has none of. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set(
  'connection keep-alive proxy-connection transfer-encoding upgrade'.split(' '),
);

type Headers = OutgoingHttpHeaders | readonly string[];

function withoutConnection(headers: Headers): Headers {
  if (Array.isArray(headers)) return headers as readonly string[];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTIONS.has(name.toLowerCase())));
}

export class StreamResponse extends Http2ServerResponse<StreamRequest> {
  static {
    Object.defineProperties(this.prototype, {
      destroyed: {
        get(this: StreamResponse) {
          return this.stream.destroyed || this.stream.closed;
        },
      },
      closed: {
        get(this: StreamResponse) {
          return this.stream.destroyed;
        },
      },
      // node:http2 ends what the client has cancelled, and calls that finished.
      writableFinished: {
        get(this: StreamResponse) {
          return !this.stream.aborted && this.stream.writableFinished;
        },
      },
    });
  }

  constructor(stream: ServerHttp2Stream) {
    super(stream);
    // node:http2 says so when the stream is closed, which a client can put off by never ending its body.
    stream.once('finish', () => this.emit('finish'));
  }

  override writeHead(status: number, message?: string | Headers, headers?: Headers): this {
    const written = typeof message === 'object' ? message : headers;
    return super.writeHead(status, written === undefined ? {} : withoutConnection(written));
  }

  /** An answer that is cut off must not look whole: a stream that is only destroyed is one that has ended well. */
  override destroy(error?: Error): this {
    if (!this.writableEnded && !this.stream.closed) this.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    return super.destroy(error);
  }
}
