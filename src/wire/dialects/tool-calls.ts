/** The tools that a kept answer calls, for people who look at a session: out of any dialect, streamed or whole. Pure. */

import type { ChatEvent } from '../chat/event.ts';
import { NOTHING_TO_RESTORE } from '../chat/restoration.ts';
import type { Translator } from '../chat/translator.ts';
import { isObject } from '../json/object.ts';
import { anthropicMessages } from './anthropic-messages/index.ts';
import { bedrockConverse } from './bedrock-converse/index.ts';
import type { Dialect } from './dialect.ts';
import { gemini } from './gemini/index.ts';
import { openaiChat } from './openai-chat/index.ts';
import { openaiResponses } from './openai-responses/index.ts';

export interface CalledTool {
  /** By which its result names it; empty where the dialect gives none. */
  id: string;
  name: string;
  /** As the model wrote it: JSON, but for free-form tools. */
  input: string;
}

/** By the operation of the log row: the client's dialect, in which its answer is kept. */
const DIALECT_OF: Readonly<Record<string, Pick<Dialect, 'translator'>>> = {
  messages: anthropicMessages,
  chatComplete: openaiChat,
  createModelResponse: openaiResponses,
  generateContent: gemini,
  converse: bedrockConverse,
};

function translatorOf(operation: string): Translator | null {
  return Object.hasOwn(DIALECT_OF, operation) ? (DIALECT_OF[operation]?.translator ?? null) : null;
}

/** False where the answer's own word for its end rules tool calls out, so that nobody need read it. */
export function mayCallTools(operation: string, stopReason: string | null): boolean {
  const translator = translatorOf(operation);
  if (translator === null) return false;
  const end = translator.stopWord('end');
  // Some dialects end both ways with one word.
  return stopReason !== end || translator.stopWord('tool-calls') === end;
}

const CONTEXT = { restoration: NOTHING_TO_RESTORE, id: 'call' };

/** Empty also for what cannot be read. */
export function readToolCalls(operation: string, answer: Buffer): CalledTool[] {
  const translator = translatorOf(operation);
  if (translator === null) return [];
  const whole = parsed(answer);
  if (whole === null) {
    const decoder = translator.openDecoder(CONTEXT);
    return fromEvents([...decoder.push(answer), ...decoder.end()]);
  }
  try {
    const { parts } = translator.readAnswer(whole, CONTEXT);
    return parts.flatMap((part) =>
      part.type === 'tool-call' ? [{ id: part.id, name: part.name, input: part.input }] : [],
    );
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return [];
  }
}

/** null = it is no JSON object: a stream, or nothing of ours. */
function parsed(answer: Buffer) {
  try {
    const value: unknown = JSON.parse(answer.toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function fromEvents(events: readonly ChatEvent[]): CalledTool[] {
  const calls: CalledTool[] = [];
  for (const event of events) {
    const open = calls.at(-1);
    if (event.type === 'tool-start') calls.push({ id: event.id, name: event.name, input: '' });
    else if (event.type === 'tool-delta' && open !== undefined) open.input += event.text;
  }
  return calls;
}
