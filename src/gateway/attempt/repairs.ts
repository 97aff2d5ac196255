/** Repairs between two attempts at one target: each at most once, without waiting, and not counted as a retry. */
import type { FailureReading, UpstreamRequest } from '../../providers/provider.ts';
import { UNNAMED_FLAG } from '../../wire/model-facts.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import { inSlices, type NextTurn } from '../../kernel/slices.ts';
import { compilePaths, cutPaths, prepareCuts } from '../../wire/json/cut.ts';
import { scanSlices } from '../../wire/json/scan-slices.ts';
import type { Admitted } from '../exchange.ts';
import type { Target } from '../route/plan.ts';
import type { AttemptedTarget } from './target-request.ts';
import type { Header } from '../credentials/credentials.ts';
import { turnsOf, withoutReasoning } from './prepare-document.ts';
import { bothOf, refusalPlace, type RefusalPlace, type Refused } from './refused-features.ts';

export interface Repair {
  /** Of the attempt that failed, in its record: `token_refused`. */
  readonly reason: string;
  /** May be made more than once in a request; `apply` says when it is enough. */
  readonly mayRepeat?: boolean;
  /** Pure. */
  mends(reading: FailureReading): boolean;
  /** Makes the next attempt another one. False when there is nothing to change: the failure stands. */
  apply(run: AttemptedTarget, failed: FailedAttempt): boolean | Promise<boolean>;
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
  async apply(run) {
    // Counted in the client's own body: the next one begins with the same turns.
    const { dialect } = run.exchange.endpoint;
    const foreignTurns = turnsOf({ document: run.exchange.document, dialect });
    const { document, removed } = await withoutReasoning(
      { document: run.document, dialect },
      { turns: foreignTurns, nextTurn: run.deps.nextTurn },
    );
    if (removed === 0) return false;
    run.document = document;
    run.foreignTurns = foreignTurns;
    run.exchange.notes.push(`The upstream refused thinking of another account: sent again without ${removed} blocks.`);
    return true;
  },
};

/** More than this a request does not have taken out, one after the other. */
const MAX_REFUSALS = 3;

/**
 * Betas and fields that the upstream refused by name, and that were really sent. What they teach others is learned once
 * the request has succeeded without them: see `learnRefusals`.
 */
const leaveRefused: Repair = {
  reason: 'beta_refused',
  mayRepeat: true,
  mends: (reading) => reading.refusal !== null,
  async apply(run, { reading: { refusal } }) {
    const { request } = run.outcome.last;
    if (refusal === null || request === null || run.leftOut.times === MAX_REFUSALS) return false;
    const { dialect } = run.exchange.endpoint;
    const sent = await sentOf({ request, refusal, dialect, nextTurn: run.deps.nextTurn });
    if (sent === null) return false;
    const { betas, fields } = bothOf(run.leftOut, sent);
    const always = refusal.alwaysFields.filter((field) => sent.fields.includes(field));
    run.leftOut = { betas, fields, times: run.leftOut.times + 1, always: [...run.leftOut.always, ...always] };
    return true;
  },
};

/** What of a refusal was really sent; null where nothing was, or where more than a hint would go with it. */
async function sentOf({ request, refusal, dialect, nextTurn }: RefusedRequest): Promise<Sent | null> {
  const flags = dialect.flagsHeader === null ? [] : flagsIn(request.headers[dialect.flagsHeader]);
  const betas = refusal.betas.filter((flag) => (flag === UNNAMED_FLAG ? flags.length > 0 : flags.includes(flag)));
  if (refusal.fields.length === 0) return betas.length === 0 ? null : { betas, fields: [] };
  await nextTurn();
  const document = await inSlices(scanSlices(Buffer.concat(request.body), dialect.turns ?? undefined), nextTurn);
  const paths = compilePaths(refusal.fields);
  await inSlices(prepareCuts(document, paths), nextTurn);
  const fields = cutPaths(document, paths).found;
  const isNothing = betas.length + fields.length === 0;
  return isNothing || dialect.lostMeaning(document, fields) !== null ? null : { betas, fields };
}

interface RefusedRequest {
  request: UpstreamRequest;
  refusal: NonNullable<FailureReading['refusal']>;
  dialect: Dialect;
  nextTurn: NextTurn;
}

const flagsIn = (header: string | undefined): string[] => header?.split(',').map((flag) => flag.trim()) ?? [];

interface Sent {
  betas: string[];
  fields: string[];
}

/** Call when the target has answered: what was left out was the reason of the refusal, and is left out for the next hour. */
export function learnRefusals({ exchange, deps, target, leftOut }: AttemptedTarget): void {
  if (leftOut.times === 0) return;
  const { betas, fields, always } = leftOut;
  deps.refusals.learn(placeOf(exchange, target), { betas, fields: always });
  const names = (all: Iterable<string>): string => [...all].join(', ');
  const learned = [...betas, ...always];
  const once = [...fields].filter((field) => !always.includes(field));
  if (learned.length > 0) {
    exchange.notes.push(`The upstream refused ${names(learned)}: sent again without, and left out for the next hour.`);
  }
  if (once.length > 0) exchange.notes.push(`The upstream refused ${names(once)}: sent again without.`);
}

/** What is left out of a request to this target: learned before, or refused a moment ago. */
export function refusedBy({ exchange, deps, target, leftOut }: AttemptedTarget): Refused {
  return bothOf(deps.refusals.recall(placeOf(exchange, target)), leftOut);
}

export function placeOf({ endpoint, document, headers }: Asked, target: Target): RefusalPlace {
  const { flags, version } = endpoint.dialect.readOptions(headers, document);
  return refusalPlace(target, { operation: endpoint.operation, betas: flags, version });
}

type Asked = Pick<Admitted, 'endpoint' | 'document' | 'headers'>;

/** Of several that a failure calls for, the first is made first. */
const REPAIRS: readonly Repair[] = [renewCredential, dropThinking, leaveRefused];

/** Those of a target's repairs that are ruled out from the start. Grows by those that have been made. */
export function repairsMade({ exchange, target }: AttemptedTarget): Set<Repair> {
  const { flagsHeader } = exchange.endpoint.dialect;
  // A caller that wants its own flags sent untouched gets the upstream's answer to them.
  const isForwarded = flagsHeader !== null && target.settings.forwardHeaders.includes(flagsHeader);
  return new Set(isForwarded ? [leaveRefused] : []);
}

export function repairFor(reading: FailureReading, made: ReadonlySet<Repair>): Repair | null {
  return REPAIRS.find((repair) => !made.has(repair) && repair.mends(reading)) ?? null;
}

/** Why an attempt failed, for its record. */
export function reasonOfFailure(reading: FailureReading): string {
  return repairFor(reading, NONE)?.reason ?? `status_${reading.status}`;
}

const NONE: ReadonlySet<Repair> = new Set();
