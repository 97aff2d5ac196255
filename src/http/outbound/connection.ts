/** One connection to an upstream, and what has to be known of it when it breaks. */
import type { Socket } from 'node:net';
import { Client, type buildConnector, type Dispatcher } from 'undici';
import { skipInterimAnswers, type Listening } from './informational.ts';

type Connector = buildConnector.connector;

/** A request that wants to know on which connection it travels; part of undici's own options, which pass unread. */
export interface TravellingOptions extends Dispatcher.DispatchOptions {
  onConnection(connection: UpstreamConnection): void;
}

export class UpstreamConnection extends Client implements Listening {
  isAwaitingAnswer = false;
  heardBytes = 0;
  /** Answers that came whole over the connection as it stands: 0 on one that has just been opened. */
  served = 0;
  /** How long it took to open, ms: some round trips to the other side. */
  openedMs = 0;

  /** `connect` opens the socket; `elapsed` is a monotonic clock, ms. */
  constructor(origin: URL, { connect, elapsed, ...options }: ConnectionOptions) {
    const opened: Connector = (target, callback) => {
      const startedAt = elapsed();
      connect(target, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        this.#isOpened(socket, elapsed() - startedAt);
        callback(null, socket);
      });
    };
    super(origin, { ...options, connect: opened });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    (options as TravellingOptions).onConnection(this);
    return super.dispatch(options, handler);
  }

  /** Called as a request is written: from here on, what is heard is its answer. */
  awaitAnswer(): void {
    this.isAwaitingAnswer = true;
    this.heardBytes = 0;
  }

  #isOpened(socket: Socket, ms: number): void {
    this.served = 0;
    this.openedMs = ms;
    skipInterimAnswers(socket, this);
  }
}

export interface ConnectionOptions extends Omit<Client.Options, 'connect'> {
  connect: Connector;
  elapsed: () => number;
}
