/** Reads from a saved provider what belongs to a batch: beside all requests, without a caller, a log row or a retry. */
import type { Connection, PathCall, UpstreamFailure } from '../../providers/provider.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { upstreamError } from '../attempt/classify.ts';
import type { BatchApi } from '../../storage/ports/records/batches.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Flow } from '../transport.ts';
import { BATCH_APIS, readBatch, type BatchState } from './batch-apis.ts';
import { LineSplitter } from './line-splitter.ts';

export interface AskDeps extends Pick<GatewayDeps, 'credentials' | 'transport'> {
  /** Starts a one-shot timer; returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
}

/** Between two chunks, and until the first. */
const IDLE_MS = 60_000;
const MAX_WHOLE_BYTES = 1024 * 1024;

/** How far the batch is. Rejects with GatewayError, also where the answer is no batch. */
export async function askState(
  connection: Connection,
  { api, id }: { api: BatchApi; id: string },
  deps: AskDeps,
): Promise<BatchState> {
  const state = readBatch(api, await askWhole(connection, BATCH_APIS[api].statusAt(id), deps));
  if (state !== null) return state;
  throw new GatewayError('upstream_error', 'The provider answered with something that is no batch.');
}

/** The whole answer. Rejects with GatewayError where it is no success. */
async function askWhole(connection: Connection, call: PathCall, deps: AskDeps): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  await ask(connection, call, {
    ...deps,
    take(chunk) {
      size += chunk.length;
      if (size > MAX_WHOLE_BYTES) throw new GatewayError('upstream_error', 'The answer is too large to be a batch.');
      chunks.push(chunk);
      return null;
    },
  });
  return Buffer.concat(chunks);
}

/** Its lines in order, as many at once as came; null in the place of one that is too long. Waits for `take` before it reads on. */
export async function askLines(
  connection: Connection,
  call: PathCall,
  { take, ...deps }: AskDeps & { take: (lines: (Buffer | null)[]) => Promise<void> },
): Promise<void> {
  const splitter = new LineSplitter();
  const lines = (found: (Buffer | null)[]): Promise<void> | null => (found.length === 0 ? null : take(found));
  await ask(connection, call, { ...deps, take: (chunk) => lines(splitter.push(chunk)) });
  await lines(splitter.end());
}

/** `take`: null = it is done with the chunk. */
async function ask(
  connection: Connection,
  call: PathCall,
  { take, ...deps }: AskDeps & { take: (chunk: Buffer) => Promise<void> | null },
): Promise<void> {
  const place = connection.pathTo(call);
  if (place === null) throw new GatewayError('operation_not_supported', `The provider does not serve ${call.path}.`);
  const request = { method: 'GET' as const, url: place.url, body: [] };
  const [name, value, beside] = await deps.credentials.headerFor(connection.auth, null, request);
  const headers = { ...connection.customHeaders, ...place.headers, ...beside, [name]: value };
  const failure = await new Promise<UpstreamFailure | null>((resolve, reject) => {
    const reading = new Reading({ after: deps.after, take, resolve, reject });
    reading.abort = deps.transport.send({ ...request, headers }, reading);
  });
  if (failure === null) return;
  const told = connection.readFailure(failure);
  if (told.credentialRefused) deps.credentials.drop(connection.auth, [name, value]);
  throw upstreamError(told);
}

interface ReadingOptions {
  after: AskDeps['after'];
  take: (chunk: Buffer) => Promise<void> | null;
  /** null = all of it was read. */
  resolve: (failure: UpstreamFailure | null) => void;
  reject: (error: Error) => void;
}

class Reading {
  abort: () => void = () => undefined;
  readonly #options: ReadingOptions;
  #flow: Flow | null = null;
  #head: Omit<UpstreamFailure, 'body'> = { status: 0, headers: {} };
  readonly #failure: Buffer[] = [];
  #failureBytes = 0;
  /** Chunks that came before the flow stood still. */
  #taking: Promise<void> | null = null;
  #cancelTimer: () => void = () => undefined;

  constructor(options: ReadingOptions) {
    this.#options = options;
    this.#watch();
  }

  started(status: number, headers: Record<string, string>, flow: Flow): void {
    this.#head = { status, headers };
    this.#flow = flow;
    this.#watch();
  }

  data(chunk: Buffer): void {
    const { status } = this.#head;
    if (status < 200 || status > 299) {
      this.#failureBytes += chunk.length;
      if (this.#failureBytes <= MAX_WHOLE_BYTES) this.#failure.push(chunk);
      return;
    }
    const before = this.#taking;
    const next = before === null ? this.#take(chunk) : before.then(() => this.#take(chunk));
    if (next === null) return this.#watch();
    this.#cancelTimer();
    this.#flow?.pause();
    const taking: Promise<void> = next.then(
      () => this.#took(taking),
      (error: unknown) => this.#giveUp(error),
    );
    this.#taking = taking;
  }

  /** Reads on where nothing has come meanwhile. */
  #took(taken: Promise<void>): void {
    if (this.#taking !== taken) return;
    this.#taking = null;
    this.#watch();
    this.#flow?.resume();
  }

  #take(chunk: Buffer): Promise<void> | null {
    try {
      return this.#options.take(chunk);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  ended(): void {
    this.#cancelTimer();
    const { status } = this.#head;
    const isFailure = status < 200 || status > 299;
    const ending = isFailure ? { ...this.#head, body: Buffer.concat(this.#failure) } : null;
    void (this.#taking ?? Promise.resolve()).then(() => this.#options.resolve(ending));
  }

  failed(error: Error): void {
    this.#cancelTimer();
    const reason = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
    const told = new GatewayError('upstream_unreachable', `It cannot be read (${reason}).`, { cause: error });
    this.#options.reject(error instanceof GatewayError ? error : told);
  }

  #giveUp(error: unknown): void {
    this.#cancelTimer();
    this.abort();
    this.#options.reject(error instanceof Error ? error : new Error(String(error)));
  }

  #watch(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.after(IDLE_MS, () =>
      this.#giveUp(new GatewayError('upstream_timeout', `Nothing came for ${IDLE_MS / 1000} s.`)),
    );
  }
}
