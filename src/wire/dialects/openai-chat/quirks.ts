/**
 * What models take, by their names or their makers. Sources: OpenAI's model pages, as the AI SDK's OpenAI provider 3.0.141
 * has them; Mistral's API reference; for reasoning the AI SDK's providers of xAI 3.0.138, Mistral 3.0.69, DeepSeek 2.0.69 and
 * Moonshot 2.0.61, and pi-ai 0.73.1.
 */
import type { TargetQuirks } from '../../chat/translator.ts';

const THREE_EFFORTS = ['low', 'medium', 'high'];
const EFFORTS = ['minimal', ...THREE_EFFORTS];
const LATER_EFFORTS = ['none', ...THREE_EFFORTS, 'xhigh'];

/** Reasoning models refuse the older name of the limit on output. */
const NEWER_NAMES: TargetQuirks = { renames: { max_tokens: 'max_completion_tokens' } };

/** Reasoning models: o1 and its like, and GPT from 5 on but for the chat models. They take no sampling parameters. */
export function quirksOfOpenai(model: string): TargetQuirks {
  if (model.includes('gpt-oss')) return { takesCustomTools: false, ...quirksOfOpenModel(model) };
  if (/^o\d/.test(model)) return { ...NEWER_NAMES, takesSampling: false, efforts: THREE_EFFORTS };
  const version = /^gpt-(\d+)(?:\.(\d+))?/.exec(model);
  const major = Number(version?.[1] ?? 0);
  if (major < 5 || /^gpt-[\d.]+-chat/.test(model)) return { takesCustomTools: false };
  const isFirst = major === 5 && version?.[2] === undefined;
  const efforts = isFirst ? EFFORTS : LATER_EFFORTS;
  return { ...NEWER_NAMES, takesSampling: false, takesCustomTools: true, efforts };
}

/** OpenAI's open models take an effort wherever they are served. */
export function quirksOfOpenModel(model: string): TargetQuirks {
  return model.includes('gpt-oss') ? { efforts: THREE_EFFORTS } : {};
}

/** Under a name that begins with the vendor's, as a router has it. */
export const quirksOfRouted = (model: string): TargetQuirks =>
  model.startsWith('openai/') ? quirksOfOpenai(model.slice('openai/'.length)) : {};

/** The efforts of Grok's models, by the beginning of their names; others take none. */
const GROK_EFFORTS: readonly (readonly [string, readonly string[]])[] = [
  ['grok-3-mini', ['low', 'high']],
  ['grok-4.3', ['none', ...THREE_EFFORTS]],
  ['grok-4.5', THREE_EFFORTS],
  ['grok-4.6', [...THREE_EFFORTS, 'xhigh']],
  ['grok-4.7', [...THREE_EFFORTS, 'xhigh']],
];

export function quirksOfGrok(model: string): TargetQuirks {
  const isReasoning = /^grok-(?:3-mini|\d*[4-9]|code|build|latest)/.test(model) && !model.includes('non-reasoning');
  if (!isReasoning) return {};
  const efforts = GROK_EFFORTS.find(([name]) => model.startsWith(name))?.[1] ?? [];
  return { refuses: ['presence_penalty', 'frequency_penalty', 'stop'], efforts };
}

/** DeepSeek's V4 wants its reasoning back with every turn, if only as an empty text. */
export function quirksOfDeepseek(model: string): TargetQuirks {
  const form = { reasoningForm: 'thinking' } as const;
  return /-v4/.test(model) ? { ...form, efforts: ['low', 'high', 'max'], needsReasoningField: true } : form;
}

export function quirksOfKimi(model: string): TargetQuirks {
  if (model.startsWith('kimi-k3')) return { efforts: ['low', 'high', 'max'] };
  if (/^kimi-k2\.[56]/.test(model)) return { reasoningForm: 'thinking' };
  return /^kimi-k2\.[7-9]/.test(model) ? { reasoningForm: 'thinking', alwaysReasons: true } : {};
}

/** From GLM 4.5 on. */
export const quirksOfGlm = (model: string): TargetQuirks =>
  /^glm-(?:4\.[5-9]|[5-9])/.test(model) ? { reasoningForm: 'thinking' } : {};

/** Those that always reason take no effort; newer ones may be told to, or not to. */
export function quirksOfMistral(model: string): TargetQuirks {
  if (model.startsWith('magistral')) return { reasoningField: 'thinking' };
  const isChoosing = /^mistral-(?:small-(?:latest|2[6-9])|medium-(?:latest|3\.5|2[6-9]))/.test(model);
  return isChoosing ? { reasoningField: 'thinking', efforts: ['none', 'high'] } : {};
}

export const quirksOfSonar = (model: string): TargetQuirks =>
  model === 'sonar-deep-research' ? { efforts: EFFORTS } : {};

/** Most hosts have OpenAI's older names alone: of the limit on output, and of the system prompt. */
export const OLDER_NAMES: TargetQuirks = {
  maxTokensField: 'max_tokens',
  renames: { max_completion_tokens: 'max_tokens' },
  developerRole: 'system',
};

/** Whoever runs a host of one's own knows what its models take: a body of Chat Completions goes there as it is. */
export const OWN_HOST: TargetQuirks = { maxTokensField: 'max_tokens' };

/** Mistral's, wherever they are served. Their streams tell their usage unasked. */
export const MISTRAL_QUIRKS: TargetQuirks = {
  ...OLDER_NAMES,
  renames: { ...OLDER_NAMES.renames, seed: 'random_seed' },
  toolIdLength: 9,
  requiredToolChoice: 'any',
  refuses: ['user', 'logit_bias', 'stream_options', 'service_tier'],
};
