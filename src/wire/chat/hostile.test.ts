import { describe, expect, it } from 'vitest';
import { anthropicMessagesTranslator } from '../dialects/anthropic-messages/translator.ts';
import { bedrockConverseTranslator } from '../dialects/bedrock-converse/translator.ts';
import { geminiTranslator } from '../dialects/gemini/translator.ts';
import { openaiChatTranslator } from '../dialects/openai-chat/translator.ts';
import { openaiResponsesTranslator } from '../dialects/openai-responses/translator.ts';
import { decode } from './translator.suite.ts';

const TRANSLATORS = [
  anthropicMessagesTranslator,
  openaiChatTranslator,
  openaiResponsesTranslator,
  geminiTranslator,
  bedrockConverseTranslator,
];
const INHERITED = ['constructor', '__defineGetter__', '__proto__', 'toString', 'valueOf'];

describe.each(TRANSLATORS)('$id', (translator) => {
  it('takes a word that every object inherits for one that it does not know', () => {
    for (const word of INHERITED) {
      const bytes = Buffer.from(`event: ${word}\ndata: {"type":"${word}"}\n\n`);
      expect(decode(translator, [bytes]).at(-1)?.type, word).toBe('error');
      expect(translator.fieldName(word)).toBe(word);
      const body = Buffer.from(
        JSON.stringify({ __type: word, message: 'x', error: { message: 'x', type: word, status: word, code: word } }),
      );
      expect(translator.readError({ status: 500, headers: {}, body }).kind, word).toBe('server');
    }
  });
});

const call = (messages: unknown[], more: object = {}) => {
  const read = anthropicMessagesTranslator.readCall(
    { model: 'm', max_tokens: 1, messages, ...more },
    { model: null, stream: null },
  );
  if (!read.ok) throw new Error(read.problem.message);
  return read.call;
};

/** What takes a look from each turn at all others needs minutes for so many. */
const MANY = 40_000;

describe('work that grows with the call', () => {
  it('is done once a turn, however many there are', () => {
    const turns = Array.from({ length: MANY }, (_, at) => ({
      role: at % 2 === 0 ? 'user' : 'assistant',
      content: `turn ${at}`,
    }));
    const asked = call(turns);
    for (const translator of TRANSLATORS) {
      expect(translator.writeCall(asked, { model: 'm', maxOutputTokens: null, quirks: {} }).ok, translator.id).toBe(
        true,
      );
    }
  });

  it('does not grow with the members that nobody knows: fifty warnings say enough', () => {
    const unknown = Object.fromEntries(Array.from({ length: MANY }, (_, at) => [`member_${at}`, 1]));
    const written = openaiChatTranslator.writeCall(call([{ role: 'user', content: 'x' }], unknown), {
      model: 'm',
      maxOutputTokens: null,
      quirks: {},
    });
    expect(written.ok && written.warnings).toHaveLength(50);
  });

  it('is done once a chunk, however many calls share an index', () => {
    const chunk = (at: number) =>
      `data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c${at}","function":{"name":"f","arguments":"{}"}}]}}]}\n\n`;
    const bytes = Buffer.from(Array.from({ length: MANY }, (_, at) => chunk(at)).join(''));
    const calls = decode(openaiChatTranslator, [bytes]).filter(({ type }) => type === 'tool-start');
    expect(calls).toHaveLength(MANY);
  });

  it('ends where tool calls wait without end behind one that is never whole', () => {
    const chunk = (at: number) =>
      `data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":${at},"id":"c${at}","function":{"name":"f","arguments":"{"}}]}}]}\n\n`;
    const bytes = Buffer.from(Array.from({ length: 2000 }, (_, at) => chunk(at)).join(''));
    expect(decode(openaiChatTranslator, [bytes]).at(-1)).toMatchObject({ type: 'error', error: { status: 502 } });
  });
});
