/** What is mended between two attempts at one target: each repair once, without a wait, and not counted as a retry. */
import type { FailureReading } from '../../providers/provider.ts';
import type { AttemptedTarget } from './target-request.ts';
import type { Header } from '../credentials/credentials.ts';
import { turnsOf, withoutReasoning } from './prepare-document.ts';
import { refusalKey } from './refusals.ts';

export interface Repair {
  /** Of the attempt that failed, in its record: `token_refused`. */
  readonly reason: string;
  /** Pure. */
  mends(reading: FailureReading): boolean;
  /** Makes the next attempt another one. False when there is nothing to change: the failure stands. */
  apply(run: AttemptedTarget, failed: FailedAttempt): boolean;
}

export interface FailedAttempt {
  reading: FailureReading;
  /** What it was sent with; null = it was not sent. */
  credential: Header | null;
}

const renewCredential: Repair = {
  reason: 'token_refused',
  mends: (reading) => reading.credentialRefused,
  apply({ deps, connection }, { credential }) {
    if (credential !== null) deps.credentials.drop(connection.auth, credential);
    return true;
  },
};

/**
 * The upstream knows better whose thinking it is than what was remembered: the gateway may be new, and the session's
 * other conversations (a search, a title) may have moved before this one.
 */
const dropThinking: Repair = {
  reason: 'thinking_refused',
  mends: (reading) => reading.thinkingRefused,
  apply(run) {
    // Counted in the client's own body: the next one begins with the same turns.
    const { dialect } = run.exchange.endpoint;
    const foreignTurns = turnsOf({ document: run.exchange.document, dialect });
    const { document, removed } = withoutReasoning({ document: run.document, dialect }, foreignTurns);
    if (removed === 0) return false;
    run.document = document;
    run.foreignTurns = foreignTurns;
    run.exchange.notes.push(`The upstream refused thinking of another account: sent again without ${removed} blocks.`);
    return true;
  },
};

/** Betas and fields that the upstream refused by name. */
const leaveRefused: Repair = {
  reason: 'beta_refused',
  mends: (reading) => reading.refusal !== null,
  apply({ exchange, deps, target }, { reading: { refusal } }) {
    if (refusal === null) return false;
    deps.refusals.learn(refusalKey(target), refusal);
    const names = [...refusal.betas, ...refusal.fields].join(', ');
    exchange.notes.push(`The upstream refused ${names}: sent again without, and left out for the next hour.`);
    return true;
  },
};

/** Of several that a failure asks for, the first is made first. */
const REPAIRS: readonly Repair[] = [renewCredential, dropThinking, leaveRefused];

/** Those of a target's repairs that are out of the question from the start. Grows by those that have been made. */
export function repairsMade({ target }: AttemptedTarget): Set<Repair> {
  // Who asks for its own beta header to be sent untouched gets the upstream's answer to it.
  return new Set(target.settings.forwardHeaders.includes('anthropic-beta') ? [leaveRefused] : []);
}

export function repairFor(reading: FailureReading, made: ReadonlySet<Repair>): Repair | null {
  return REPAIRS.find((repair) => !made.has(repair) && repair.mends(reading)) ?? null;
}

/** Why an attempt failed, for its record. */
export function reasonOfFailure(reading: FailureReading): string {
  return repairFor(reading, NONE)?.reason ?? `status_${reading.status}`;
}

const NONE: ReadonlySet<Repair> = new Set();
