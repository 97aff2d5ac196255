/** Ends a stream of Chat Completions early. Source: OpenAI's streaming reference, the chunk object. */
import { isObject, type JsonObject } from '../../json/object.ts';
import { readMember, type JsonDocument } from '../../json/scan.ts';
import type { LastWords, StreamEnding } from '../dialect.ts';

const FIRST_CHUNK = /^data: ?(\{.*\})\r?$/m;
const FINISHED = /"finish_reason"\s*:\s*"/;
const FINISH_MEMBER = '"finish_reason"';
const DONE = 'data: [DONE]\n\n';
const FINISH_REASONS = { length: 'length', refusal: 'content_filter', denied: 'content_filter' } as const;
/** What of the first chunk every other one repeats. */
const HEAD_MEMBERS = ['id', 'object', 'created', 'model', 'service_tier', 'system_fingerprint'];
/** More choices than anybody asks for. */
const MAX_CHOICES = 128;

export function openEnding(document: JsonDocument): StreamEnding {
  let head: JsonObject | null = null;
  let isFinished = false;
  let isOver = false;
  // The document's memory is given back while its answer streams.
  const choices = choicesOf(document);
  return {
    passed(events) {
      head ??= headOf(events);
      if (!isFinished && events.includes(FINISH_MEMBER)) isFinished = FINISHED.test(events.toString('latin1'));
      if (isFinished && events.includes('[DONE]')) isOver = true;
    },
    close(last) {
      if (isOver) return Buffer.alloc(0);
      const chunks = isFinished ? '' : lastChunks({ last, head: head ?? { object: 'chat.completion.chunk' }, choices });
      return Buffer.from(chunks + DONE);
    },
  };
}

/** null where no chunk has come yet, as before a ping. */
function headOf(events: Buffer): JsonObject | null {
  const line = FIRST_CHUNK.exec(events.toString('utf8'))?.[1];
  try {
    const chunk: unknown = line === undefined ? null : JSON.parse(line);
    if (!isObject(chunk)) return null;
    return Object.fromEntries(Object.entries(chunk).filter(([name]) => HEAD_MEMBERS.includes(name)));
  } catch {
    return null;
  }
}

interface Ended {
  last: LastWords;
  head: JsonObject;
  /** How many were asked for. */
  choices: number;
}

/** The message goes into the first choice; every choice that was asked for is finished. */
function lastChunks({ last: { message, reason }, head, choices: count }: Ended): string {
  const chunk = (choices: JsonObject[]): string => `data: ${JSON.stringify({ ...head, choices })}\n\n`;
  const finished = Array.from({ length: count }, (_, index) => ({
    index,
    delta: {},
    finish_reason: FINISH_REASONS[reason],
  }));
  return chunk([{ index: 0, delta: { content: message }, finish_reason: null }]) + chunk(finished);
}

function choicesOf(document: JsonDocument): number {
  const asked: unknown = readMember(document, 'n');
  return typeof asked === 'number' && Number.isSafeInteger(asked) && asked > 0 ? Math.min(asked, MAX_CHOICES) : 1;
}
