/** Ends an event stream of Responses early: open items are marked as incomplete, and so is the response. Source: OpenAI's streaming reference. */
import { SseReader } from '../../framing/sse-reader.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import type { LastWords, StreamEnding } from '../dialect.ts';

const INCOMPLETE_REASONS = {
  length: 'max_output_tokens',
  refusal: 'content_filter',
  denied: 'content_filter',
} as const;
const LAST_EVENTS = new Set(['response.completed', 'response.incomplete', 'response.failed']);

export const openEnding = (): StreamEnding => new Ending();

class Ending implements StreamEnding {
  readonly #reader = new SseReader();
  #sequence = 0;
  #response: JsonObject = {};
  readonly #done: JsonObject[] = [];
  /** Items that have begun, by their place in the output. */
  readonly #open = new Map<number, OpenItem>();
  #isOver = false;

  passed(events: Buffer): void {
    for (const { data } of this.#reader.push(events)) this.#take(parse(data));
  }

  close({ message, reason, outputTokens }: LastWords): Buffer {
    if (this.#isOver) return Buffer.alloc(0);
    let text = '';
    for (const [at, open] of this.#open) text += this.#finishItem(at, open);
    text += this.#tellMessage(message);
    const response = {
      ...this.#response,
      status: 'incomplete',
      incomplete_details: { reason: INCOMPLETE_REASONS[reason] },
      output: this.#done,
      ...(outputTokens === null ? {} : { usage: usageOf(outputTokens) }),
    };
    return Buffer.from(text + this.#event('response.incomplete', { response }));
  }

  #take(event: JsonObject): void {
    const { type, sequence_number: sequence, output_index: at, item, response, delta } = event;
    if (typeof sequence === 'number') this.#sequence = sequence + 1;
    if (typeof type !== 'string') return;
    if (isObject(response)) this.#response = response;
    if (LAST_EVENTS.has(type)) this.#isOver = true;
    if (typeof at !== 'number') return;
    if (type === 'response.output_item.added' && isObject(item)) this.#open.set(at, { item, text: '' });
    if (type === 'response.output_item.done' && isObject(item)) {
      this.#open.delete(at);
      this.#done.push(item);
    }
    const open = this.#open.get(at);
    if (open !== undefined && typeof delta === 'string') open.text += delta;
  }

  #event(type: string, members: JsonObject): string {
    const data = JSON.stringify({ type, sequence_number: this.#sequence, ...members });
    this.#sequence += 1;
    return `event: ${type}\ndata: ${data}\n\n`;
  }

  #finishItem(at: number, open: OpenItem): string {
    const item = withText(open);
    this.#done.push(item);
    return this.#event('response.output_item.done', { output_index: at, item });
  }

  #tellMessage(message: string): string {
    const at = Math.max(this.#done.length, ...this.#open.keys());
    const output = { output_index: at };
    const item = { id: `msg_ended_${at}`, type: 'message', role: 'assistant' };
    const place = { ...output, item_id: item.id, content_index: 0 };
    const part = { type: 'output_text', text: message, annotations: [], logprobs: [] };
    const whole = { ...item, status: 'completed', content: [part] };
    this.#done.push(whole);
    return (
      this.#event('response.output_item.added', { ...output, item: { ...item, status: 'in_progress', content: [] } }) +
      this.#event('response.content_part.added', { ...place, part: { ...part, text: '' } }) +
      this.#event('response.output_text.delta', { ...place, delta: message, logprobs: [] }) +
      this.#event('response.output_text.done', { ...place, text: message, logprobs: [] }) +
      this.#event('response.content_part.done', { ...place, part }) +
      this.#event('response.output_item.done', { ...output, item: whole })
    );
  }
}

interface OpenItem {
  item: JsonObject;
  /** All its deltas, whichever of its members they belong to. */
  text: string;
}

function withText({ item, text }: OpenItem): JsonObject {
  const incomplete = { ...item, status: 'incomplete' };
  switch (item['type']) {
    case 'message':
      return { ...incomplete, content: [{ type: 'output_text', text, annotations: [], logprobs: [] }] };
    case 'function_call':
      return { ...incomplete, arguments: text };
    case 'custom_tool_call':
      return { ...incomplete, input: text };
    default:
      return item;
  }
}

const usageOf = (outputTokens: number): JsonObject => ({
  input_tokens: 0,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: outputTokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: outputTokens,
});

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
