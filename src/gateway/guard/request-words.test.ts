import { expect, it } from 'vitest';
import type { CompiledCheck } from '../../guardrails/definition.ts';
import { Placeholders } from '../../guardrails/placeholders.ts';
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { createScanMemory, RequestWords } from './request-words.ts';

const KEY = '-----BEGIN "KEY"-----\nabc\n-----END-----';

const findsKey = {
  key: 'k',
  scope: 'all',
  opened: {
    kind: 'scanner',
    redact: { isReversible: true },
    passes: () => true,
    scan: (text: string) => {
      const start = text.indexOf(KEY);
      return start === -1 ? [] : [{ start, end: start + KEY.length, kind: 'KEY' }];
    },
  },
} as unknown as CompiledCheck;

it('a value with line ends in the arguments of a tool is given back with line ends, in a text and in JSON', async () => {
  const call = { id: 'c', type: 'function', function: { name: 'write', arguments: JSON.stringify({ content: KEY }) } };
  const body = { messages: [{ role: 'assistant', tool_calls: [call] }] };
  const words = new RequestWords(scanDocument(Buffer.from(JSON.stringify(body)), 'messages'), openaiChat, {
    memory: createScanMemory(),
    nextTurn: () => Promise.resolve(),
    elapsed: () => 0,
  });
  const placeholders = new Placeholders();
  const masked = words.changed({ replacements: await words.find(findsKey) }, placeholders).document.bytes.toString();
  expect(masked).not.toContain('abc');
  const [{ function: called } = call] = (JSON.parse(masked) as typeof body).messages[0]?.tool_calls ?? [];
  expect(JSON.parse(called.arguments)).toEqual({ content: '{{KEY_1}}' });
  expect(placeholders.restore('See {{KEY_1}}')).toBe(`See ${KEY}`);
  expect(JSON.parse(placeholders.restore(called.arguments, true))).toEqual({ content: KEY });
});
