/**
 * Translates in one thread, one body after the other: whatever callers send, translation takes the memory of one body and one
 * core. The thread starts with the first large body, and ends when none has come for a while, with all that it took.
 */
import type { Clock } from '../../kernel/clock.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { NextTurn } from '../../kernel/slices.ts';
import type { Translations } from '../ports/translations.ts';
import { openWorkerCalls, workerBeside, type WorkerCalls } from '../worker-calls.ts';
import type { TranslationOperations } from './translation-worker.ts';

/** Each of them takes half a second at most. */
const MAX_WAITING = 64;
/**
 * What a body takes in the thread at most, in times of its size: bytes, text, objects and both again as they are written, with
 * two bytes a letter where one is beyond Latin-1. A bound on the heap of the thread is none: V8 ends the process at it.
 */
const TIMES_ITS_SIZE = 8;
const IDLE_MS = 30_000;

export interface ThreadOptions {
  clock: Clock;
  /** Starts a one-shot timer; returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
  /** What the thread may take, bytes. */
  maxBytes: number;
  nextTurn: NextTurn;
}

export function createTranslationThread({ clock, after, maxBytes, nextTurn }: ThreadOptions): Translations {
  let calls: WorkerCalls<TranslationOperations> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let cancelEnd = (): void => undefined;

  function open(): WorkerCalls<TranslationOperations> {
    calls ??= openWorkerCalls<TranslationOperations>({
      name: 'translation of large bodies',
      file: workerBeside(import.meta.url, 'translation-worker'),
      maxPending: 1,
      clock,
    });
    return calls;
  }

  async function end(): Promise<void> {
    cancelEnd();
    const ending = calls;
    calls = null;
    await ending?.close();
  }

  /** The copy is made when its turn comes: those that wait take no memory of their own. */
  function inTurn<Input extends { bytes: Uint8Array }, Answer>(
    input: Input,
    run: (worker: WorkerCalls<TranslationOperations>, copied: Input, transfer: ArrayBuffer[]) => Promise<Answer>,
  ): Promise<Answer> {
    const most = Math.floor(maxBytes / TIMES_ITS_SIZE);
    if (input.bytes.length > most) return Promise.reject(tooLarge(most));
    if (waiting >= MAX_WAITING) return Promise.reject(tooMany());
    waiting += 1;
    const answer = last.then(async () => {
      cancelEnd();
      const bytes = await copyInSlices(input.bytes, nextTurn);
      try {
        return await run(open(), { ...input, bytes }, [bytes.buffer]);
      } catch (error) {
        // A new thread for the next one: whatever ended this one was in this body.
        void end();
        throw new GatewayError('internal', 'The translation of a large body broke off.', { cause: error });
      } finally {
        waiting -= 1;
        if (waiting === 0) cancelEnd = after(IDLE_MS, () => void end());
      }
    });
    last = answer.catch(() => undefined);
    return answer;
  }

  return {
    call: (asked) => inTurn(asked, (worker, copied, transfer) => worker.call('call', copied, transfer)),
    answer: (asked) =>
      inTurn(asked, async (worker, copied, transfer) => {
        const { body, ...facts } = await worker.call('answer', copied, transfer);
        return { ...facts, body: asBuffer(body) };
      }),
    facts: (asked) => inTurn(asked, (worker, copied, transfer) => worker.call('facts', copied, transfer)),
    close: end,
  };
}

/** What came through a structured clone is no Buffer any more, whatever its type says: as text it would be a list of numbers. */
const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length);

/** Of a copy between two turns of the event loop. */
const COPIED_BYTES = 4 * 1024 * 1024;

/** Of a body whose memory was freed meanwhile, what was copied: nobody waits for it any more. */
async function copyInSlices(bytes: Uint8Array, nextTurn: NextTurn): Promise<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += COPIED_BYTES) {
    if (at > 0) await nextTurn();
    if (bytes.length === copy.length) copy.set(bytes.subarray(at, at + COPIED_BYTES), at);
  }
  return copy;
}

function tooLarge(most: number): GatewayError {
  const mib = (most / 1024 / 1024).toFixed(1);
  return new GatewayError(
    'body_too_large',
    `A body of more than ${mib} MiB takes more memory to translate than there is.`,
    {
      hint: 'Compact the conversation, or send it to a provider that speaks the dialect of the request. Whoever runs the gateway may raise TOLLGATE_BODY_MEMORY_MB.',
    },
  );
}

function tooMany(): GatewayError {
  return new GatewayError('overloaded', 'Too many large bodies wait to be translated.', {
    retryAfter: 2,
    hint: 'Send it again in a moment, or to a provider that speaks the dialect of the request.',
  });
}
