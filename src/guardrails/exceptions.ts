/** Findings that somebody has marked as false: a guardrail passes over them. By the hash of the text, or by a pattern of it. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { ParameterError } from './check.ts';
import { linearPattern, type LinearPattern } from './linear-pattern.ts';

/** As it is saved in a guardrail's definition. */
export const Exception = z.strictObject({
  id: z.string(),
  kind: z.enum(['hash', 'pattern']),
  /** SHA-256 of the text in hex, or a pattern of RE2 that the whole text must match. */
  value: z.string().min(1).max(2000),
  check: z.string().nullable().default(null).meta({ description: 'Id of the check that it is for; null = all.' }),
  reason: z.string().max(500).default(''),
  author: z.string(),
  created_at: z.string(),
});
export type Exception = z.infer<typeof Exception>;

export const MAX_EXCEPTIONS = 1000;

export const hashOfText = (text: string): string => hash('sha256', text, 'hex');

/** Ready to be asked. `covers`: is a finding of this check one of them? */
export interface Exceptions {
  covers(check: string, text: string): boolean;
  /** A text as a check that looks at whole texts gets it: without what is excepted; null = the text itself is. */
  without(check: string, text: string): string | null;
}

/** null = there are none. Throws ParameterError for a pattern that cannot run. */
export function compileExceptions(exceptions: readonly Exception[]): Exceptions | null {
  if (exceptions.length === 0) return null;
  const hashes = new Set<string>();
  const patterns: { check: string | null; whole: LinearPattern; inside: LinearPattern }[] = [];
  for (const { kind, value, check } of exceptions) {
    if (kind === 'hash') hashes.add(`${check ?? ''} ${value}`);
    else patterns.push({ check, whole: linearPattern(`^(?:${value})$`), inside: linearPattern(value) });
  }
  const isFor = (own: string | null, check: string): boolean => own === null || own === check;
  const hasHash = (check: string, text: string): boolean => {
    if (hashes.size === 0) return false;
    const hashed = hashOfText(text);
    return hashes.has(` ${hashed}`) || hashes.has(`${check} ${hashed}`);
  };
  return {
    covers: (check, text) =>
      hasHash(check, text) || patterns.some((one) => isFor(one.check, check) && one.whole.matches(text)),
    without(check, text) {
      if (hasHash(check, text)) return null;
      const own = patterns.filter((one) => isFor(one.check, check));
      return own.reduce((left, { inside }) => withoutPlaces(left, inside.places(left)), text);
    },
  };
}

function withoutPlaces(text: string, places: readonly { start: number; end: number }[]): string {
  let out = '';
  let at = 0;
  for (const { start, end } of places) {
    out += `${text.slice(at, start)} `;
    at = end;
  }
  return out + text.slice(at);
}

/** Throws ParameterError. */
export function checkException({ kind, value }: Pick<Exception, 'kind' | 'value'>): void {
  if (kind === 'pattern') linearPattern(`^(?:${value})$`);
  else if (!/^[0-9a-f]{64}$/.test(value)) throw new ParameterError('a hash is SHA-256 in hex');
}
