import { describe, expect, it } from 'vitest';
import type { FailureReading } from '../../providers/provider.ts';
import { reasonOfFailure, repairFor, type Repair } from './repairs.ts';

const saying = (own: Partial<FailureReading>): FailureReading => ({
  status: 400,
  native: null,
  isOverloaded: false,
  thinkingRefused: false,
  message: 'No',
  retryAfterMs: null,
  upstreamRequestId: null,
  credentialRefused: false,
  refusal: null,
  ...own,
});

const STALE = saying({ status: 401, credentialRefused: true });
const UNKNOWN_BETA = saying({ refusal: { betas: ['x'], fields: [], alwaysFields: [] } });
const FOREIGN = saying({ thinkingRefused: true });

/** Reasons of the repairs that a failure leads to, if none of them helps. */
function repairsOf(reading: FailureReading): string[] {
  const made = new Set<Repair>();
  for (;;) {
    const repair = repairFor(reading, made);
    if (repair === null) return [...made].map(({ reason }) => reason);
    made.add(repair);
  }
}

describe('what can be repaired', () => {
  it.each([
    ['a refused credential', STALE, ['token_refused']],
    ['a beta that the upstream does not know', UNKNOWN_BETA, ['beta_refused']],
    ['thinking that the upstream cannot read', FOREIGN, ['thinking_refused']],
    ['nothing of another failure', saying({ status: 503 }), []],
  ])('is %s, once', (_, reading, expected) => {
    expect(repairsOf(reading)).toEqual(expected);
  });

  it('is thinking that the upstream cannot read, before anything that it refuses besides', () => {
    const both = saying({ thinkingRefused: true, refusal: { betas: ['x'], fields: [], alwaysFields: [] } });
    expect(repairsOf(both)).toEqual(['thinking_refused', 'beta_refused']);
  });
});

describe('why an attempt failed', () => {
  it('is reported by what can be mended of it, else by its status', () => {
    expect([STALE, UNKNOWN_BETA, FOREIGN, saying({ status: 503 })].map(reasonOfFailure)).toEqual([
      'token_refused',
      'beta_refused',
      'thinking_refused',
      'status_503',
    ]);
  });
});
