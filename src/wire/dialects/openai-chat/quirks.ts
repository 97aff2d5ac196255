/** What OpenAI's models take, by their names. Source: OpenAI's model pages, as the AI SDK's OpenAI provider 3.0.141 has them. */
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
