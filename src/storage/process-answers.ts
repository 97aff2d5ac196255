/** In a child process: answers the calls of its parent for as long as that lives. The other end is process-calls.ts. */
import { readdirSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import type { Logger } from '../observe/logger.ts';
import { type FromChild, sendError, type ToChild } from './process-messages.ts';

/** `input` and the answer must survive JSON. `signal` is aborted when nobody waits for the answer any more. */
type Operation = (input: never, signal: AbortSignal) => Promise<unknown>;

export interface Opened {
  /** Sent to the parent once, when it is open. */
  greeting: unknown;
  operations: Readonly<Record<string, Operation>>;
  close(): Promise<void>;
}

/** What the child may say at any time. */
export interface Voice {
  logger: Logger;
  event: (name: string) => void;
}

/** Of a message, in characters: the parent parses each in one turn of its event loop. */
const PART_CHARACTERS = 64 * 1024;

/**
 * Waits for the parent's first message, opens, and answers. Ends with the parent at once, however that ends, so that files
 * are free for the next one. A terminal's Ctrl-C and a stop of the whole control group reach the child as well: they
 * are the parent's business, which then closes it.
 */
export function answerParent(open: (settings: never, voice: Voice) => Promise<Opened>): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  // Not `process.exit`, which waits for what the thread pool does: a long query would hold the files.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.once('message', (message: ToChild) => {
    if (message.kind === 'open') void run(open, message.settings as never);
  });
}

async function run(open: (settings: never, voice: Voice) => Promise<Opened>, settings: never): Promise<void> {
  try {
    const opened = await open(settings, { logger: sendingLogger(), event: (name) => say({ kind: 'event', name }) });
    // The parent waits for the opening, and for nothing that comes later.
    giveWay();
    const calls = new Map<number, Call>();
    process.on('message', (message: ToChild) => handle(message, opened, calls));
    say({ kind: 'ready', greeting: opened.greeting });
  } catch (error) {
    await send({ kind: 'failed', error: sendError(error) });
    process.disconnect();
  }
}

/** A third of what the parent gets of a core that both want; where a core is idle, all of it. */
const NICE = 5;

/** Lowers the priority of every thread: on Linux each has its own (setpriority(2)), and later ones inherit it. */
function giveWay(): void {
  const nice = Math.min(constants.priority.PRIORITY_LOW, getPriority() + NICE);
  const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid];
  for (const thread of threads) {
    try {
      setPriority(thread, nice);
    } catch {
      // It has ended, or a sandbox forbids it. The answers are the same; they only hold up the parent a little more.
    }
  }
}

interface Call {
  abort: AbortController;
  /** Resolves `send` of the last part. */
  goOn: () => void;
}

function handle(message: ToChild, opened: Opened, calls: Map<number, Call>): void {
  switch (message.kind) {
    case 'open':
      return;
    case 'call': {
      const call = { abort: new AbortController(), goOn: () => undefined };
      calls.set(message.id, call);
      void answer(message, opened, call).finally(() => calls.delete(message.id));
      return;
    }
    case 'more':
      return calls.get(message.id)?.goOn();
    case 'cancel': {
      const call = calls.get(message.id);
      call?.abort.abort();
      return call?.goOn();
    }
    case 'close':
      void close(opened);
  }
}

async function close(opened: Opened): Promise<void> {
  await opened.close().catch((error: unknown) => sendingLogger().error('It could not be closed', { error }));
  process.disconnect();
}

type Asked = Extract<ToChild, { kind: 'call' }>;

async function answer({ id, name, input }: Asked, { operations }: Opened, call: Call): Promise<void> {
  try {
    const answered = await operations[name]?.(input as never, call.abort.signal);
    const rows = rowsOf(answered);
    if (rows === null) return say({ kind: 'answer', id, answer: answered ?? null, hasRows: false });
    await sendRows(id, rows, call);
    say({ kind: 'answer', id, answer: { ...(answered as object), rows: [] }, hasRows: true });
  } catch (error) {
    say({ kind: 'error', id, error: sendError(error) });
  }
}

function rowsOf(answered: unknown): readonly unknown[] | null {
  const isObject = typeof answered === 'object' && answered !== null && 'rows' in answered;
  return isObject && Array.isArray(answered.rows) ? answered.rows : null;
}

/** One part at a time: the parent asks for the next when it has read the last, so that none waits in memory. */
async function sendRows(id: number, rows: readonly unknown[], call: Call): Promise<void> {
  let part: unknown[] = [];
  let characters = 0;
  for (const row of rows) {
    part.push(row);
    characters += JSON.stringify(row).length;
    if (characters < PART_CHARACTERS) continue;
    const taken = new Promise<void>((resolve) => {
      call.goOn = resolve;
    });
    say({ kind: 'part', id, rows: part });
    part = [];
    characters = 0;
    await taken;
    call.abort.signal.throwIfAborted();
  }
  if (part.length > 0) say({ kind: 'part', id, rows: part });
}

function say(message: FromChild): void {
  // `disconnect` says that the parent is gone.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

function send(message: FromChild): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

/** The parent writes the lines: it knows the level, and where they go. */
function sendingLogger(): Logger {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      const sent = Object.entries(fields).map(([name, value]): [string, unknown] => [
        name,
        value instanceof Error ? sendError(value) : value,
      ]);
      say({ kind: 'log', level, message, fields: Object.fromEntries<unknown>(sent) });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
