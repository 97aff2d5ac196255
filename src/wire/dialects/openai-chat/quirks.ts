/**
 * What models take, by their names or their makers. Sources: OpenAI's model pages, as the AI SDK's OpenAI provider 3.0.141
 * has them; Mistral's API reference; xAI's and Groq's pages on reasoning.
 */
import type { TargetQuirks } from '../../chat/translator.ts';

const EFFORTS = ['minimal', 'low', 'medium', 'high'];
const LATER_EFFORTS = ['none', 'low', 'medium', 'high', 'xhigh'];

/** Reasoning models refuse the older name of the limit on output. */
const NEWER_NAMES: TargetQuirks = { renames: { max_tokens: 'max_completion_tokens' } };

/** Reasoning models: o1 and its like, and GPT from 5 on but for the chat models. They take no sampling parameters. */
export function quirksOfOpenai(model: string): TargetQuirks {
  if (/^o\d/.test(model)) return { ...NEWER_NAMES, takesSampling: false, efforts: ['low', 'medium', 'high'] };
  const version = /^gpt-(\d+)(?:\.(\d+))?/.exec(model);
  const major = Number(version?.[1] ?? 0);
  if (major < 5 || /^gpt-[\d.]+-chat/.test(model)) return { takesCustomTools: false };
  const isFirst = major === 5 && version?.[2] === undefined;
  const efforts = isFirst ? EFFORTS : LATER_EFFORTS;
  return { ...NEWER_NAMES, takesSampling: false, takesCustomTools: true, efforts };
}

/** Grok's reasoning models. Source: xAI's page on reasoning. */
export function quirksOfGrok(model: string): TargetQuirks {
  const isReasoning = /^grok-(?:3-mini|\d*[4-9]|code|build|latest)/.test(model) && !model.includes('non-reasoning');
  return isReasoning ? { refuses: ['presence_penalty', 'frequency_penalty', 'stop'] } : {};
}

/** Most hosts have OpenAI's older names alone: of the limit on output, and of the system prompt. */
export const OLDER_NAMES: TargetQuirks = {
  maxTokensField: 'max_tokens',
  renames: { max_completion_tokens: 'max_tokens' },
  developerRole: 'system',
};

/** Mistral's, wherever they are served. Their streams tell their usage unasked. */
export const MISTRAL_QUIRKS: TargetQuirks = {
  ...OLDER_NAMES,
  renames: { ...OLDER_NAMES.renames, seed: 'random_seed' },
  toolIdLength: 9,
  requiredToolChoice: 'any',
  refuses: ['user', 'logit_bias', 'stream_options', 'service_tier'],
};
