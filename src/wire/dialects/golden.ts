/** How the golden files are made and checked: a client's body, through the inner language, to an upstream of each dialect. */
import type { JsonObject } from '../json/object.ts';
import type { TargetQuirks, Translator } from '../chat/translator.ts';
import { anthropicMessagesTranslator } from './anthropic-messages/translator.ts';
import { bedrockConverseTranslator } from './bedrock-converse/translator.ts';
import { geminiTranslator } from './gemini/translator.ts';
import { openaiResponsesTranslator } from './openai-responses/translator.ts';
import { openaiChatTranslator } from './openai-chat/translator.ts';

export const TRANSLATORS: ReadonlyMap<string, Translator> = new Map(
  [
    anthropicMessagesTranslator,
    openaiChatTranslator,
    openaiResponsesTranslator,
    geminiTranslator,
    bedrockConverseTranslator,
  ].map((translator) => [translator.id, translator]),
);

/** A recent model of each dialect. */
const TARGETS: Readonly<Record<string, { model: string; maxOutputTokens: number; quirks: TargetQuirks }>> = {
  'anthropic-messages': {
    model: 'claude-opus-4-8',
    maxOutputTokens: 128_000,
    quirks: { takesSampling: false, takesSystemTurns: true },
  },
  'bedrock-converse': {
    model: 'us.anthropic.claude-opus-4-8',
    maxOutputTokens: 128_000,
    quirks: { takesSampling: false },
  },
  'openai-responses': {
    model: 'gpt-5.6',
    maxOutputTokens: 64_000,
    quirks: { efforts: ['none', 'low', 'medium', 'high'], takesSampling: false },
  },
  gemini: { model: 'gemini-3.5-flash', maxOutputTokens: 65_536, quirks: {} },
  'openai-chat': {
    model: 'gpt-5.6',
    maxOutputTokens: 64_000,
    quirks: { efforts: ['none', 'low', 'medium', 'high'], takesSampling: false, takesCustomTools: true },
  },
};

/** `{problem}` where the call is refused, else `{body, warnings}` with the fields as the client names them. */
export function translate(from: string, to: string, asked: JsonObject): JsonObject {
  const reader = TRANSLATORS.get(from);
  const writer = TRANSLATORS.get(to);
  const target = TARGETS[to];
  if (reader === undefined || writer === undefined || target === undefined) throw new Error(`No ${from} or ${to}.`);
  const read = reader.readCall(asked, { model: 'asked-model', stream: null });
  if (!read.ok) return { problem: { ...read.problem } };
  const written = writer.writeCall(read.call, target);
  if (!written.ok) return { problem: { ...written.problem } };
  const warnings = [...read.warnings, ...written.warnings].map(({ field, reason }) => `${field}: ${reason}`);
  return { body: JSON.parse(JSON.stringify(written.body)) as JsonObject, warnings };
}
