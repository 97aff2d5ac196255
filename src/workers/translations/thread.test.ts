/** Large bodies in a thread: the same as in the event loop, one after the other, and an end to each. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { manualClock } from '../../../testkit/manual-clock.ts';
import { NOTHING_TO_RESTORE } from '../../wire/chat/restoration.ts';
import {
  answerFacts,
  MAX_TRANSLATED_VALUES,
  translateAnswer,
  translateCall,
  type CallToTranslate,
} from '../../wire/dialects/translations.ts';
import type { Translations } from '../ports/translations.ts';
import { createTranslationThread } from './thread.ts';

const MIB = 1024 * 1024;
const timers: { ms: number; run: () => void }[] = [];

function open(maxBytes = 512 * MIB) {
  const after = (ms: number, run: () => void) => {
    const timer = { ms, run };
    timers.push(timer);
    return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
  };
  const thread = createTranslationThread({ clock: manualClock(), after, maxBytes, nextTurn: () => Promise.resolve() });
  opened.push(thread);
  return thread;
}

/** Most tests need no thread of their own, and a start takes a while. */
let shared: Translations;
beforeAll(() => {
  shared = open();
  opened.length = 0;
});
afterAll(() => shared.close());

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  timers.length = 0;
  for (const thread of opened.splice(0)) await thread.close();
});

function call(messages: readonly object[], more: object = {}): CallToTranslate {
  return {
    bytes: Buffer.from(JSON.stringify({ model: 'x', max_tokens: 5, messages, ...more })),
    client: 'anthropic-messages',
    upstream: 'openai-chat',
    line: { model: 'gpt-5.1', stream: false },
    options: { model: 'gpt-5.1', maxOutputTokens: 1000, quirks: {} },
  };
}

const turn = (content: unknown) => ({ role: 'user', content });
const LONG = { name: 'a'.repeat(80), input_schema: { type: 'object' } };

const DEEP_SCHEMA = `{"a":${'['.repeat(90_000)}${']'.repeat(90_000)}}`;
const DEEP = Buffer.from(
  `{"model":"x","max_tokens":5,"messages":[{"role":"user","content":"a"}],"tools":[{"name":"t","input_schema":${DEEP_SCHEMA}}]}`,
);

describe('a large body', () => {
  it('is the same out of the thread as out of the event loop, and its own bytes stay with the caller', async () => {
    const asked = call([turn(`Ω${'x'.repeat(MIB)}`)], { tools: [LONG] });
    const size = asked.bytes.length;
    const [first, second] = await Promise.all([shared.call(asked), shared.call(asked)]);
    const expected = translateCall(asked);
    if (!first.ok || !expected.ok) throw new Error('It was not translated.');
    expect(Buffer.from(first.body).toString()).toBe(Buffer.from(expected.body).toString());
    expect(first.restoration.toolNames.size).toBe(1);
    expect({ ...first, body: null }).toEqual({ ...expected, body: null });
    expect(second.ok).toBe(true);
    expect(asked.bytes.length).toBe(size);
  });

  it.each<[string, Uint8Array, string]>([
    ['is no JSON', Buffer.from('{"messages":['), 'no-json'],
    ['is no object', Buffer.from('[1]'), 'no-json'],
    ['is nested too deep', DEEP, 'too-deep'],
    ['has too many values', Buffer.from(`{"messages":[${'1,'.repeat(MAX_TRANSLATED_VALUES)}1]}`), 'too-many-values'],
    ['is not of its dialect', Buffer.from('{"model":"x","messages":7}'), 'malformed'],
  ])('that %s is refused by kind, in the event loop and in the thread', async (_, bytes, kind) => {
    const asked = { ...call([]), bytes };
    expect(translateCall(asked)).toMatchObject({ ok: false, problem: { kind } });
    expect(await shared.call(asked)).toMatchObject({ ok: false, problem: { kind } });
  });

  it('that takes more memory than there is is refused, and a smaller one is translated', async () => {
    const thread = open(8 * MIB);
    await expect(thread.call(call([turn('x'.repeat(MIB))]))).rejects.toMatchObject({ code: 'body_too_large' });
    expect(await thread.call(call([turn('Hello')]))).toMatchObject({ ok: true });
  });

  it('finds no room behind 64 others', async () => {
    const thread = shared;
    const asked = Array.from({ length: 65 }, () => thread.call(call([turn('Hello')])));
    await expect(asked.at(-1)).rejects.toMatchObject({ code: 'overloaded' });
    expect(await asked.at(0)).toMatchObject({ ok: true });
  });
});

describe('a large answer', () => {
  const answer = Buffer.from(
    JSON.stringify({
      choices: [{ index: 0, message: { role: 'assistant', content: 'y'.repeat(MIB) }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    }),
  );

  it('is the same out of the thread as out of the event loop', async () => {
    const asked = {
      bytes: answer,
      client: 'anthropic-messages',
      upstream: 'openai-chat',
      decoding: { restoration: NOTHING_TO_RESTORE, id: 'x' },
      answering: { id: 'x', model: 'gpt-5.1', created: 1, isStrict: false, call: null },
    } as const;
    const translated = await shared.answer(asked);
    const expected = translateAnswer(asked);
    expect(translated.body.toString()).toBe(expected.body.toString());
    expect({ ...translated, body: null }).toEqual({ ...expected, body: null });
    const facts = { bytes: answer, dialect: 'openai-chat' } as const;
    expect(await shared.facts(facts)).toEqual(answerFacts(facts));
  });
});

it('the thread ends when no large body has come for half a minute, and another one starts with the next', async () => {
  const thread = open();
  await thread.call(call([turn('one')]));
  expect(timers.map(({ ms }) => ms)).toEqual([30_000]);
  timers[0]?.run();
  expect(await thread.call(call([turn('two')]))).toMatchObject({ ok: true });
});
