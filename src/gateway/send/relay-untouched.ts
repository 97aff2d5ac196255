/**
 * One attempt's answer on its way to the client, byte for byte. Until the first event with generated content it is held
 * back, so that the attempt can still be abandoned; from then on whole events pass as they arrive, with back-pressure.
 */
import type { StreamError } from '../../wire/dialects/anthropic-messages/stream-tap.ts';
import { StreamTap } from '../../wire/dialects/anthropic-messages/stream-tap.ts';
import type { Usage } from '../../wire/usage.ts';
import type { Client } from '../client.ts';
import type { Bounds } from '../dependencies.ts';
import type { Heartbeat, Watched } from './deadlines.ts';
import { PING_EVENT } from '../../wire/dialects/anthropic-messages/answers.ts';
import type { Flow, OutboundRequest, Receiver, Transport } from './transport.ts';

/** How an attempt ended. */
export type Reply =
  /** Not a success, read to its end (bounded). Nothing of it has reached the client. */
  | { kind: 'failure'; status: number; headers: Record<string, string>; body: Buffer }
  /** No usable answer came, or it broke before its first content. Nothing of it has reached the client. */
  | { kind: 'broken'; reason: 'timeout' | 'unreachable' | 'cut' | 'too_large' | 'shutdown'; cause?: Error }
  /** An error event inside a 200 stream, before its first content. */
  | { kind: 'stream-error'; error: StreamError }
  /** A whole answer, not yet sent. */
  | { kind: 'whole'; status: number; headers: Record<string, string>; body: Buffer }
  /** Content was relayed. `error` is set when the upstream itself ended with an error event. */
  | { kind: 'streamed'; end: 'complete' | 'cut' | 'timeout' | 'shutdown'; error: StreamError | null }
  /** The client hung up; the upstream was cancelled. */
  | { kind: 'client-closed' };

export interface Measured {
  /** Monotonic ms at which the answer began: its first relayed content, or the first byte of a whole answer. */
  firstByteElapsed: number | null;
  /** Longest silence of the upstream between two chunks, ms. */
  stallMs: number;
  responseBytes: number;
  upstreamHeaders: Record<string, string>;
}

export interface RelayOptions {
  client: Client;
  /** The client asked for a stream: it may be pinged, and an event stream is relayed as it comes. */
  stream: boolean;
  elapsed: () => number;
  bounds: Bounds;
  heartbeat: Heartbeat;
  /** Status and headers of the answer's start. */
  startHeaders: (upstream: Record<string, string>) => Record<string, string>;
  /** A copy of every relayed chunk, for the body archive; absent when bodies are not kept. */
  keep?: (bytes: Buffer) => void;
}

/** An error body needs no more; a whole answer of a model is far below. */
const MAX_FAILURE_BYTES = 1024 * 1024;
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;

/** `x-accel-buffering` keeps an nginx in front of us from collecting the stream. */
const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
};

type Mode = 'waiting' | 'failure' | 'whole' | 'stream';

export class UntouchedRelay implements Receiver, Watched {
  readonly tap = new StreamTap();
  readonly measured: Measured;
  readonly #options: RelayOptions;
  #settle: (reply: Reply) => void = () => undefined;
  #abort: () => void = () => undefined;
  #flow: Flow | null = null;
  #mode: Mode = 'waiting';
  #status = 0;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #isDone = false;
  #isPaused = false;
  #sentElapsed: number;
  #firstUpstream: number | null = null;
  #lastUpstream: number;
  #lastToClient: number;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#sentElapsed = options.elapsed();
    this.#lastUpstream = this.#sentElapsed;
    this.#lastToClient = this.#sentElapsed;
    this.measured = { firstByteElapsed: null, stallMs: 0, responseBytes: 0, upstreamHeaders: {} };
  }

  get usage(): Usage {
    return this.tap.usage;
  }

  /** Sends, and resolves when the attempt has ended one way or another. Never rejects. */
  run(transport: Transport, request: OutboundRequest): Promise<Reply> {
    const { client, heartbeat } = this.#options;
    return new Promise<Reply>((resolve) => {
      this.#settle = resolve;
      client.onClose(() => this.#finish({ kind: 'client-closed' }));
      client.onDrain(() => this.#resume());
      heartbeat.watch(this);
      if (client.isClosed) return this.#finish({ kind: 'client-closed' });
      this.#abort = transport.send(request, this);
    }).finally(() => heartbeat.unwatch(this));
  }

  started(status: number, headers: Record<string, string>, flow: Flow): void {
    this.#flow = flow;
    this.#status = status;
    this.#lastUpstream = this.#options.elapsed();
    this.measured.upstreamHeaders = headers;
    if (status < 200 || status > 299) this.#mode = 'failure';
    else if (this.#options.stream && headers['content-type']?.includes('event-stream')) this.#mode = 'stream';
    else this.#mode = 'whole';
  }

  data(chunk: Buffer): void {
    if (this.#isDone) return;
    const elapsed = this.#options.elapsed();
    if (this.measured.responseBytes === 0) this.#firstUpstream = elapsed;
    else this.measured.stallMs = Math.max(this.measured.stallMs, elapsed - this.#lastUpstream);
    this.#lastUpstream = elapsed;
    this.measured.responseBytes += chunk.length;
    if (this.#mode === 'stream') this.#relay(chunk);
    else this.#gather(chunk);
  }

  ended(): void {
    if (this.#isDone) return;
    const headers = this.measured.upstreamHeaders;
    if (this.#mode === 'stream') return this.#endStream('complete');
    const body = Buffer.concat(this.#gathered, this.#gatheredBytes);
    if (this.#mode === 'failure') return this.#finish({ kind: 'failure', status: this.#status, headers, body });
    this.measured.firstByteElapsed = this.#firstUpstream;
    this.#finish({ kind: 'whole', status: this.#status, headers, body });
  }

  failed(error: Error): void {
    if (this.#isDone) return;
    if (this.#mode === 'stream') return this.#endStream('cut');
    this.#finish({ kind: 'broken', reason: this.#mode === 'waiting' ? 'unreachable' : 'cut', cause: error });
  }

  beat(elapsed: number): void {
    if (this.#isDone) return;
    const { bounds, client, stream } = this.#options;
    if (this.#isPaused) {
      if (elapsed - this.#lastToClient > bounds.clientStallMs) client.destroy();
      return;
    }
    const bound = this.measured.responseBytes === 0 ? bounds.firstByteMs : bounds.idleMs;
    if (elapsed - this.#lastUpstream > bound) return this.#giveUp();
    if (stream && this.#mode !== 'failure' && elapsed - this.#lastToClient > bounds.pingMs) this.#ping(elapsed);
  }

  halt(): void {
    if (this.#isDone) return;
    if (this.#mode === 'stream') return this.#endStream('shutdown');
    this.#finish({ kind: 'broken', reason: 'shutdown' });
  }

  #giveUp(): void {
    if (this.#mode === 'stream') return this.#endStream('timeout');
    this.#finish({ kind: 'broken', reason: 'timeout' });
  }

  /** A ping commits to the status 200 and to nothing else: a later failure becomes an error event. */
  #ping(elapsed: number): void {
    this.#startClient();
    this.#lastToClient = elapsed;
    this.#options.client.write(PING_EVENT);
  }

  #startClient(): void {
    const { client, startHeaders } = this.#options;
    if (client.hasStarted) return;
    client.start(200, { ...startHeaders(this.measured.upstreamHeaders), ...STREAM_HEADERS });
  }

  #gather(chunk: Buffer): void {
    const room = (this.#mode === 'failure' ? MAX_FAILURE_BYTES : MAX_WHOLE_BYTES) - this.#gatheredBytes;
    if (chunk.length > room) {
      if (this.#mode === 'whole') return this.#finish({ kind: 'broken', reason: 'too_large' });
      this.#gathered.push(chunk.subarray(0, room));
      this.#gatheredBytes += room;
      this.ended();
      return;
    }
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
  }

  #relay(chunk: Buffer): void {
    let events: Buffer | null;
    try {
      events = this.tap.push(chunk);
    } catch {
      return this.#endStream('cut');
    }
    const isError = this.tap.error !== null;
    if (isError && this.measured.firstByteElapsed === null) return this.#endStream('complete');
    if (events !== null) this.#pass(events);
    if (isError) this.#endStream('complete');
  }

  #pass(events: Buffer): void {
    if (!this.tap.hasContent) {
      this.#gathered.push(events);
      return;
    }
    if (this.#gathered.length > 0) this.#release();
    this.#write(events);
  }

  /** The commit point: what was held back goes out, and this attempt is the answer. */
  #release(): void {
    for (const held of this.#gathered) this.#write(held);
    this.#gathered = [];
  }

  #write(events: Buffer): void {
    this.#startClient();
    const elapsed = this.#options.elapsed();
    this.measured.firstByteElapsed ??= elapsed;
    this.#lastToClient = elapsed;
    this.#options.keep?.(events);
    if (this.#options.client.write(events)) return;
    this.#isPaused = true;
    this.#flow?.pause();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#lastUpstream = this.#options.elapsed();
    this.#flow?.resume();
  }

  #endStream(how: 'complete' | 'cut' | 'timeout' | 'shutdown'): void {
    const { error, hasContent, isComplete, isTorn } = this.tap;
    if (error !== null && this.measured.firstByteElapsed === null) {
      return this.#finish({ kind: 'stream-error', error });
    }
    if (isComplete && error === null && !isTorn) {
      this.#release();
      return this.#finish({ kind: 'streamed', end: 'complete', error: null });
    }
    const end = how === 'complete' ? 'cut' : how;
    if (!hasContent) return this.#finish({ kind: 'broken', reason: end });
    this.#finish({ kind: 'streamed', end, error });
  }

  #finish(reply: Reply): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#settle(reply);
    this.#abort();
  }
}
