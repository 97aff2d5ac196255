/** Answers to the question for how many tokens a request has, in the forms that the vendors have. */
import { isObject } from './json/object.ts';

/** The member in which a vendor reports the count. */
export type CountMember = 'input_tokens' | 'totalTokens' | 'inputTokens';

/** Anthropic's and OpenAI's, Gemini's, Bedrock's. */
const MEMBERS: readonly CountMember[] = ['input_tokens', 'totalTokens', 'inputTokens'];

/** null = it is no count. */
export function readTokenCount(body: Buffer): { tokens: number; member: CountMember } | null {
  const json = parse(body);
  if (!isObject(json)) return null;
  for (const member of MEMBERS) {
    const tokens = json[member];
    if (typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens >= 0) return { tokens, member };
  }
  return null;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
