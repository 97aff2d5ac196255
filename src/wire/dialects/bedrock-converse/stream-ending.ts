/** Ends a stream of Converse early: the open block is closed, a block says why, and the reason follows. Source: Amazon Bedrock API reference, ConverseStream. */
import { EventStreamReader, type EventStreamMessage } from '../../framing/aws-event-stream.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import type { LastWords, StreamEnding } from '../dialect.ts';
import { frame } from './encode-stream.ts';

const STOP_REASONS = { length: 'max_tokens', refusal: 'content_filtered', denied: 'guardrail_intervened' } as const;

export const openEnding = (): StreamEnding => new Ending();

class Ending implements StreamEnding {
  readonly #reader = new EventStreamReader();
  #hasBegun = false;
  #isStopped = false;
  #isOver = false;
  #next = 0;
  /** Of the block that has begun and not ended. */
  #open: number | null = null;

  passed(events: Buffer): void {
    for (const message of this.#reader.push(events)) this.#take(message);
  }

  close({ message, reason, outputTokens }: LastWords): Buffer {
    if (this.#isOver) return Buffer.alloc(0);
    const frames: Buffer[] = [];
    if (!this.#isStopped) {
      if (!this.#hasBegun) frames.push(frame('messageStart', { role: 'assistant' }));
      if (this.#open !== null) frames.push(frame('contentBlockStop', { contentBlockIndex: this.#open }));
      const at = { contentBlockIndex: this.#next };
      frames.push(frame('contentBlockDelta', { ...at, delta: { text: message } }), frame('contentBlockStop', at));
      frames.push(frame('messageStop', { stopReason: STOP_REASONS[reason] }));
    }
    const told = outputTokens ?? 0;
    const usage = { inputTokens: 0, outputTokens: told, totalTokens: told };
    return Buffer.concat([...frames, frame('metadata', { usage, metrics: { latencyMs: 0 } })]);
  }

  #take({ headers, payload }: EventStreamMessage): void {
    const event = headers[':event-type'];
    this.#hasBegun ||= event === 'messageStart';
    this.#isStopped ||= event === 'messageStop';
    this.#isOver ||= event === 'metadata';
    if (event !== 'contentBlockStart' && event !== 'contentBlockDelta' && event !== 'contentBlockStop') return;
    const at = indexIn(payload);
    this.#next = Math.max(this.#next, at + 1);
    this.#open = event === 'contentBlockStop' ? null : at;
  }
}

function indexIn(payload: Buffer): number {
  const event = parse(payload);
  const at = event['contentBlockIndex'];
  return typeof at === 'number' ? at : 0;
}

function parse(payload: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
