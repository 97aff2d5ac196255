/** Calls to ports of the process that started the workers, over the channel that it has to each of them. */
import { ERRORS, type ErrorCode, GatewayError } from '../../kernel/errors.ts';
import { receiveError, sendError } from '../../storage/process-messages.ts';
import type { Channel, RemoteCall, SentPortError, ToPrimary, ToWorker } from './messages.ts';

/** Rejects as the port does. When the signal aborts, the port hears of it and decides how to end. */
export type Ask = (call: RemoteCall, signal?: AbortSignal) => Promise<unknown>;

export function openRemoteCalls(channel: Channel<ToPrimary, ToWorker>): Ask {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  channel.listen((message) => {
    if (message.kind !== 'returned' && message.kind !== 'threw') return;
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'returned') asked?.resolve(message.value);
    else asked?.reject(errorOf(message.error));
  });
  return async (call, signal) => {
    lastId += 1;
    const id = lastId;
    const asked = Promise.withResolvers<unknown>();
    const abort = (): void => channel.send({ kind: 'abort', id });
    waiting.set(id, asked);
    channel.send({ kind: 'call', id, call });
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await asked.promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  };
}

type Method = (signal: AbortSignal, ...given: never[]) => unknown;
/** By port and method: only these can be called. */
export type ServedPorts = Readonly<Record<string, Readonly<Record<string, Method>>>>;

export interface CallServer {
  /** Serves a worker from now on. Returns what is called when it has ended: nobody waits for its calls any more. */
  serve(channel: Channel<ToWorker, ToPrimary>): () => void;
}

export function serveCalls(ports: ServedPorts): CallServer {
  return {
    serve(channel) {
      const running = new Map<number, AbortController>();
      const answer = async (id: number, { port, method, given }: RemoteCall): Promise<void> => {
        const controller = new AbortController();
        running.set(id, controller);
        try {
          const called = Object.hasOwn(ports, port) ? ports[port]?.[method] : undefined;
          if (called === undefined) throw new TypeError(`There is no ${port}.${method}.`);
          channel.send({ kind: 'returned', id, value: await called(controller.signal, ...(given as never[])) });
        } catch (error) {
          channel.send({ kind: 'threw', id, error: sentOf(error) });
        } finally {
          running.delete(id);
        }
      };
      channel.listen((message) => {
        if (message.kind === 'call') void answer(message.id, message.call);
        else if (message.kind === 'abort') running.get(message.id)?.abort();
      });
      return () => {
        for (const controller of running.values()) controller.abort();
      };
    },
  };
}

function sentOf(error: unknown): SentPortError {
  return { ...sendError(error), hint: error instanceof GatewayError ? (error.hint ?? null) : null };
}

/** Classes that callers of the ports tell apart. */
const KNOWN_CLASSES = new Map([RangeError, TypeError].map((known) => [known.name, known]));

function errorOf({ hint, ...sent }: SentPortError): Error {
  const { name, message, code } = sent;
  if (name === 'GatewayError' && code !== undefined && isErrorCode(code)) {
    return new GatewayError(code, message, hint === null ? {} : { hint });
  }
  const Known = KNOWN_CLASSES.get(name);
  if (Known === undefined) return receiveError(sent);
  return Object.assign(new Known(message), code === undefined ? {} : { code });
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);
