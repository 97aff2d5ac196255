import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { anthropicMessagesTranslator } from '../dialects/anthropic-messages/translator.ts';
import { geminiTranslator } from '../dialects/gemini/translator.ts';
import { openaiChatTranslator } from '../dialects/openai-chat/translator.ts';
import { openaiResponsesTranslator } from '../dialects/openai-responses/translator.ts';
import type { ChatAnswer, ChatEvent } from './event.ts';
import { cutAnswer, StreamCutter } from './stop-here.ts';
import type { Translator, WrittenCall } from './translator.ts';

const FINISH = {
  reason: 'end',
  stopSequence: null,
  usage: null,
  native: { dialect: 'openai-chat', reason: 'stop', extra: {} },
} as const;

function cutStream(pieces: readonly string[], stops: readonly string[]): ChatEvent[] {
  const cutter = new StreamCutter(stops);
  const events: ChatEvent[] = [
    { type: 'text-start', isRefusal: false },
    ...pieces.map((text): ChatEvent => ({ type: 'text-delta', text })),
    { type: 'text-end', state: null },
    { type: 'finish', ...FINISH },
  ];
  return events.flatMap((event) => cutter.cut(event));
}

const textOf = (events: readonly ChatEvent[]): string =>
  events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');

const whole = (text: string): ChatAnswer => ({
  ...FINISH,
  id: null,
  model: null,
  parts: [
    { type: 'text', text, isRefusal: false, citations: [], state: null },
    { type: 'tool-call', id: 'c', name: 'f', input: '{}', isFreeform: false, state: null },
  ],
});

describe('an answer that goes past a stop sequence', () => {
  it('ends before it, and says at which it ended', () => {
    expect(cutStream(['one STOP two'], ['STOP'])).toEqual([
      { type: 'text-start', isRefusal: false },
      { type: 'text-delta', text: 'one ' },
      { type: 'text-end', state: null },
      { type: 'finish', ...FINISH, reason: 'stop-sequence', stopSequence: 'STOP' },
    ]);
    expect(cutAnswer(whole('one STOP two'), ['STOP'])).toMatchObject({
      parts: [{ type: 'text', text: 'one ' }],
      reason: 'stop-sequence',
      stopSequence: 'STOP',
    });
  });

  it('ends at the first of several, wherever a stream is torn', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'S', '\u{1f600}'), maxLength: 30 });
    const stops = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'b', 'S', '\u{1f600}'), minLength: 1, maxLength: 4 }),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), stops, (pieces, sequences) => {
        const said = pieces.join('');
        const answer = cutAnswer({ ...whole(said), parts: whole(said).parts.slice(0, 1) }, sequences);
        const [part] = answer.parts;
        const events = cutStream(pieces, sequences);
        expect(textOf(events)).toBe(part?.type === 'text' ? part.text : '');
        expect(events.at(-1)).toMatchObject({ reason: answer.reason, stopSequence: answer.stopSequence });
        expect(events.filter(({ type }) => type === 'text-end')).toHaveLength(1);
      }),
    );
  });

  it('keeps its usage: the model wrote on', () => {
    const cutter = new StreamCutter(['x']);
    cutter.cut({ type: 'text-delta', text: 'x' });
    expect(cutter.cut({ type: 'tool-start', id: 'c', name: 'f', isFreeform: false, state: null })).toEqual([]);
    const usage = { input: 1 } as never;
    expect(cutter.cut({ type: 'finish', ...FINISH, usage })).toMatchObject([{ usage, reason: 'stop-sequence' }]);
  });

  it('loses no text where only the beginning of a stop sequence came', () => {
    expect(textOf(cutStream(['one ST'], ['STOP']))).toBe('one ST');
    const cutter = new StreamCutter(['STOP']);
    cutter.cut({ type: 'text-delta', text: 'ST' });
    const error = { kind: 'server', status: 502, message: 'x', code: null, field: null } as const;
    expect(cutter.cut({ type: 'error', error })).toEqual([
      { type: 'text-delta', text: 'ST' },
      { type: 'error', error },
    ]);
  });

  it('passes every event untouched where there is no stop sequence', () => {
    expect(cutStream(['a', 'b'], [])).toHaveLength(5);
  });
});

describe('stop sequences go upstream as far as it takes them', () => {
  const written = (target: Translator, stop: string[]): WrittenCall => {
    const read = anthropicMessagesTranslator.readCall(
      { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }], stop_sequences: stop },
      { model: 'm', stream: false },
    );
    if (!read.ok) throw new Error(read.problem.message);
    return target.writeCall(read.call, { model: 'm', maxOutputTokens: null, quirks: {} });
  };
  const six = ['1', '2', '3', '4', '5', '6'];

  it.each<[string, Translator, object, string[]]>([
    ['Chat Completions', openaiChatTranslator, { stop: ['1', '2', '3', '4'] }, ['5', '6']],
    ['Gemini', geminiTranslator, { generationConfig: { stopSequences: ['1', '2', '3', '4', '5'] } }, ['6']],
    ['Responses', openaiResponsesTranslator, {}, six],
  ])('%s', (_, target, body, stops) => {
    expect(written(target, six)).toMatchObject({
      body,
      restoration: { stops },
      warnings: [{ field: 'stop' }],
    });
  });

  it('and are refused by their name where the gateway would have to look for too many', () => {
    const many = Array.from({ length: 65 }, (_, at) => `stop ${at}`);
    for (const stop of [many, ['x'.repeat(1001)]]) {
      expect(written(openaiResponsesTranslator, stop)).toMatchObject({ ok: false, problem: { field: 'stop' } });
    }
  });
});
