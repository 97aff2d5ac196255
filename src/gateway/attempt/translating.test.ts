import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../kernel/errors.ts';
import { atOnce } from '../../kernel/slices.ts';
import { scanSlices } from '../../wire/json/scan-slices.ts';
import { translateCall } from '../../wire/dialects/translations.ts';
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { gemini as geminiDialect } from '../../wire/dialects/gemini/index.ts';
import { translatingFor } from './translating.ts';

const KIB = 1024;
const noRoom = (): Promise<never> => Promise.reject(new GatewayError('overloaded', 'Too many wait.'));

function open(takeRoom: (bytes: number) => void = () => undefined) {
  const inThread = { call: vi.fn(noRoom), answer: vi.fn(noRoom), facts: vi.fn(noRoom), close: () => Promise.resolve() };
  return {
    inThread,
    translating: translatingFor({
      translations: inThread,
      nextTurn: () => Promise.resolve(),
      newSpanId: () => 'a1b2c3',
      takeRoom,
    }),
  };
}

function call(text: string) {
  return {
    bytes: Buffer.from(JSON.stringify({ model: 'x', max_tokens: 5, messages: [{ role: 'user', content: text }] })),
    client: 'anthropic-messages',
    upstream: 'openai-chat',
    line: { model: 'm', stream: false },
    options: { model: 'm', maxOutputTokens: null, quirks: {} },
  } as const;
}

const answer = (...texts: string[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      type: 'message',
      content: texts.map((text) => ({ type: 'text', text })),
      stop_reason: 'end_turn',
      usage: { input_tokens: 1, output_tokens: 1 },
    }),
  );

describe('a body', () => {
  it('that is small is translated in this turn of the event loop, and takes no more room', () => {
    const takeRoom = vi.fn();
    const { translating, inThread } = open(takeRoom);
    expect(translating.call(call('Hello'))).toMatchObject({ ok: true });
    expect(inThread.call).not.toHaveBeenCalled();
    expect(takeRoom).not.toHaveBeenCalled();
  });

  it('that is large goes to the thread, and only when there is room for what is made of it', async () => {
    const large = call('x'.repeat(300 * KIB));
    const room: number[] = [];
    const { translating, inThread } = open((bytes) => void room.push(bytes));
    await expect(translating.call(large)).rejects.toMatchObject({ code: 'overloaded' });
    expect(inThread.call).toHaveBeenCalledTimes(1);
    expect(room).toEqual([large.bytes.length]);
    const full = open(() => {
      throw new GatewayError('overloaded', 'No room.');
    });
    expect(() => full.translating.call(large)).toThrow('No room.');
    expect(full.inThread.call).not.toHaveBeenCalled();
  });

  it('that is large by its texts is translated beside them, in no thread', async () => {
    const { translating, inThread } = open();
    const text = 'She said: "Ω" \n'.repeat(100 * KIB);
    const asked = call(text);
    // As the gateway reads it: by that its long texts are known.
    atOnce(scanSlices(asked.bytes, 'messages'));
    const translated = await translating.call(asked);
    expect(inThread.call).not.toHaveBeenCalled();
    expect(translated).toEqual({ ...translateCall(asked), body: expect.any(Buffer) as Buffer });
    if (!translated.ok) throw new Error('It was not translated.');
    expect(JSON.parse(Buffer.from(translated.body).toString())).toMatchObject({
      messages: [{ role: 'user', content: text }],
    });
  });

  it('that grew large in translation is refused beyond what can be looked through', async () => {
    const bytes = Buffer.from(`{"a":[${'1,'.repeat(600_000)}1]}`);
    await expect(open().translating.scan(bytes, null)).rejects.toMatchObject({ code: 'body_too_large' });
  });
});

describe('an answer', () => {
  it('for which the thread has no room is read all the same: it has been paid for', async () => {
    const { translating, inThread } = open();
    const large = answer(...Array.from({ length: 300 }, () => 'x'.repeat(KIB)));
    const facts = { isAnswer: true, stopReason: 'end_turn', usage: { meters: { input_tokens: 1 } } };
    expect(await translating.facts(anthropicMessages, large)).toMatchObject(facts);
    expect(inThread.facts).toHaveBeenCalledTimes(1);
    expect(translating.facts(anthropicMessages, answer('x'))).toMatchObject(facts);
    expect(inThread.facts).toHaveBeenCalledTimes(1);
  });

  it('of which most are long texts is read without them, and not in the thread', async () => {
    const { translating, inThread } = open();
    const gemini = Buffer.from(
      JSON.stringify({
        candidates: [{ content: { parts: [{ text: 'x'.repeat(300 * KIB) }] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 },
      }),
    );
    const facts = await translating.facts(geminiDialect, gemini);
    expect(facts).toEqual(geminiDialect.readWhole(gemini));
    expect(facts).toMatchObject({ isAnswer: true, stopReason: 'STOP' });
    expect(inThread.facts).not.toHaveBeenCalled();
  });
});
