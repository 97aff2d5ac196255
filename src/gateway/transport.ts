/** The outbound port: sends a request, returns its response. Implemented by src/http/outbound/, behind its URL guard. */

import type { HttpMethod } from '../providers/provider.ts';
import type { BodySource } from './client.ts';

export interface OutboundRequest {
  method: HttpMethod;
  url: string;
  headers: Record<string, string>;
  body: readonly Uint8Array[];
  /** The body in place of `body`, sent while it comes: such a request never goes out twice. */
  source?: BodySource | undefined;
  /** The connection becomes a WebSocket: `source` goes out on it, and what comes back is the answer's data. */
  isUpgrade?: boolean;
  /**
   * Called when nobody reads the body's memory any more: all of it has left, or its connection is gone. Not called when
   * that never comes to be known.
   */
  onSent?: (() => void) | undefined;
  /**
   * Called when the whole request has been handed to a connection: from here on the upstream may work on it, and bill it.
   * Called again for the second connection of a request that goes out a second time.
   */
  onHandedOver?: () => void;
  /**
   * Called when the request goes out a second time, on a new connection: the kept one broke. At most once. Uncertain = the
   * upstream had all of it, for so short a time that it will hardly have worked on it; else it cannot have.
   */
  onSentAgain?: (broken: { isUncertain: boolean }) => void;
}

/** One of each, in the order start, data…, end; `failed` may come at any time and is the last. */
export interface Receiver {
  started(status: number, headers: Record<string, string>, flow: Flow): void;
  data(chunk: Buffer): void;
  ended(): void;
  /** The connection failed or was aborted. A GatewayError when the guard refused the address. */
  failed(error: Error): void;
}

export interface Flow {
  pause(): void;
  resume(): void;
}

export interface Transport {
  /** Returns a function that aborts the request at once; calling it twice, or after the end, does nothing. */
  send(request: OutboundRequest, receiver: Receiver): () => void;
}
