/** What models take, by their names or their makers. Sources: OpenAI's model pages, as the AI SDK's OpenAI provider 3.0.141 has them; Mistral's API reference. */
import type { TargetQuirks } from '../../chat/translator.ts';

const EFFORTS = ['minimal', 'low', 'medium', 'high'];
const LATER_EFFORTS = ['none', 'low', 'medium', 'high', 'xhigh'];

/** Reasoning models: o1 and its like, and GPT from 5 on but for the chat models. They take no sampling parameters. */
export function quirksOfOpenai(model: string): TargetQuirks {
  if (/^o\d/.test(model)) return { takesSampling: false, efforts: ['low', 'medium', 'high'] };
  const version = /^gpt-(\d+)(?:\.(\d+))?/.exec(model);
  const major = Number(version?.[1] ?? 0);
  if (major < 5 || /^gpt-[\d.]+-chat/.test(model)) return { takesCustomTools: false };
  const isFirst = major === 5 && version?.[2] === undefined;
  return { takesSampling: false, takesCustomTools: true, efforts: isFirst ? EFFORTS : LATER_EFFORTS };
}

/** Mistral's, wherever they are served. */
export const MISTRAL_QUIRKS: TargetQuirks = {
  maxTokensField: 'max_tokens',
  toolIdLength: 9,
  requiredToolChoice: 'any',
  refuses: ['user', 'logit_bias', 'stream_options', 'service_tier'],
};

/** Members that Mistral calls otherwise, by OpenAI's name. */
export const MISTRAL_RENAMES: Readonly<Record<string, string>> = { seed: 'random_seed' };
