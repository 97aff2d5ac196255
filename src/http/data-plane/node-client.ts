/** The caller's side over node:http: reads the body within bounds, writes the answer with back-pressure. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodySource, Client, Origin } from '../../gateway/client.ts';
import type { ClientFraming, OpenFraming } from '../../gateway/endpoints/endpoint.ts';
import { UNWATCHED, type Heartbeat, type Watched } from '../../gateway/relay/heartbeat.ts';
import type { TurnedAway } from '../../observe/turned-away.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { GatheredBytes } from '../../kernel/gathered-bytes.ts';
import { NOTHING_KNOWN } from '../../kernel/secrets/mask.ts';
import { discardBody } from '../discard-body.ts';
import { writeHeaderTexts } from '../header-text.ts';
import type { ErrorRenderer } from '../../wire/dialects/dialect.ts';
import { renderError } from '../render-error.ts';
import type { BodyBudget } from '../body-budget.ts';
import { isUnauthenticated, turnAway } from '../turn-away.ts';
import type { VisitorLimits } from '../visitor-limits.ts';
import type { Visitors } from '../visitor.ts';

export interface BodyBounds {
  maxBytes: number;
  /** The longest wait for the next chunk of a body, ms. */
  idleMs: number;
  /** The longest time for a whole body, ms. */
  totalMs: number;
}

export interface NodeClientOptions {
  request: IncomingMessage;
  response: ServerResponse;
  errors: ErrorRenderer;
  /** Of streams; null = in the frames that they are written in. */
  framing?: ClientFraming | null;
  id: string;
  bounds: BodyBounds;
  /** Keeps the bounds. */
  heartbeat: Heartbeat;
  /** Monotonic ms. */
  elapsed: () => number;
  /** Starts a one-shot timer; returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
  turnedAway: TurnedAway;
  visitors: Visitors;
  limits: VisitorLimits;
  /** Of all requests together. */
  budget: BodyBudget;
}

export class NodeClient implements Client {
  readonly #options: NodeClientOptions;
  #closeListener: (() => void) | null = null;
  #drainListener: (() => void) | null = null;
  /** Bytes of its body, as far as they came, that count in the budget. */
  #held = 0;
  /** The same of what was made of its body for another dialect. */
  #translated = 0;
  #frames: OpenFraming | null = null;

  constructor(options: NodeClientOptions) {
    this.#options = options;
    const { response } = options;
    response.on('close', () => {
      this.bodyFreed();
      if (!response.writableFinished) this.#closeListener?.();
    });
    response.on('drain', () => this.#drainListener?.());
    // A reset socket also closes the response; without a listener the error event would end the process.
    response.on('error', () => undefined);
  }

  origin(): Origin {
    return this.#options.visitors.of(this.#options.request);
  }

  get isClosed(): boolean {
    const { response } = this.#options;
    return response.destroyed || response.closed;
  }

  get hasStarted(): boolean {
    return this.#options.response.headersSent;
  }

  onClose(listener: () => void): void {
    this.#closeListener = listener;
  }

  onDrain(listener: () => void): void {
    this.#drainListener = listener;
  }

  readBody(): Promise<Buffer> {
    return readBody(this.#options, (bytes) => {
      if (!this.#options.budget.take(bytes)) return false;
      this.#held += bytes;
      return true;
    });
  }

  bodySource(): BodySource {
    return sourceOf(this.#options);
  }

  /**
   * One that fell back is translated again, and the translation before it is gone. Of a caller that hung up nothing would be
   * given back.
   */
  holdTranslated(bytes: number): void {
    const { budget } = this.#options;
    const more = bytes - this.#translated;
    if (more <= 0 || this.isClosed) return;
    if (this.#held + bytes > budget.maxBytes) throw neverRoom(budget);
    if (!budget.take(more)) throw noRoom();
    this.#translated += more;
  }

  bodyFreed(): void {
    this.#options.budget.give(this.#held + this.#translated);
    this.#held = 0;
    this.#translated = 0;
  }

  /** Of a stream. */
  start(status: number, headers: Record<string, string>): void {
    const { response, framing } = this.#options;
    if (response.destroyed) return;
    this.#frames = framing?.open() ?? null;
    const type = framing ? { 'content-type': framing.contentType } : {};
    response.writeHead(status, writeHeaderTexts({ ...headers, ...type }));
  }

  write(bytes: Uint8Array | string): boolean {
    const { response } = this.#options;
    if (response.destroyed) return true;
    const framed = this.#frames?.push(bytes) ?? bytes;
    return framed.length === 0 || response.write(framed);
  }

  end(): void {
    const { response } = this.#options;
    const last = this.#frames?.end();
    if (last === undefined || last.length === 0) response.end();
    else response.end(last);
  }

  answer(status: number, headers: Record<string, string>, body: Uint8Array | string): void {
    const { after, request, response } = this.#options;
    if (response.destroyed) return;
    discardBody(request, after);
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
    response.writeHead(status, { ...writeHeaderTexts(headers), 'content-length': String(bytes.length) });
    // As text it goes out in one piece with the head; latin1 gives each byte back as it was.
    if (bytes.length <= ONE_WRITE_BYTES) response.end(bytes.toString('latin1'), 'latin1');
    else response.end(bytes);
  }

  fail(refusal: GatewayError, headers: Record<string, string>): void {
    const { errors, id, request, response } = this.#options;
    const error = isUnauthenticated(refusal) ? turnAway(refusal, request, this.#options) : refusal;
    if (response.headersSent) {
      this.write(errors.event(error, id));
      this.end();
      return;
    }
    // The gateway has masked the keys that it knows.
    const rendered = renderError(error, { errors, id, known: NOTHING_KNOWN });
    this.answer(rendered.status, { ...headers, ...rendered.headers }, rendered.body);
  }

  destroy(): void {
    this.#options.response.destroy();
  }
}

/** The request stays paused until it is read, and waits whenever its reader does. */
function sourceOf({ request, response }: NodeClientOptions): BodySource {
  const told = Number(request.headers['content-length'] ?? Number.NaN);
  const source = {
    length: Number.isSafeInteger(told) ? told : null,
    passed: 0,
    async *open(): AsyncGenerator<Uint8Array> {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        source.passed += chunk.length;
        yield chunk;
      }
      if (!request.complete || response.destroyed) throw hungUp();
    },
  };
  return source;
}

const MIB = 1024 * 1024;

/** Node writes a text of this size from the stack. */
const ONE_WRITE_BYTES = 8 * 1024;

function readBody(
  { request, response, bounds, heartbeat, elapsed }: NodeClientOptions,
  takeRoom: (bytes: number) => boolean,
): Promise<Buffer> {
  return new Promise<Buffer>((resolve, reject) => {
    const refusal = response.destroyed ? hungUp() : refusalByHeaders(request, bounds);
    if (refusal !== null) return reject(refusal);
    const gathered = new GatheredBytes(Number(request.headers['content-length'] ?? 0));
    const begun = elapsed();
    let lastData = begun;
    const watched: Watched = {
      place: UNWATCHED,
      beat(now) {
        if (now - begun > bounds.totalMs) fail(tooSlow(`not complete after ${bounds.totalMs / 1000} s`));
        else if (now - lastData > bounds.idleMs) fail(tooSlow(`no data for ${bounds.idleMs / 1000} s`));
      },
      // Nothing has been sent upstream yet: the connection is cut with all others.
      halt: () => undefined,
    };
    const stop = (): void => {
      heartbeat.unwatch(watched);
      request.off('data', onData).off('end', onEnd);
      response.off('close', onClose);
    };
    const fail = (error: GatewayError): void => {
      stop();
      request.pause();
      reject(error);
    };
    const onClose = (): void => fail(hungUp());
    const onData = (chunk: Buffer): void => {
      lastData = elapsed();
      if (gathered.size + chunk.length > bounds.maxBytes) fail(tooLarge(bounds));
      else if (!takeRoom(chunk.length)) fail(noRoom());
      else gathered.push(chunk);
    };
    const onEnd = (): void => {
      // A stream of HTTP/2 that broke off ends as well.
      if (!request.complete) return fail(hungUp());
      stop();
      resolve(gathered.take());
    };
    heartbeat.watch(watched);
    response.on('close', onClose);
    request.on('data', onData).on('end', onEnd);
  });
}

function refusalByHeaders(request: IncomingMessage, bounds: BodyBounds): GatewayError | null {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return new GatewayError('unsupported_encoding', `Bodies encoded as "${encoding}" are not read.`, {
      hint: 'Send the JSON without Content-Encoding.',
    });
  }
  return Number(request.headers['content-length'] ?? 0) > bounds.maxBytes ? tooLarge(bounds) : null;
}

const inMib = ({ maxBytes }: { maxBytes: number }): number => Math.floor(maxBytes / MIB);

function tooLarge({ maxBytes }: BodyBounds): GatewayError {
  return new GatewayError('body_too_large', `The body is larger than ${inMib({ maxBytes })} MiB.`, {
    hint: 'Send smaller images or documents, or compact the conversation.',
  });
}

function neverRoom({ maxBytes }: BodyBudget): GatewayError {
  const bounds = { maxBytes: Math.floor(maxBytes / 2) };
  return new GatewayError('body_too_large', `To be translated, a body may have ${inMib(bounds)} MiB at most.`, {
    hint: 'Send it to a provider that speaks the dialect of the request, or compact the conversation.',
  });
}

function noRoom(): GatewayError {
  return new GatewayError('overloaded', 'The bodies of running requests take all the memory that there is for them.', {
    retryAfter: 2,
    hint: 'Send it again in a moment. Whoever runs the gateway may raise TOLLGATE_BODY_MEMORY_MB.',
  });
}

function hungUp(): GatewayError {
  return new GatewayError('client_closed', 'The client hung up while it sent the body.');
}

function tooSlow(how: string): GatewayError {
  return new GatewayError('body_timeout', `The body came too slowly: ${how}.`);
}
