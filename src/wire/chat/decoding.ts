/** What every stream decoder does alike: framing, JSON, a broken stream, and the undoing of what the writer changed. */
import { SseReader } from '../framing/sse-reader.ts';
import { isObject, type JsonObject } from '../json/object.ts';
import type { ChatError, ChatEvent } from './event.ts';
import type { EventSequence } from './event-sequence.ts';
import { Restorer } from './restoration.ts';
import type { DecodeContext, StreamDecoder } from './translator.ts';

/** One dialect's reading of a stream. It reports what it sees to its sequence. */
export interface StreamReading {
  readonly sequence: EventSequence;
  read(event: JsonObject, name: string): void;
  /** At `data: [DONE]` (`isTold`), or at the end of the bytes. What is not complete by then is reported as truncated. */
  close(isTold: boolean): void;
}

/** Cuts bytes into named events. Throws RangeError or SyntaxError where that cannot be done. */
export interface Framing {
  push(bytes: Uint8Array): { name: string; data: string }[];
  end(): { name: string; data: string }[];
}

export function upstreamBroke(message: string): ChatError {
  return { kind: 'server', status: 502, message, code: null, field: null };
}

export const CUT_OFF = upstreamBroke('The upstream closed the stream before the answer was complete.');

const DONE = '[DONE]';

export function openSseDecoder(reading: StreamReading, context: DecodeContext): StreamDecoder {
  return openDecoder(reading, new SseReader(), context);
}

export function openDecoder(reading: StreamReading, framing: Framing, { restoration }: DecodeContext): StreamDecoder {
  const { sequence } = reading;
  const restorer = new Restorer(restoration);
  const run = (read: () => { name: string; data: string }[]): ChatEvent[] => {
    try {
      for (const { name, data } of read()) {
        if (sequence.isOver) break;
        if (data.trim() === DONE) reading.close(true);
        else readEvent(reading, name, data);
      }
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
      sequence.fail(upstreamBroke(`The upstream sent a stream that cannot be read: ${error.message}`));
    }
    return sequence.take().flatMap((event) => restorer.restore(event));
  };
  return {
    push: (bytes) => (sequence.isOver ? [] : run(() => framing.push(bytes))),
    end() {
      if (sequence.isOver) return [];
      const events = run(() => framing.end());
      if (!sequence.isOver) reading.close(false);
      if (!sequence.isOver) sequence.fail(CUT_OFF);
      return [...events, ...sequence.take().flatMap((event) => restorer.restore(event))];
    },
  };
}

/** Events without data, as a lone comment or name, say nothing. Throws SyntaxError on data that is no JSON object. */
function readEvent(reading: StreamReading, name: string, data: string): void {
  if (data === '') return;
  const value: unknown = JSON.parse(data);
  if (!isObject(value)) throw new SyntaxError('an event is no JSON object');
  reading.read(value, name);
}

/** A string member, else null. */
export function textIn(object: JsonObject, key: string): string | null {
  const value = object[key];
  return typeof value === 'string' ? value : null;
}

/** An object member, else an empty object. */
export function objectIn(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

/** The objects of an array member; of anything else none. */
export function objectsIn(object: JsonObject, key: string): JsonObject[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}
