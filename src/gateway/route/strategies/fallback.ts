/** `fallback`: target after target, as long as an answer is one to fall from (contract §2.4). */

/**
 * Without a list, every status that is no success falls through; with one, only its members do, and another error is the
 * answer. No answer at all (status 0) has no code that a list could name: it always falls through, as it is always worth
 * a retry.
 */
export function fallsThrough(status: number, onStatusCodes: ReadonlySet<number> | null): boolean {
  if (status === 0) return true;
  return onStatusCodes === null ? status < 200 || status > 299 : onStatusCodes.has(status);
}
