/** Calls into a child process and answers out of it, for an engine whose work must not slow down this process. */
import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';
import { GatewayError } from '../kernel/errors.ts';
import type { Logger } from '../observe/logger.ts';
import { type FromChild, receiveError, type ToChild } from './process-messages.ts';

export interface ProcessCalls {
  /**
   * Rejects with what the operation threw (message, code and causes survive, classes do not), and with a GatewayError when
   * too many calls wait, or the process has died. When `signal` aborts, it rejects at once, and the operation is aborted.
   */
  call(name: string, input: unknown, signal?: AbortSignal): Promise<unknown>;
  /** Lets the process close what it holds, and end. */
  close(): Promise<void>;
  /** What the process said when it was opened for the first time. */
  readonly greeting: unknown;
  /** Of the process that runs now; null = none does. */
  readonly pid: number | null;
}

export interface ProcessCallsOptions {
  /** For error messages, as `log process`. */
  name: string;
  /** Calls `answerParent`. */
  file: URL;
  /** What it is opened with, at each start. */
  settings: () => unknown;
  /** Calls that may wait or run at once. */
  maxPending: number;
  logger: Logger;
  onEvent?: (name: string) => void;
  /** It has died, or could not be opened again. It is started again after a while. */
  onDeath?: () => void;
  /** It answers again after a death. */
  onRestart?: () => void;
  /** Runs `callback` once after `ms` and must not keep the process alive; returns what cancels it. */
  setTimer: (callback: () => void, ms: number) => () => void;
}

interface Waiting {
  name: string;
  input: unknown;
  rows: unknown[];
  isSent: boolean;
  resolve: (answer: unknown) => void;
  reject: (reason: Error) => void;
}

/** Before it is started again: doubled with each death in a row. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** Calls wait for a start that comes within this. */
const PATIENT_PAUSE_MS = 1000;
/** A process that does not end in this time after it was asked to is killed: its files are safe at any moment. */
const CLOSE_MS = 10_000;
/** It makes few and short-lived objects: a small young generation. */
const FLAGS = ['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'];
/** As in bin/tollgate.js. Nothing of this process's own environment, which holds secrets. */
const MEMORY = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };

/** Resolves when the process has opened; rejects with what it failed with. */
export function openProcessCalls(options: ProcessCallsOptions): Promise<ProcessCalls> {
  return new Promise((resolve, reject) => {
    const state = new Calls(options, {
      opened: () => resolve(state),
      failed: (error) => reject(error),
    });
    state.start();
  });
}

class Calls implements ProcessCalls {
  greeting: unknown = null;
  readonly #options: ProcessCallsOptions;
  readonly #first: { opened: () => void; failed: (error: Error) => void };
  readonly #pending = new Map<number, Waiting>();
  #child: ChildProcess | null = null;
  #phase: 'opening' | 'open' | 'down' | 'closed' = 'opening';
  #hasOpened = false;
  #lastId = 0;
  #deaths = 0;
  #ended = Promise.withResolvers<void>();

  constructor(options: ProcessCallsOptions, first: { opened: () => void; failed: (error: Error) => void }) {
    this.#options = options;
    this.#first = first;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    const { file, settings } = this.#options;
    const cache = getCompileCacheDir();
    const child = fork(fileURLToPath(file), [], {
      execArgv: FLAGS,
      env: { ...MEMORY, ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.#ended = Promise.withResolvers();
    child.on('message', (message: FromChild) => this.#receive(message));
    // A child that could not be started, or a message that could not be sent: `exit` or `disconnect` follows.
    child.on('error', (error) => this.#options.logger.warn(`The ${this.#options.name} fails`, { error }));
    child.once('exit', (code, signal) => this.#died(code ?? signal));
    if (child.pid === undefined) return this.#died('not started');
    this.#say({ kind: 'open', settings: settings() });
  }

  call(name: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const refused = this.#refusal(signal);
      if (refused !== null) return reject(refused);
      this.#lastId += 1;
      const id = this.#lastId;
      const cancel = (): void => {
        this.#pending.get(id)?.reject(new GatewayError('client_closed', 'Nobody waits for the answer any more.'));
        if (this.#phase === 'open') this.#say({ kind: 'cancel', id });
        this.#forget(id);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      const settled = (): void => signal?.removeEventListener('abort', cancel);
      this.#pending.set(id, {
        name,
        input,
        rows: [],
        isSent: false,
        resolve: (answer) => (settled(), resolve(answer)),
        reject: (reason) => (settled(), reject(reason)),
      });
      this.#keepAlive();
      if (this.#phase === 'open') this.#send(id);
    });
  }

  async close(): Promise<void> {
    if (this.#phase === 'closed') return;
    const child = this.#child;
    this.#phase = 'closed';
    if (child === null) return;
    this.#say({ kind: 'close' });
    child.ref();
    child.channel?.ref();
    const cancel = this.#options.setTimer(() => child.kill('SIGKILL'), CLOSE_MS);
    await this.#ended.promise;
    cancel();
  }

  #refusal(signal: AbortSignal | undefined): GatewayError | null {
    const { name, maxPending } = this.#options;
    if (signal?.aborted === true) return new GatewayError('client_closed', 'Nobody waits for the answer any more.');
    if (this.#phase === 'closed') return new GatewayError('shutting_down', `The ${name} was closed.`);
    if (this.#pending.size >= maxPending) return new GatewayError('overloaded', `The ${name} has too much to do.`);
    return this.#phase === 'down'
      ? new GatewayError('log_unavailable', `The ${name} has died; it is started again.`)
      : null;
  }

  #receive(message: FromChild): void {
    switch (message.kind) {
      case 'ready':
        return this.#opened(message.greeting);
      case 'failed':
        if (!this.#hasOpened) this.#first.failed(receiveError(message.error));
        this.#options.logger.error(`The ${this.#options.name} cannot be opened`, {
          error: receiveError(message.error),
        });
        return;
      case 'log':
        return this.#options.logger[message.level](message.message, message.fields);
      case 'event':
        return this.#options.onEvent?.(message.name);
      case 'part':
        this.#pending.get(message.id)?.rows.push(...message.rows);
        return this.#say({ kind: 'more', id: message.id });
      case 'answer':
      case 'error':
        return this.#settle(message);
    }
  }

  #settle(message: Extract<FromChild, { kind: 'answer' | 'error' }>): void {
    const waiting = this.#pending.get(message.id);
    // One that answers is well again.
    this.#deaths = 0;
    this.#forget(message.id);
    if (waiting === undefined) return;
    if (message.kind === 'error') waiting.reject(receiveError(message.error));
    else if (message.hasRows) waiting.resolve({ ...(message.answer as object), rows: waiting.rows });
    else waiting.resolve(message.answer);
  }

  #opened(greeting: unknown): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'open';
    const isFirst = !this.#hasOpened;
    this.#hasOpened = true;
    if (isFirst) {
      this.greeting = greeting;
      this.#first.opened();
    }
    for (const id of this.#pending.keys()) this.#send(id);
    this.#keepAlive();
    if (!isFirst) this.#options.onRestart?.();
  }

  #died(how: number | string | null): void {
    if (this.#child === null) return;
    this.#child = null;
    const { name, logger, onDeath, setTimer } = this.#options;
    const isExpected = this.#phase === 'closed';
    const error = new GatewayError('log_unavailable', isExpected ? `The ${name} was closed.` : `The ${name} has died.`);
    // Those that it was not asked yet wait for the next one.
    for (const [id, { isSent, reject }] of this.#pending) {
      if (!isSent && !isExpected) continue;
      this.#pending.delete(id);
      reject(error);
    }
    this.#ended.resolve();
    if (isExpected) return;
    if (!this.#hasOpened) return this.#first.failed(new Error(`The ${name} ended at its start (${String(how)})`));
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#deaths);
    this.#deaths = Math.min(this.#deaths + 1, 20);
    this.#phase = pause <= PATIENT_PAUSE_MS ? 'opening' : 'down';
    if (this.#phase === 'down') this.#refuseWaiting(error);
    logger.error(`The ${name} has died; it is started again`, { how, pause });
    onDeath?.();
    setTimer(() => {
      if (this.#phase !== 'closed') this.start();
    }, pause);
  }

  #refuseWaiting(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  #send(id: number): void {
    const waiting = this.#pending.get(id);
    if (waiting === undefined || waiting.isSent) return;
    waiting.isSent = true;
    this.#say({ kind: 'call', id, name: waiting.name, input: waiting.input });
  }

  #say(message: ToChild): void {
    // Where it cannot be sent, `exit` follows and rejects what waits.
    if (this.#child?.connected === true) this.#child.send(message, () => undefined);
  }

  #forget(id: number): void {
    this.#pending.delete(id);
    this.#keepAlive();
  }

  /** Only calls that wait keep this process alive, and the first opening. */
  #keepAlive(): void {
    const child = this.#child;
    if (child === null) return;
    child.unref();
    if (this.#pending.size > 0 || !this.#hasOpened) child.channel?.ref();
    else child.channel?.unref();
  }
}
