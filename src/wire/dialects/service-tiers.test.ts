/** Each vendor names its service tiers otherwise: a name of one is never sent to another as it is. */
import { expect, it } from 'vitest';
import type { TargetQuirks, Translator } from '../chat/translator.ts';
import { anthropicMessagesTranslator } from './anthropic-messages/translator.ts';
import { bedrockConverseTranslator } from './bedrock-converse/translator.ts';
import { geminiTranslator } from './gemini/translator.ts';
import { openaiChatTranslator } from './openai-chat/translator.ts';
import { openaiResponsesTranslator } from './openai-responses/translator.ts';

function written(target: Translator, tier: string, quirks: TargetQuirks = {}): unknown {
  const read = anthropicMessagesTranslator.readCall(
    { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }], service_tier: tier },
    { model: 'm', stream: false },
  );
  if (!read.ok) throw new Error(read.problem.message);
  return target.writeCall(read.call, { model: 'm', maxOutputTokens: null, quirks });
}

it.each<[string, Translator, object]>([
  ['Chat Completions', openaiChatTranslator, { service_tier: 'default' }],
  ['Responses', openaiResponsesTranslator, { service_tier: 'default' }],
  ['Converse', bedrockConverseTranslator, { serviceTier: { type: 'default' } }],
  ['Gemini', geminiTranslator, { serviceTier: 'standard' }],
])('Anthropic’s standard_only is the usual tier in %s', (_, target, body) => {
  expect(written(target, 'standard_only', { takesServiceTier: true })).toMatchObject({ body, warnings: [] });
});

it.each<[string, Translator]>([
  ['Chat Completions', openaiChatTranslator],
  ['Responses', openaiResponsesTranslator],
  ['Converse', bedrockConverseTranslator],
  ['Gemini', geminiTranslator],
])('a tier that %s does not have is left out, with a warning', (_, target) => {
  const result = written(target, 'turbo');
  expect(result).toMatchObject({ warnings: [{ field: 'serviceTier' }] });
  expect(JSON.stringify((result as { body: object }).body)).not.toContain('turbo');
});
