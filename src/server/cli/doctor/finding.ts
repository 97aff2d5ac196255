/** One line of the doctor: what was checked, the result, and the fix. */

/** A `note` needs nothing to be done. */
export type Level = 'ok' | 'note' | 'warn' | 'fail';

export interface Finding {
  level: Level;
  what: string;
  /** A command, a value, or a sentence that can be followed to the letter. */
  fix?: string;
}

export const ok = (what: string): Finding => ({ level: 'ok', what });
export const warn = (what: string, fix?: string): Finding => ({
  level: 'warn',
  what,
  ...(fix === undefined ? {} : { fix }),
});
export const note = (what: string, fix: string): Finding => ({ level: 'note', what, fix });
export const fail = (what: string, fix: string): Finding => ({ level: 'fail', what, fix });

const MARKS: Readonly<Record<Level, string>> = { ok: 'ok  ', note: 'note', warn: 'warn', fail: 'FAIL' };

export function renderFinding({ level, what, fix }: Finding): string {
  return `${MARKS[level]}  ${what}${fix === undefined ? '' : `  → ${fix}`}`;
}
