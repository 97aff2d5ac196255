/** The client's side of an exchange, as the data plane sees it. Implemented by src/http/data-plane/. */
import type { GatewayError } from '../kernel/errors.ts';

/** A body that is passed on while it comes, and kept nowhere. */
export interface BodySource {
  /** Bytes, where the client declared the length; null = it did not. */
  readonly length: number | null;
  /** Bytes that have been read so far. */
  readonly passed: number;
  /** To be called once. */
  open(): AsyncIterable<Uint8Array>;
}

/** Where a request comes from, as far as the operator's proxies can be believed. */
export interface Origin {
  address: string;
  /** As proxies reported it; it can be forged. */
  forwardedFor: readonly string[];
  /** Two letters; '' = unknown. */
  country: string;
}

export interface Client {
  /** Where the caller is; absent on a request of the gateway's own. */
  origin?(): Origin;
  /** The connection is gone before the answer had ended. */
  readonly isClosed: boolean;
  /** A status line has been sent: from here on a failure can only be reported inside the body. */
  readonly hasStarted: boolean;
  /** Called once if the caller hangs up before the answer has ended. */
  onClose(listener: () => void): void;
  /** The whole body. Throws GatewayError: body_too_large, body_timeout, client_closed, unsupported_encoding. */
  readBody(): Promise<Buffer>;
  /** The body as it comes, for one reader. Its failures are those of `readBody`. */
  bodySource(): BodySource;
  /** Counts what was made of the body as well, once, until the body is freed. Throws GatewayError overloaded: no room. */
  holdTranslated(bytes: number): void;
  start(status: number, headers: Record<string, string>): void;
  /** False when the caller reads slower than we write: wait for `onDrain`. */
  write(bytes: Uint8Array | string): boolean;
  onDrain(listener: () => void): void;
  /** Ends a started answer. */
  end(): void;
  /** A whole answer in one go, with its length. */
  answer(status: number, headers: Record<string, string>, body: Uint8Array | string): void;
  /** The error in the caller's dialect: a whole answer, or an error event and the end once the answer has started. */
  fail(error: GatewayError, headers: Record<string, string>): void;
  /** The memory of its body has been given back: it counts no longer in what bodies may take. */
  bodyFreed(): void;
  /** Drops the connection: for a caller that has not read for too long. */
  destroy(): void;
}
