/** A whole answer of Chat Completions as a stream, and back. */
import { collect, eventsOf } from '../../chat/collect.ts';
import { NOTHING_TO_RESTORE } from '../../chat/restoration.ts';
import type { AnswerContext } from '../../chat/translator.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { readMember, type JsonDocument } from '../../json/scan.ts';
import { readAnswer, writeAnswer } from './answer.ts';
import { answeredCall } from '../../chat/call.ts';
import { readCall } from './read-call.ts';
import { openDecoder } from './decode-stream.ts';
import { openEncoder } from './encode-stream.ts';

const ID_PREFIX = /^chatcmpl-/;

/** The client asked for the chunk that reports the usage. */
export function asksForUsage(document: JsonDocument): boolean {
  try {
    const options: unknown = readMember(document, 'stream_options');
    return isObject(options) && options['include_usage'] === true;
  } catch {
    // The upstream says better what is wrong with it.
    return false;
  }
}

/** null where a stream of ours cannot carry all of it: several choices, or probabilities. Throws where it is no completion. */
export function completionInChunks(answer: Buffer, document: JsonDocument): Buffer | null {
  const body: unknown = JSON.parse(answer.toString('utf8'));
  if (!isObject(body) || !isPlain(body)) return null;
  const read = readAnswer(body, { restoration: NOTHING_TO_RESTORE, id: 'replayed' });
  const encoder = openEncoder(contextOf(body, asksForUsage(document)));
  return Buffer.concat(eventsOf(read).map((event) => encoder.push(event)));
}

/** null where the stream is not complete, or reports an error. */
export function completionFromChunks(events: Buffer): Buffer | null {
  const first: unknown = firstChunk(events);
  if (!isObject(first)) return null;
  const decoder = openDecoder({ restoration: NOTHING_TO_RESTORE, id: 'collected' });
  try {
    const answer = collect([...decoder.push(events), ...decoder.end()]);
    return Buffer.from(JSON.stringify(writeAnswer(answer, contextOf(first, false))));
  } catch {
    // What broke off is nothing to give again.
    return null;
  }
}

function isPlain({ choices }: JsonObject): boolean {
  if (!Array.isArray(choices) || choices.length !== 1) return false;
  const [choice] = choices as unknown[];
  return isObject(choice) && (choice['logprobs'] ?? null) === null;
}

function contextOf({ id, created, model }: JsonObject, includesUsage: boolean): AnswerContext {
  return {
    id: typeof id === 'string' ? id.replace(ID_PREFIX, '') : '',
    created: typeof created === 'number' ? created : 0,
    model: typeof model === 'string' ? model : '',
    isStrict: false,
    call: includesUsage ? ASKS_FOR_USAGE : null,
  };
}

/** As little of a call as shows that. */
const ASKS_FOR_USAGE = answeredCall(
  readCall({
    model: '-',
    messages: [{ role: 'user', content: '-' }],
    stream_options: { include_usage: true },
  }),
);

function firstChunk(events: Buffer): unknown {
  const line = /^data: ?(\{.*\})\r?$/m.exec(events.toString('utf8', 0, FIRST_BYTES))?.[1];
  try {
    return line === undefined ? null : JSON.parse(line);
  } catch {
    return null;
  }
}

const FIRST_BYTES = 64 * 1024;
