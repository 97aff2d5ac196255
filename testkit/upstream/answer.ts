/** What a fake upstream answers, and how badly it behaves while it does. */
import { scriptedMessage } from './scripted-message.ts';
import type { Block, ScriptedMessage, ScriptedUsage } from './scripted-message.ts';

export type Answer =
  | { kind: 'message'; message: ScriptedMessage; manners: Manners }
  | { kind: 'raw'; status: number; headers: Record<string, string>; body: string; manners: Manners }
  | { kind: 'huge'; bytes: number; manners: Manners }
  /** Takes the request and never says anything. */
  | { kind: 'hang' }
  /** A TCP reset in place of an answer; `isWorkedOn` = after an interim answer (102), so that the request may be billed. */
  | { kind: 'reset'; isWorkedOn: boolean };

/** All positions count stream events from 0 (`message_start` is 0); all times are ms. */
export interface Manners {
  /** Before the status line. */
  delay?: number;
  /** After the head, before the first byte of the body. */
  silenceBeforeFirstEvent?: number;
  silenceBetweenEvents?: number;
  /** Waits for the promise before that event, so that a test can act in mid-stream without guessing at times. */
  holdBefore?: { event: number; until: Promise<unknown> };
  /** The connection is cut (no proper end) when that many whole events are out. */
  cutAfterEvents?: number;
  /** The connection is cut in the middle of that event. */
  cutInsideEvent?: number;
  /** The stream ends properly, but too soon. */
  endAfterEvents?: number;
  /** An `error` event takes the place of that event, and ends the stream. */
  errorAtEvent?: { event: number; type: string; message: string };
  /** Each write carries so many bytes, wherever that cuts a character. */
  splitBytes?: number;
  /** Between two writes. */
  drip?: number;
  /** Characters per delta. */
  deltaLength?: number;
  headers?: Record<string, string>;
}

export function answer(blocks: Block[], options: { usage?: Partial<ScriptedUsage>; stopReason?: string } = {}): Answer {
  return { kind: 'message', message: scriptedMessage(blocks, options), manners: {} };
}

export function refusal(explanation: string, category: string | null = null): Answer {
  const stopDetails = { type: 'refusal', category, explanation };
  return { kind: 'message', message: scriptedMessage([], { stopReason: 'refusal', stopDetails }), manners: {} };
}

/** The same answer, badly delivered. */
export function misbehave(well: Answer, manners: Manners): Answer {
  if (well.kind === 'hang' || well.kind === 'reset') return well;
  return { ...well, manners: { ...well.manners, ...manners } };
}

/** Any status with any body; a body that is not a string goes out as JSON. */
export function status(code: number, body: unknown, headers: Record<string, string> = {}): Answer {
  const isText = typeof body === 'string';
  return {
    kind: 'raw',
    status: code,
    headers: { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=UTF-8', ...headers },
    body: isText ? body : JSON.stringify(body),
    manners: {},
  };
}

/** An error in Anthropic's shape, as Claude on Vertex words its own refusals. */
export function anthropicError(code: number, type: string, message: string): Answer {
  return status(code, { type: 'error', error: { type, message }, request_id: 'req_vrtx_011Cfake' });
}

export function html(code: number, title: string): Answer {
  const body = `<!DOCTYPE html>\n<html lang=en><title>${title}</title><p><b>${code}.</b> That’s an error.</html>\n`;
  return status(code, body, { 'content-type': 'text/html; charset=UTF-8' });
}

/** The first event of a 200 stream is an error, as an overloaded Claude does it. */
export function errorFirst(type = 'overloaded_error', message = 'Overloaded'): Answer {
  return misbehave(answer([]), { errorAtEvent: { event: 0, type, message } });
}

/** A stream of text deltas of that many bytes; it waits for a reader that is slow. */
export const hugeAnswer = (bytes: number): Answer => ({ kind: 'huge', bytes, manners: {} });
export const hang = (): Answer => ({ kind: 'hang' });
export const resetConnection = (): Answer => ({ kind: 'reset', isWorkedOn: true });
/** As of a connection that was dead before the request came. */
export const resetUnread = (): Answer => ({ kind: 'reset', isWorkedOn: false });
