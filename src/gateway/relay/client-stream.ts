/** The client's side of one exchange, across attempts: starts the response once, sends pings, bounds a slow reader. */
import type { Client } from '../client.ts';
import { UNWATCHED, type Watched } from './heartbeat.ts';

export interface ClientStreamOptions {
  client: Client;
  /** Of a stream of events; null = the answer is none. */
  contentType: string | null;
  /** Keeps a silent stream awake; null = the caller requested no stream, or knows no ping. */
  ping: string | null;
  elapsed: () => number;
  pingMs: number;
  /** A caller that does not read for this long loses its connection, ms. */
  stallMs: number;
  startStatus: () => number;
  /** What goes before the first events, once they come; null = nothing. Absent = nothing ever does. */
  opening?: () => Buffer | null;
  /** null = nothing has come from an upstream yet, and a ping must go. */
  startHeaders: (upstream: Readonly<Record<string, string>> | null) => Record<string, string>;
}

/** `x-accel-buffering` keeps an nginx in front of us from collecting the stream. */
const STREAM_HEADERS = {
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
};

export class ClientStream implements Watched {
  readonly client: Client;
  place = UNWATCHED;
  readonly #options: ClientStreamOptions;
  #lastWrite: number;
  #isPaused = false;
  #isOpened = false;
  #onResume: () => void = () => undefined;

  constructor(options: ClientStreamOptions) {
    this.client = options.client;
    this.#options = options;
    this.#lastWrite = options.elapsed();
    options.client.onDrain(() => this.#resume());
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Called when a reader that was too slow has caught up. */
  onResume(listener: () => void): void {
    this.#onResume = listener;
  }

  /** Whole events. False when the caller reads slower than we write. */
  write(events: Buffer, upstreamHeaders: Readonly<Record<string, string>>): boolean {
    this.#start(upstreamHeaders);
    this.#lastWrite = this.#options.elapsed();
    this.#isPaused = !this.client.write(this.#opened(events));
    return !this.#isPaused;
  }

  /** A ping commits to the status of a success and to nothing else: a later failure becomes an error event. */
  beat(elapsed: number): void {
    const { ping, pingMs, stallMs } = this.#options;
    const silentMs = elapsed - this.#lastWrite;
    if (this.#isPaused) {
      if (silentMs > stallMs) this.client.destroy();
      return;
    }
    if (ping === null || silentMs <= pingMs || this.client.isClosed) return;
    this.#start(null);
    this.#lastWrite = elapsed;
    this.client.write(ping);
  }

  /** The attempt that is running comes to its end by itself. */
  halt(): void {}

  #opened(events: Buffer): Buffer {
    const opening = this.#isOpened ? null : (this.#options.opening?.() ?? null);
    this.#isOpened = true;
    return opening === null ? events : Buffer.concat([opening, events]);
  }

  #start(upstreamHeaders: Readonly<Record<string, string>> | null): void {
    if (this.client.hasStarted) return;
    const { startStatus, startHeaders, contentType } = this.#options;
    const headers = startHeaders(upstreamHeaders);
    // What is no stream of events, as sound, keeps the type that the upstream gave it.
    const ofEvents = contentType === null ? {} : { 'content-type': contentType, ...STREAM_HEADERS };
    this.client.start(startStatus(), { ...headers, ...ofEvents });
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#onResume();
  }
}
