/**
 * Puts each tool result into the user message right after its call, results first, as every dialect but OpenAI's asks.
 * A call without a result gets one that says so, a result without a call becomes text, and runs of one role become one
 * message, so that a history from anywhere is one that any upstream takes.
 */
import type { ChatMessage, Part, ToolCallPart, ToolResultPart } from './call.ts';

const NO_RESULT = 'No result was recorded for this tool call.';

export function pairTools(messages: readonly ChatMessage[]): ChatMessage[] {
  const merged = mergeRuns(messages);
  const paired: ChatMessage[] = [];
  for (let at = 0; at < merged.length;) {
    const message = merged[at];
    if (message === undefined) break;
    if (message.role === 'assistant') paired.push(message);
    const from = message.role === 'assistant' ? at + 1 : at;
    let end = from;
    while (end < merged.length && merged[end]?.role !== 'assistant') end += 1;
    const between = merged.slice(from, end);
    const calls = message.role === 'assistant' ? callsIn(message) : [];
    // A call at the very end is still open: its result may be what the caller is about to send.
    paired.push(...(between.length === 0 ? [] : answered(calls, between)));
    at = end;
  }
  return mergeRuns(paired);
}

function callsIn({ parts }: ChatMessage): ToolCallPart[] {
  return parts.filter((part): part is ToolCallPart => part.type === 'tool-call');
}

/** The messages between two turns of the assistant, with the results of its calls first. */
function answered(calls: readonly ToolCallPart[], between: readonly ChatMessage[]): ChatMessage[] {
  // Of several results for one call the last one holds.
  const results = new Map(between.flatMap(({ parts }) => parts.flatMap((part) => resultIn(part))));
  const known = new Set(calls.map(({ id }) => id));
  const others = between.map((message) => ({
    ...message,
    parts: message.parts.flatMap((part): Part[] => {
      if (part.type !== 'tool-result') return [part];
      // A result without a call is written as text.
      return known.has(part.callId) ? [] : part.parts;
    }),
  }));
  const placed = calls.map(({ id, name }): ToolResultPart => {
    const result = results.get(id);
    if (result !== undefined) return { ...result, name: result.name ?? name };
    return { type: 'tool-result', callId: id, name, parts: [{ type: 'text', text: NO_RESULT }], isError: true };
  });
  const told = others.filter(({ parts }) => parts.length > 0);
  return placed.length === 0 ? told : [{ role: 'user', parts: placed }, ...told];
}

function resultIn(part: Part): [string, ToolResultPart][] {
  return part.type === 'tool-result' ? [[part.callId, part]] : [];
}

/** Neighbours of one role become one message; messages of another participant's name stay apart. */
function mergeRuns(messages: readonly ChatMessage[]): ChatMessage[] {
  const merged: ChatMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last === undefined || last.role !== message.role || last.role === 'system' || last.name !== message.name) {
      merged.push(message);
    } else {
      merged[merged.length - 1] = { ...last, parts: joinParts(last.parts, message.parts) };
    }
  }
  return merged;
}

/** Tool results stand first, whichever message they came in. */
function joinParts(before: readonly Part[], after: readonly Part[]): Part[] {
  const all = [...before, ...after];
  const results = all.filter(({ type }) => type === 'tool-result');
  return results.length === 0 ? all : [...results, ...all.filter(({ type }) => type !== 'tool-result')];
}
