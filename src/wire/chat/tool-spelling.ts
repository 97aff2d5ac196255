/** Ids and names of tool calls as a dialect may spell them: the same text always gives the same spelling. */
import { createHash } from 'node:crypto';
import type { FunctionTool, Tool } from './call.ts';

export interface Spelling {
  /** One character that may not stand there. */
  forbidden: RegExp;
  maxLength: number;
  /** Ids of exactly so many letters and digits, as Mistral wants. */
  exactLength?: number;
}

const DIGEST_LENGTH = 8;
const JSON_DIGITS = 36;

/** A spelling that is allowed; what had to be changed ends in a digest, so that two texts never become one. */
export function spell(text: string, { forbidden, maxLength, exactLength }: Spelling): string {
  if (exactLength !== undefined) {
    return text.length === exactLength && /^[a-zA-Z0-9]+$/.test(text) ? text : digest(text, exactLength);
  }
  const isAllowed = text !== '' && text.length <= maxLength && !forbidden.test(text);
  if (isAllowed) return text;
  const clean = text.replaceAll(new RegExp(forbidden.source, 'g'), '_');
  return `${clean.slice(0, maxLength - DIGEST_LENGTH - 1)}_${digest(text, DIGEST_LENGTH)}`;
}

function digest(text: string, length: number): string {
  const hash = createHash('sha256').update(text).digest();
  return BigInt(`0x${hash.toString('hex')}`)
    .toString(JSON_DIGITS)
    .slice(0, length);
}

/** By the spelling that goes upstream, the names that differ from it. */
export function respelledTools(tools: readonly Tool[], spelling: Spelling): Map<string, string> {
  const names = tools.filter((tool): tool is FunctionTool => tool.type === 'function').map(({ name }) => name);
  return new Map(
    names.flatMap((name) => {
      const spelled = spell(name, spelling);
      return spelled === name ? [] : [[spelled, name] as const];
    }),
  );
}
