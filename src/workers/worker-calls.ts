/** Calls into a worker thread and answers out of it, for engines that compute too long for the event loop. */
import { setPriority } from 'node:os';
import { extname } from 'node:path';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Clock } from '../kernel/clock.ts';
import { GatewayError } from '../kernel/errors.ts';

/** What a worker can be asked; inputs and answers must survive a structured clone. */
type Operations = Record<string, (input: never) => unknown>;

type Answered<Operation extends (input: never) => unknown> = Awaited<ReturnType<Operation>>;

export interface WorkerCalls<Offered extends Operations> {
  /**
   * Rejects with what the operation threw (its message survives, its class does not), and with a GatewayError when the
   * queue is full, the worker dies, or this is closed.
   */
  call<Name extends keyof Offered & string>(
    name: Name,
    input: Parameters<Offered[Name]>[0],
    /** Memory of the input that the worker gets, and the caller loses. */
    transfer?: ArrayBuffer[],
  ): Promise<Answered<Offered[Name]>>;
  close(): Promise<void>;
}

export interface WorkerCallsOptions {
  /** For thread lists and error messages. */
  name: string;
  file: URL;
  /** What the worker reads by `settings()`. */
  settings?: unknown;
  /** Calls that may wait or run at once. */
  maxPending: number;
  clock: Clock;
}

interface Waiting {
  resolve: (answer: never) => void;
  reject: (reason: Error) => void;
}

interface Question {
  id: number;
  name: string;
  input: never;
}

type Answer = { id: number; answer: never } | { id: number; error: Error };

/** A worker that dies as soon as it is started is not started more often than this. */
const RESTART_PAUSE_MS = 1_000;

/** A ninth of what the event loop gets of a core that both want; where a core is idle, all of it. */
const NICE = 10;

/** The worker beside `caller` (its `import.meta.url`): TypeScript in the repository, JavaScript in the package. */
export function workerBeside(caller: string, name: string): URL {
  return new URL(`./${name}${extname(caller)}`, caller);
}

/** The worker starts at the first call, and again at the first call after it died. It does not keep the process alive. */
export function openWorkerCalls<Offered extends Operations>(options: WorkerCallsOptions): WorkerCalls<Offered> {
  const { name, clock } = options;
  const pending = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let isClosed = false;
  let lastId = 0;
  let diedAt = -Infinity;

  function start(): Worker {
    const started = new Worker(options.file, { name, workerData: options.settings });
    let cause: unknown;
    started.unref();
    started.on('message', settle);
    started.on('error', (error: unknown) => {
      cause = error;
    });
    started.on('exit', () => {
      worker = null;
      diedAt = clock.elapsed();
      const message = isClosed ? `The ${name} was closed.` : `The ${name} died while it worked.`;
      for (const { reject } of pending.values()) reject(new GatewayError('internal', message, { cause }));
      pending.clear();
    });
    return started;
  }

  function settle(message: Answer): void {
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (pending.size === 0) worker?.unref();
    if ('error' in message) waiting?.reject(message.error);
    else waiting?.resolve(message.answer);
  }

  function refusal(): GatewayError | null {
    if (isClosed) return new GatewayError('internal', `The ${name} was closed.`);
    if (pending.size >= options.maxPending) return new GatewayError('overloaded', `The ${name} has too much to do.`);
    const isPausing = worker === null && clock.elapsed() - diedAt < RESTART_PAUSE_MS;
    return isPausing ? new GatewayError('internal', `The ${name} died a moment ago.`) : null;
  }

  return {
    call: (operation, input, transfer = []) =>
      new Promise((resolve, reject) => {
        const refused = refusal();
        if (refused !== null) return reject(refused);
        worker ??= start();
        lastId += 1;
        // First, because an input that cannot be cloned throws here.
        worker.postMessage({ id: lastId, name: operation, input }, transfer);
        worker.ref();
        pending.set(lastId, { resolve, reject });
      }),
    async close() {
      isClosed = true;
      await worker?.terminate();
    },
  };
}

/**
 * In the worker: answers calls for as long as the thread lives. Where cores are few, the event loop goes first, unless
 * requests wait for the answers.
 */
export function answerCalls(operations: Operations, { isWaitedFor = false } = {}): void {
  if (!isWaitedFor) giveWay();
  parentPort?.on('message', ({ id, name, input }: Question) => {
    const answering = async (): Promise<void> => {
      try {
        const answer = await operations[name]?.(input);
        parentPort?.postMessage({ id, answer }, memoryOf(answer));
      } catch (error) {
        // A new one, because a cause or a field may be something that cannot be cloned.
        parentPort?.postMessage({ id, error: new Error(error instanceof Error ? error.message : String(error)) }, []);
      }
    };
    void answering();
  });
}

/** Of a large text in the answer, which goes over as it is. Small ones share their memory with others. */
function memoryOf(answer: unknown): ArrayBuffer[] {
  const bytes = typeof answer === 'object' && answer !== null && 'body' in answer ? answer.body : null;
  if (!(bytes instanceof Uint8Array) || !(bytes.buffer instanceof ArrayBuffer)) return [];
  return bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : [];
}

/**
 * Lowers the priority of the thread that calls. On Linux alone is a priority a thread's own (setpriority(2), "C
 * library/kernel differences"); elsewhere this would slow down the whole process.
 */
function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(NICE);
  } catch {
    // A sandbox may forbid it. The answers are the same; they only hold up the event loop a little more.
  }
}

/** In the worker: what it was started with, which both files must agree on. */
export function settings(): unknown {
  return workerData;
}
