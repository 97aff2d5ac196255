/** The words of a stream, event by event: which string of which event continues which text. For guardrails that hold streams back. */
import type { JsonObject } from './json/object.ts';

/** One string of one event. */
export interface StreamPiece {
  /** Which text it continues: a block, a choice, an item; after a space, which part of it. */
  channel: string;
  /** `text` for people; `tool-input`: the JSON (or text) that a tool gets. */
  kind: 'text' | 'thoughts' | 'tool-input';
  /** Members and indexes from the event's data to the string. */
  path: readonly (string | number)[];
  text: string;
  /** What stands there is a value, and `text` is its JSON; absent = a string. */
  isValue?: true;
}

export interface StreamEvent {
  pieces: readonly StreamPiece[];
  /** Tool calls that begin here. */
  opens: readonly { channel: string; tool: string }[];
  /** Channels, with all their parts, that no later event continues; `all` = every one. */
  closes: readonly string[] | 'all';
  /** It shows something that the model generated, whether it has words or not. */
  isContent: boolean;
  /** After it a stream can no longer be ended with a message. */
  isLast: boolean;
}

/** Reads the data of one event; `name`: of the event, '' = it has none. Pure. */
export type StreamWordReader = (data: JsonObject, name: string) => StreamEvent;

/** A text that stands whole at this place of one event; none where there is no string. Its channel is a part of `channel`. */
export function wholeTextAt(data: JsonObject, channel: string, path: StreamPiece['path']): StreamPiece[] {
  const text = path.reduce(memberAt, data as unknown);
  if (typeof text !== 'string' || text === '') return [];
  return [{ channel: `${channel} ${path.join('.')}`, kind: 'text', path, text }];
}

function memberAt(value: unknown, step: string | number): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
}

export const NO_WORDS: StreamEvent = { pieces: [], opens: [], closes: [], isContent: false, isLast: false };
