/** One connection to an upstream, and what has to be known of it when it breaks. */
import { Socket } from 'node:net';
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
  /** ms from the first packet of the connection to the other side's first: names, proxies and TLS take no part in it. */
  roundTripMs = 0;

  /** `connect` opens the socket; `elapsed` is a monotonic clock, ms. */
  constructor(origin: URL, { connect, elapsed, ...options }: ConnectionOptions) {
    const opened: Connector = (target, callback) => {
      const trip = new RoundTrip(elapsed);
      const connecting: unknown = connect(target, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        this.#isOpened(socket, trip.ms);
        callback(null, socket);
      });
      if (connecting instanceof Socket) trip.measure(connecting);
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
    this.roundTripMs = ms;
    skipInterimAnswers(socket, this);
  }
}

export interface ConnectionOptions extends Omit<Client.Options, 'connect'> {
  connect: Connector;
  elapsed: () => number;
}

/** Through a tunnel: to the proxy and back, then to the upstream, then TLS. */
const TRIPS_OF_A_TUNNEL = 3;

class RoundTrip {
  readonly #elapsed: () => number;
  readonly #startedAt: number;
  #attemptedAt: number;
  #measuredMs: number | null = null;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#startedAt = this.#attemptedAt = elapsed();
  }

  /** Call in the turn in which it begins to connect. Of several addresses the last one tried is the one that answered. */
  measure(socket: Socket): void {
    socket.on('connectionAttempt', () => (this.#attemptedAt = this.#elapsed()));
    socket.prependOnceListener('connect', () => (this.#measuredMs = this.#elapsed() - this.#attemptedAt));
  }

  /** Once it is open. */
  get ms(): number {
    return this.#measuredMs ?? (this.#elapsed() - this.#startedAt) / TRIPS_OF_A_TUNNEL;
  }
}
