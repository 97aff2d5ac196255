import { describe, expect, it } from 'vitest';
import { anthropicMessagesTranslator } from '../dialects/anthropic-messages/translator.ts';
import { openaiChatTranslator } from '../dialects/openai-chat/translator.ts';
import { NOTHING_TO_RESTORE } from './restoration.ts';
import { translateWhole } from './translate-whole.ts';
import { TranslatingReader, type Translation } from './translating-reader.ts';

/** Claude Code on an OpenAI-compatible host. */
const translation: Translation = {
  upstream: openaiChatTranslator,
  client: anthropicMessagesTranslator,
  decoding: { restoration: NOTHING_TO_RESTORE, id: 'a1' },
  answering: { id: 'a1', model: 'asked', created: 0, isStrict: false, call: null },
};

const event = (data: object) => Buffer.from(`data: ${JSON.stringify(data)}\n\n`);
const delta = (members: object, finish: string | null = null) =>
  event({ id: 'c', model: 'gpt-5.6', choices: [{ index: 0, delta: members, finish_reason: finish }] });

describe('a translated stream', () => {
  it('is reported in the client’s dialect as it comes, with its usage by the model that answered', () => {
    const reader = new TranslatingReader(translation);
    expect(reader.push(delta({ role: 'assistant', content: '' }))?.toString()).toMatch(/^event: message_start\n/);
    expect(reader.hasContent).toBe(false);
    const text = reader.push(delta({ content: 'Hello' }))?.toString();
    expect(text).toContain('"delta":{"type":"text_delta","text":"Hello"}');
    expect(reader.hasContent).toBe(true);
    reader.push(delta({}, 'length'));
    reader.push(
      event({
        choices: [],
        usage: { prompt_tokens: 12, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 10 } },
      }),
    );
    expect(reader.push(Buffer.from('data: [DONE]\n\n'))?.toString()).toMatch(
      /"stop_reason":"max_tokens".*event: message_stop/s,
    );
    expect(reader).toMatchObject({ isComplete: true, isTorn: false, error: null, emptyStop: null });
    expect(reader.conclude(true)).toMatchObject({
      isAnswer: true,
      stopReason: 'max_tokens',
      isEstimated: false,
      usage: { model: 'gpt-5.6', meters: { input_tokens: 2, cache_read_tokens: 10, output_tokens: 3 }, unread: [] },
    });
  });

  it('with an error before any content can be reported again as the answer that it would have been', () => {
    const reader = new TranslatingReader(translation);
    expect(reader.push(event({ error: { message: 'Slow down', code: 'rate_limit_exceeded' } }))).toBeNull();
    expect(reader.hasContent).toBe(false);
    expect(reader.error).toMatchObject({ status: 429 });
    expect(JSON.parse(reader.error?.body.toString() ?? '')).toMatchObject({ error: { message: 'Slow down' } });
    expect(reader.conclude(false)).toBeNull();
  });

  it('that is cut off before its usage is not complete, reports no error of the upstream, and has no known usage', () => {
    const reader = new TranslatingReader(translation);
    reader.push(delta({ role: 'assistant', content: 'x'.repeat(40) }));
    reader.end();
    expect(reader).toMatchObject({ isComplete: false, error: null });
    expect(reader.conclude(true)).toMatchObject({ stopReason: null, usage: { unread: ['usage'] } });
  });

  it('that ends without any content reports its stop reason at once', () => {
    const reader = new TranslatingReader(translation);
    reader.push(delta({ role: 'assistant' }, 'content_filter'));
    reader.end();
    expect(reader).toMatchObject({ isComplete: true, emptyStop: 'refusal' });
  });
});

describe('a translated whole answer', () => {
  it('has the facts of the upstream in the client’s words', () => {
    const body = {
      model: 'gpt-5.6',
      choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    };
    const answer = translateWhole(Buffer.from(JSON.stringify(body)), translation);
    expect(answer).toMatchObject({ isAnswer: true, stopReason: 'end_turn', usage: { model: 'gpt-5.6' } });
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      type: 'message',
      model: 'asked',
      content: [{ text: 'Hi' }],
    });
  });

  it.each(['', '<html>', '[]', '{}', '{"choices":[]}'])('%j is none', (text) => {
    expect(translateWhole(Buffer.from(text), translation)).toMatchObject({ isAnswer: false, body: Buffer.from(text) });
  });
});
