/** Large answers, the same in each dialect, whole and as streams. */
import { writeEventStreamMessage } from '../../src/wire/framing/aws-event-stream.ts';
import type { Dialect } from './bodies.ts';

export interface Answer {
  contentType: string;
  bytes: Buffer;
}

const MB = 1_000_000;
const many = (count: number, text: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => text(index));

/** Texts of the answer: blocks of a whole one, events of a stream. */
export const ANSWERS: Readonly<Record<string, () => string[]>> = {
  'one text of 30 MB': () => ['word '.repeat((30 * MB) / 5)],
  'one text of 15 MB of quotes': () => ['"'.repeat(15 * MB)],
  '20,000 texts of 1 KB': () => many(20_000, (index) => `${index} ${'word '.repeat(200)}`),
  '100,000 texts of 20 bytes': () => many(100_000, () => 'word '.repeat(4)),
};

export function answerOf(dialect: Dialect, texts: readonly string[], stream: boolean): Answer {
  if (!stream) return { contentType: 'application/json', bytes: Buffer.from(JSON.stringify(WHOLE[dialect](texts))) };
  const events = STREAM[dialect](texts);
  if (dialect === 'converse')
    return { contentType: 'application/vnd.amazon.eventstream', bytes: Buffer.concat(events.map(frameOf)) };
  return {
    contentType: 'text/event-stream',
    bytes: Buffer.from(events.map((event) => eventOf(dialect, event)).join('')),
  };
}

type Event = Record<string, unknown>;

const usage = { input_tokens: 10, output_tokens: 5 };
const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5', stop_sequence: null };
const chat = { id: 'chatcmpl-1', created: 1, model: 'gpt-5.1' };
const chatUsage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const response = { id: 'resp_1', object: 'response', created_at: 1, model: 'gpt-5.1' };
const responseUsage = { ...usage, total_tokens: 15 };
const geminiUsage = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };
const converseUsage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
const itemOf = (texts: readonly string[]) => ({
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: texts.map((text) => ({ type: 'output_text', text, annotations: [] })),
});
const candidates = (parts: object[], more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  usageMetadata: geminiUsage,
  modelVersion: 'gemini-2.5-pro',
});

const WHOLE: Readonly<Record<Dialect, (texts: readonly string[]) => unknown>> = {
  messages: (texts) => ({
    ...message,
    content: texts.map((text) => ({ type: 'text', text })),
    stop_reason: 'end_turn',
    usage,
  }),
  chat: (texts) => ({
    ...chat,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: texts.join('') }, finish_reason: 'stop' }],
    usage: chatUsage,
  }),
  responses: (texts) => ({ ...response, status: 'completed', output: [itemOf(texts)], usage: responseUsage }),
  gemini: (texts) =>
    candidates(
      texts.map((text) => ({ text })),
      { finishReason: 'STOP' },
    ),
  converse: (texts) => ({
    output: { message: { role: 'assistant', content: texts.map((text) => ({ text })) } },
    stopReason: 'end_turn',
    usage: converseUsage,
    metrics: { latencyMs: 1 },
  }),
};

const STREAM: Readonly<Record<Dialect, (texts: readonly string[]) => Event[]>> = {
  messages: (texts) => [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...texts.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  ],
  chat: (texts) => [
    ...texts.map((content) => chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    chunk({ choices: [], usage: chatUsage }),
  ],
  responses: (texts) => [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...itemOf([]), status: 'in_progress' } },
    {
      type: 'response.content_part.added',
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      part: { type: 'output_text', text: '', annotations: [] },
    },
    ...texts.map((delta) => ({
      type: 'response.output_text.delta',
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      delta,
    })),
    { type: 'response.output_text.done', item_id: 'msg_1', output_index: 0, content_index: 0, text: texts.join('') },
    { type: 'response.output_item.done', output_index: 0, item: itemOf([texts.join('')]) },
    {
      type: 'response.completed',
      response: { ...response, status: 'completed', output: [itemOf([texts.join('')])], usage: responseUsage },
    },
  ],
  gemini: (texts) => [...texts.map((text) => candidates([{ text }])), candidates([], { finishReason: 'STOP' })],
  converse: (texts) => [
    { type: 'messageStart', role: 'assistant' },
    ...texts.map((text) => ({ type: 'contentBlockDelta', contentBlockIndex: 0, delta: { text } })),
    { type: 'contentBlockStop', contentBlockIndex: 0 },
    { type: 'messageStop', stopReason: 'end_turn' },
    { type: 'metadata', usage: converseUsage, metrics: { latencyMs: 1 } },
  ],
};

function chunk(members: object): Event {
  return { ...chat, object: 'chat.completion.chunk', ...members };
}

function eventOf(dialect: Dialect, event: Event): string {
  const name = dialect === 'messages' || dialect === 'responses' ? `event: ${String(event['type'])}\n` : '';
  return `${name}data: ${JSON.stringify(event)}\n\n`;
}

function frameOf({ type, ...payload }: Event): Buffer {
  const headers = { ':event-type': String(type), ':content-type': 'application/json', ':message-type': 'event' };
  return writeEventStreamMessage(headers, Buffer.from(JSON.stringify(payload)));
}
