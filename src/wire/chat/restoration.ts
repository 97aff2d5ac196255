/** What a writer changed in a call that must be undone in its answer: tool names that were too long, JSON by a forced tool, stop sequences. */
import type { ChatAnswer, ChatEvent } from './event.ts';
import { cutAnswer, StreamCutter } from './stop-here.ts';

export interface Restoration {
  /** The caller's tool name by the one that went upstream. */
  toolNames: ReadonlyMap<string, string>;
  /** A tool whose input is the answer's text: how structured output is asked for where there is no other way. */
  jsonTool: string | null;
  /** Where the text of the answer ends, which the upstream was not told. Absent = nowhere. */
  stops?: readonly string[];
}

export const NOTHING_TO_RESTORE: Restoration = { toolNames: new Map(), jsonTool: null };

/** Undoes it in the events of one stream. */
export class Restorer {
  readonly #restoration: Restoration;
  readonly #cutter: StreamCutter;
  #isInJson = false;
  #hasJson = false;

  constructor(restoration: Restoration) {
    this.#restoration = restoration;
    this.#cutter = new StreamCutter(restoration.stops ?? []);
  }

  restore(event: ChatEvent): ChatEvent[] {
    return this.#cutter.cut(this.#restored(event));
  }

  #restored(event: ChatEvent): ChatEvent {
    if (event.type === 'tool-start') return this.#restoreStart(event);
    if (event.type === 'finish' && this.#hasJson && event.reason === 'tool-calls') return { ...event, reason: 'end' };
    if (!this.#isInJson) return event;
    if (event.type === 'tool-delta') return { type: 'text-delta', text: event.text };
    if (event.type !== 'tool-end') return event;
    this.#isInJson = false;
    return { type: 'text-end', state: null };
  }

  #restoreStart(event: Extract<ChatEvent, { type: 'tool-start' }>): ChatEvent {
    const { toolNames, jsonTool } = this.#restoration;
    if (event.name !== jsonTool) return { ...event, name: toolNames.get(event.name) ?? event.name };
    this.#isInJson = true;
    this.#hasJson = true;
    return { type: 'text-start', isRefusal: false };
  }
}

/** The same for an answer that came whole. */
export function restoreAnswer(answer: ChatAnswer, restoration: Restoration): ChatAnswer {
  return cutAnswer(withOwnNames(answer, restoration), restoration.stops ?? []);
}

function withOwnNames(answer: ChatAnswer, { toolNames, jsonTool }: Restoration): ChatAnswer {
  if (toolNames.size === 0 && jsonTool === null) return answer;
  let reason = answer.reason;
  const parts = answer.parts.map((part): ChatAnswer['parts'][number] => {
    if (part.type !== 'tool-call') return part;
    if (part.name !== jsonTool) return { ...part, name: toolNames.get(part.name) ?? part.name };
    if (reason === 'tool-calls') reason = 'end';
    return { type: 'text', text: part.input, isRefusal: false, citations: [], state: null };
  });
  return { ...answer, reason, parts };
}
