/**
 * One attempt's answer on its way to the client, through its reader, and past a guard where there is one. Until the first
 * event with generated content it is held back, so that the attempt can still be abandoned; from then on whole events pass
 * as they arrive, with back-pressure.
 */
import { fullMessage } from '../../kernel/errors.ts';
import type { AnswerReader, StreamEnding, WireFailure } from '../../wire/dialects/dialect.ts';
import { GatheredBytes } from '../../kernel/gathered-bytes.ts';
import type { GatewayError } from '../../kernel/errors.ts';
import { ByteLog } from '../../wire/byte-log.ts';
import type { AnswerGuard, FinalVerdict } from '../guard/guard.ts';
import { endOf, offerTo } from '../guard/verdict.ts';
import type { ClientStream } from './client-stream.ts';
import { UNWATCHED, type Heartbeat, type Watched } from './heartbeat.ts';
import type { Measured, PassedBound } from './measured.ts';
import type { Flow, OutboundRequest, Receiver, Transport } from '../transport.ts';

/** How an attempt ended. */
export type Reply =
  /** Not a success, read to its end (bounded). Nothing of it has reached the client. */
  | { kind: 'failure'; status: number; headers: Record<string, string>; body: Buffer }
  /** No usable answer came, or it broke before its first content. Nothing of it has reached the client. */
  | {
      kind: 'broken';
      reason: 'timeout' | 'unreachable' | 'cut' | 'too_large' | 'shutdown';
      cause?: Error;
      /** Of a timeout: the bound that was passed. */
      bound?: PassedBound;
    }
  /** An error event inside a 200 stream, before its first content. */
  | { kind: 'stream-error'; error: WireFailure }
  /** A whole answer, not yet sent. */
  | { kind: 'whole'; status: number; headers: Record<string, string>; body: Buffer }
  /** Content was relayed. `error` is set when the upstream itself ended with an error event. */
  | { kind: 'streamed'; end: 'complete' | 'cut' | 'timeout' | 'shutdown'; error: WireFailure | null }
  /** A whole stream that `holdBack` kept from the client. `release` sends it after all, as it came. */
  | { kind: 'held'; release: () => void }
  /** A guard or a limit stopped it, before or after content was relayed. */
  | {
      kind: 'refused';
      error: GatewayError;
      /** Ends what was relayed as if it were whole, with the error in its text; null = nothing was, or it ends by the error. */
      closing: Buffer | null;
    }
  /** The client hung up; the upstream was cancelled. */
  | { kind: 'client-closed' };

export interface RelayOptions {
  to: ClientStream;
  /** Follows a streamed answer; null = the answer is to come in one piece. */
  reader: AnswerReader | null;
  elapsed: () => number;
  bounds: AttemptBounds;
  /** Monotonic ms at which the attempt began, to fetch its credential: its bounds count from there. */
  begunElapsed: number;
  heartbeat: Heartbeat;
  /** Stop reasons of streams that are not to be sent yet, if they come before any content. */
  holdBack: ReadonlySet<string>;
  /** null = nobody looks at the answer, and no byte of it is touched. */
  guard: AnswerGuard | null;
  /** Ends the client's stream early; null = nothing may want to. */
  ending: StreamEnding | null;
  /** What budgets hold for it; null = nothing. It grows with the stream, or stops it. */
  hold: StreamHold | null;
  /** Called at the commit point: from here on nothing is sent again. */
  onCommit?: () => void;
  /** A copy of every relayed chunk, for the body archive and the cache; absent when neither wants it. */
  keep?: (bytes: Buffer) => void;
}

/** What grows with a stream: called for every chunk, and twice a second. */
export interface StreamHold {
  began(elapsed: number): void;
  advance(reader: AnswerReader, elapsed: number, stop: (error: GatewayError) => void): void;
}

/** ms. */
export interface AttemptBounds {
  firstByteMs: number;
  idleMs: number;
  /** For the whole attempt; null = none. */
  totalMs: number | null;
}

/** An error body needs no more; a whole answer of a model is far below. */
const MAX_FAILURE_BYTES = 1024 * 1024;
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;
/** Of events without content, far more than an answer begins with: whoever sends pings for ever must not fill the memory. */
const MAX_HELD_BYTES = 1024 * 1024;
/** Of an answer that a guard wants to see whole. */
const MAX_WITHHELD_BYTES = 16 * 1024 * 1024;

const NOTHING = Buffer.alloc(0);

type Mode = 'waiting' | 'failure' | 'whole' | 'stream';

export class Relay implements Receiver, Watched {
  /** null = the answer is to come in one piece. */
  readonly reader: AnswerReader | null;
  readonly guard: AnswerGuard | null;
  readonly measured: Measured;
  place = UNWATCHED;
  readonly #options: RelayOptions;
  #settle: (reply: Reply) => void = () => undefined;
  #abort: () => void = () => undefined;
  #flow: Flow | null = null;
  #mode: Mode = 'waiting';
  #status = 0;
  /** An answer in one piece, or a failure. */
  #whole = new GatheredBytes(0);
  /** Events that are held back. */
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #isDone = false;
  /** A guard has the complete answer and is thinking: no bound of the upstream holds any more. */
  #isJudging = false;
  readonly #withheld = new ByteLog();
  #firstUpstream: number | null = null;
  #lastUpstream: number;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.reader = options.reader;
    this.guard = options.guard;
    this.#lastUpstream = options.begunElapsed;
    this.measured = {
      sentElapsed: options.elapsed(),
      firstByteElapsed: null,
      stallMs: 0,
      responseBytes: 0,
      isHandedOver: false,
      upstreamHeaders: {},
    };
  }

  /** Sends, and resolves when the attempt has ended one way or another. Never rejects. */
  run(transport: Transport, request: OutboundRequest): Promise<Reply> {
    const { to, heartbeat } = this.#options;
    return new Promise<Reply>((resolve) => {
      this.#settle = resolve;
      to.client.onClose(() => this.#finish({ kind: 'client-closed' }));
      to.onResume(() => this.#resume());
      heartbeat.watch(this);
      if (to.client.isClosed) return this.#finish({ kind: 'client-closed' });
      this.guard?.attach?.({
        pass: (events) => this.#carryOut({ action: 'replace', bytes: events }, null),
        refuse: (error) => this.#carryOut({ action: 'refuse', error }, null),
      });
      this.#options.hold?.began(this.#options.elapsed());
      this.#abort = transport.send(request, this);
    }).finally(() => heartbeat.unwatch(this));
  }

  started(status: number, headers: Record<string, string>, flow: Flow): void {
    this.#flow = flow;
    this.#status = status;
    this.#lastUpstream = this.#options.elapsed();
    this.measured.upstreamHeaders = headers;
    this.measured.isHandedOver = true;
    if (status < 200 || status > 299) this.#mode = 'failure';
    else if (this.reader !== null && isStream(this.reader, headers)) this.#mode = 'stream';
    else this.#mode = 'whole';
    const length = Number(headers['content-length'] ?? 0);
    if (this.#mode === 'whole' && length <= MAX_WHOLE_BYTES) this.#whole = new GatheredBytes(length);
  }

  data(chunk: Buffer): void {
    if (this.#isDone) return;
    const elapsed = this.#options.elapsed();
    if (this.measured.responseBytes === 0) this.#firstUpstream = elapsed;
    else this.measured.stallMs = Math.max(this.measured.stallMs, elapsed - this.#lastUpstream);
    this.#lastUpstream = elapsed;
    this.measured.responseBytes += chunk.length;
    if (this.#mode !== 'stream' || this.reader === null) return this.#gather(chunk);
    this.#relay(chunk, this.reader);
    this.#advanceHold(elapsed);
  }

  /** Ends the answer at once and cancels the upstream: as an error where nothing was relayed, else as the dialect ends a stream. */
  stop(error: GatewayError): void {
    if (this.#isDone) return;
    this.#refuse(error, 'length');
  }

  #refuse(error: GatewayError, reason: 'length' | 'denied'): void {
    const last = { message: `\n\n[${fullMessage(error)}]`, reason, outputTokens: null };
    this.#finish({
      kind: 'refused',
      error,
      closing: this.#isUnsent ? null : (this.#options.ending?.close(last) ?? null),
    });
  }

  #advanceHold(elapsed: number): void {
    const { hold } = this.#options;
    if (hold === null || this.reader === null || this.#isDone || this.#isJudging) return;
    hold.advance(this.reader, elapsed, (error) => this.stop(error));
  }

  ended(): void {
    if (this.#isDone) return;
    const headers = this.measured.upstreamHeaders;
    if (this.#mode === 'stream') return this.#closeStream();
    const body = withoutMark(this.#whole.take());
    if (this.#mode === 'failure') return this.#finish({ kind: 'failure', status: this.#status, headers, body });
    this.measured.firstByteElapsed = this.#firstUpstream;
    this.#finish({ kind: 'whole', status: this.#status, headers, body });
  }

  /** Some upstreams leave out the empty line after the last event. */
  #closeStream(): void {
    if (this.reader !== null) this.#relayEvents(this.reader.end(), this.reader);
    if (!this.#isDone) this.#endStream('complete');
  }

  failed(error: Error): void {
    if (this.#isDone) return;
    if (this.#mode === 'stream') return this.#endStream('cut');
    this.#finish({ kind: 'broken', reason: this.#mode === 'waiting' ? 'unreachable' : 'cut', cause: error });
  }

  beat(elapsed: number): void {
    if (this.#isDone || this.#isJudging) return;
    this.#advanceHold(elapsed);
    const { bounds, to } = this.#options;
    const { firstByteMs, idleMs, totalMs } = bounds;
    if (totalMs !== null && elapsed - this.#options.begunElapsed > totalMs) {
      return this.#giveUp({ name: 'total_timeout', ms: totalMs });
    }
    // While the caller does not read, the upstream is silent because we paused it.
    if (to.isPaused || (this.reader?.mayIdle === true && this.measured.responseBytes > 0)) return;
    const hasBegun = this.measured.responseBytes > 0;
    const ms = hasBegun ? idleMs : firstByteMs;
    if (elapsed - this.#lastUpstream > ms) this.#giveUp({ name: hasBegun ? 'idle_timeout' : 'request_timeout', ms });
  }

  halt(): void {
    if (this.#isDone) return;
    if (this.#mode === 'stream') return this.#endStream('shutdown');
    this.#finish({ kind: 'broken', reason: 'shutdown' });
  }

  #giveUp(bound: PassedBound): void {
    if (this.#isDone) return;
    if (this.#mode === 'stream') return this.#endStream('timeout', bound);
    this.#finish({ kind: 'broken', reason: 'timeout', bound });
  }

  #gather(chunk: Buffer): void {
    const room = (this.#mode === 'failure' ? MAX_FAILURE_BYTES : MAX_WHOLE_BYTES) - this.#whole.size;
    if (chunk.length > room) {
      if (this.#mode === 'whole') return this.#finish({ kind: 'broken', reason: 'too_large' });
      this.#whole.push(chunk.subarray(0, room));
      this.ended();
      return;
    }
    this.#whole.push(chunk);
  }

  #relay(chunk: Buffer, reader: AnswerReader): void {
    let events: Buffer | null;
    try {
      events = reader.push(chunk);
    } catch {
      return this.#endStream('cut');
    }
    this.#relayEvents(events, reader);
  }

  #relayEvents(events: Buffer | null, reader: AnswerReader): void {
    const isError = reader.error !== null;
    if (isError && this.#isUnsent) return this.#endStream('complete');
    if (events !== null) this.#offer(events);
    if (isError) this.#endStream('complete');
  }

  #offer(events: Buffer): void {
    const { guard } = this;
    if (guard === null) return this.#pass(events);
    const verdict = offerTo(guard, events);
    if (verdict.action === 'taken') return;
    if (verdict.action !== 'hold') return this.#carryOut(verdict, events);
    this.#withheld.push(events);
    // Held back without a bound, an answer that never ends would fill the memory.
    if (this.#withheld.length > MAX_WITHHELD_BYTES) this.#endStream('cut');
  }

  /** `events` are those that the verdict is about, beside the withheld ones. */
  #carryOut(verdict: FinalVerdict, events: Buffer | null): void {
    if (this.#isDone) return;
    const withheld = this.#withheld.bytes();
    this.#withheld.clear();
    if (verdict.action === 'refuse') return this.#refuse(verdict.error, 'denied');
    const passing = verdict.action === 'replace' ? [verdict.bytes] : [withheld, events ?? NOTHING];
    for (const bytes of passing) if (bytes.length > 0) this.#pass(bytes);
  }

  #pass(events: Buffer): void {
    const isUndecided = this.#isUnsent && (this.reader?.hasContent !== true || this.#isHeldBack);
    this.#gatheredBytes += events.length;
    if (isUndecided && this.#gatheredBytes <= MAX_HELD_BYTES) {
      this.#gathered.push(events);
      return;
    }
    if (this.#gathered.length > 0) this.#release();
    this.#write(events);
  }

  get #isUnsent(): boolean {
    return this.measured.firstByteElapsed === null;
  }

  get #isHeldBack(): boolean {
    const emptyStop = this.reader?.emptyStop ?? null;
    return emptyStop !== null && this.#options.holdBack.has(emptyStop);
  }

  /** The commit point: what was held back goes out, and this attempt is the answer. */
  #release(): void {
    for (const held of this.#gathered) this.#write(held);
    this.#gathered = [];
  }

  #write(events: Buffer): void {
    if (this.#isUnsent) {
      this.measured.firstByteElapsed = this.#options.elapsed();
      this.#options.onCommit?.();
    }
    this.#options.keep?.(events);
    this.#options.ending?.passed(events);
    if (!this.#options.to.write(events, this.measured.upstreamHeaders)) this.#flow?.pause();
  }

  #resume(): void {
    this.#lastUpstream = this.#options.elapsed();
    this.#flow?.resume();
  }

  #endStream(how: 'complete' | 'cut' | 'timeout' | 'shutdown', bound?: PassedBound): void {
    const { reader } = this;
    const error = reader?.error ?? null;
    if (error !== null && this.#isUnsent) return this.#finish({ kind: 'stream-error', error });
    if (reader !== null && isWhole(reader) && !this.#isJudging) return this.#complete();
    const end = how === 'complete' ? 'cut' : how;
    if (this.#isUnsent) return this.#finish({ kind: 'broken', reason: end, ...(bound && { bound }) });
    this.#finish({ kind: 'streamed', end, error });
  }

  #complete(): void {
    const { guard } = this;
    if (guard === null) return this.#conclude();
    const verdict = endOf(guard);
    if (!(verdict instanceof Promise)) return this.#concludeWith(verdict);
    this.#isJudging = true;
    void verdict.then((late) => this.#concludeWith(late));
  }

  #concludeWith(verdict: FinalVerdict): void {
    if (this.#isDone) return;
    this.#carryOut(verdict, null);
    this.#conclude();
  }

  #conclude(): void {
    if (this.#isUnsent && this.#isHeldBack) return this.#finish({ kind: 'held', release: () => this.#release() });
    this.#release();
    this.#finish({ kind: 'streamed', end: 'complete', error: null });
  }

  #finish(reply: Reply): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#settle(reply);
    this.#abort();
  }
}

/** JSON may come with a byte order mark (RFC 8259 §8.1), which no parser need take; in any other text it stays. */
function withoutMark(body: Buffer): Buffer {
  const [first, second, third, next] = body;
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf;
  return isMarked && (next === 0x7b || next === 0x5b) ? body.subarray(3) : body;
}

/** Server-sent events, or AWS's binary ones. */
const isEventStream = (type = ''): boolean => /event-?stream/.test(type);

/** An error page or an empty answer is no stream, however it came. */
function isStream(
  { takesAnyType }: AnswerReader,
  { 'content-type': type, 'content-length': length }: Headers,
): boolean {
  return isEventStream(type) || (takesAnyType === true && length !== '0' && !/\bjson\b|^text\/html/.test(type ?? ''));
}

type Headers = Readonly<Record<string, string | undefined>>;

const isWhole = ({ isComplete, isTorn, error }: AnswerReader): boolean => isComplete && error === null && !isTorn;
