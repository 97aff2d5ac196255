/** Decides what a failed attempt leads to: another one, or the answer. Pure; src/gateway/pipeline.ts acts on it. */
import type { FailureReading } from '../../providers/provider.ts';

export type Decision =
  | { action: 'answer'; reason: string }
  | { action: 'repair-credential'; reason: string }
  | { action: 'repair-request'; reason: string };

/** What has been repaired for this target so far; each repair is tried once. */
export interface Repairs {
  credential: boolean;
  request: boolean;
}

/**
 * A refused token is renewed once, and a request whose betas or fields were refused by name is sent once more without
 * them. Both happen before anything was generated, so neither can be billed twice.
 */
export function decide(reading: FailureReading, repairs: Repairs): Decision {
  if (reading.credentialRefused && !repairs.credential) {
    return { action: 'repair-credential', reason: 'token_refused' };
  }
  if (reading.refusal !== null && !repairs.request) return { action: 'repair-request', reason: 'beta_refused' };
  return { action: 'answer', reason: `status_${reading.status}` };
}
