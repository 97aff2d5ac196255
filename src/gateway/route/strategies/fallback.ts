/** `fallback`: tries target after target while the response is one to fall back from (contract#fallback). */
import type { FallFrom } from '../../../routing/parse.ts';

/** How a target has ended. */
export interface Ended {
  /** 0 = no answer came. */
  status: number;
  /** Of an answer; null where there is none, or it has none. */
  stopReason: string | null;
}

/**
 * Without a list, every status that is no success falls through; with one, only its members do, and another error is the
 * answer. No answer at all (status 0) has no code that a list could name: it always falls through, as it is always worth
 * a retry. A refusal of the model's comes as a success, and is known by its stop reason. Returns what is fallen from, in
 * words for the log; null = this is the answer.
 */
export function fallsFrom({ status, stopReason }: Ended, { onStatusCodes, onStopReasons }: FallFrom): string | null {
  if (status === 0) return 'no answer';
  if (stopReason !== null && onStopReasons.has(stopReason)) return `the stop reason ${stopReason}`;
  const falls = onStatusCodes === null ? status < 200 || status > 299 : onStatusCodes.has(status);
  return falls ? String(status) : null;
}
