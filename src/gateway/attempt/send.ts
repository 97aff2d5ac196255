/** Attempt: sends the request and relays the response. */
import { atOnce, inSlices } from '../../kernel/slices.ts';
import type { UpstreamRequest } from '../../providers/provider.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import { freeBody, isLarge } from '../bodies/free-body.ts';
import { keepRelayed, keepRequestBody } from '../bodies/keep-body.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { secretValuesIn } from '../../routing/custom-headers.ts';
import { customHeaders } from '../headers/custom-headers.ts';
import { credentialIn } from '../known-secrets.ts';
import type { Outcome } from '../outcome.ts';
import { fingerprintSlices } from '../prompt-cache/fingerprint.ts';
import { checkPortsFor } from '../guard/check-ports.ts';
import type { AnswerGuard } from '../guard/guard.ts';
import { Relay } from '../relay/relay.ts';
import type { Stage } from '../stage.ts';
import {
  boundsOf,
  wasNotSent,
  type Authorized,
  type Begun,
  type Built,
  type Reserved,
  type Sent,
} from './attempt-steps.ts';
import { brokenAttempt } from './broken-attempt.ts';
import { keepsAnswer } from './keeps-answer.ts';
import type { AttemptedTarget } from './target-request.ts';

const SENT_AGAIN =
  'Sent again on a new connection: the kept one broke before the upstream can have worked on the request.';
const SENT_TWICE =
  'Sent again on a new connection: the kept one broke at once, but the upstream may have had the request before.';

export const send: Stage<Begun & Reserved & Built & Authorized, Sent, GatewayDeps> = {
  name: 'send',
  async run(begun, deps) {
    const { run, lane, credential } = begun;
    const { exchange, outcome, document } = run;
    if (wasNotSent(credential)) return { relay: null, answered: credential.reply };
    const { request, source } = lane;
    outcome.sentElapsed ??= deps.clock.elapsed();
    outcome.sent += 1;
    outcome.sentCredentials.add(credentialIn(credential[1]));
    for (const value of secretValuesIn(customHeaders(run.target))) outcome.sentCredentials.add(credentialIn(value));
    const relay = openRelay(begun, deps);
    const answered = relay.run(deps.transport, {
      onSent: isLarge([exchange.document, document]) ? tellSent(outcome) : undefined,
      onHandedOver: () => (relay.measured.isHandedOver = true),
      onSentAgain({ isUncertain }) {
        relay.measured.isHandedOver = false;
        if (isUncertain) outcome.attempts.push(brokenAttempt(begun, deps));
        exchange.notes.push(isUncertain ? SENT_TWICE : SENT_AGAIN);
      },
      method: request.method,
      url: request.url,
      headers: { ...request.headers, ...credential[2], [credential[0]]: credential[1] },
      body: request.body,
      source,
      isUpgrade: lane.isUpgrade === true,
    });
    if (source !== undefined) outcome.isBodySpent = true;
    keepRequestBody(exchange, outcome, deps);
    if (exchange.endpoint.isTurn) await takeFingerprint(exchange.document, outcome, deps);
    const reply = await answered;
    if (source !== undefined) exchange.bodyBytes = source.passed;
    return { relay, answered: reply };
  },
};

/** While the upstream works. The memory of a large body waits for it. */
async function takeFingerprint(document: JsonDocument, outcome: Outcome, { nextTurn }: GatewayDeps): Promise<void> {
  if (outcome.promptPrint !== null) return;
  // The document may be let go while slices of it wait.
  const slices = fingerprintSlices({ ...document });
  if (!isLarge([document])) outcome.promptPrint = atOnce(slices);
  else {
    const taken = nextTurn().then(() => inSlices(slices, nextTurn));
    outcome.bodiesSent.push(taken.then(() => undefined));
    outcome.promptPrint = await taken;
  }
}

/** The memory of a large body waits for the one who writes it out. */
function tellSent({ bodiesSent }: Outcome): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  bodiesSent.push(promise);
  return resolve;
}

function openRelay(
  { run, lane, startedElapsed: begunElapsed, hold }: Begun & Reserved & Built,
  deps: GatewayDeps,
): Relay {
  const { exchange, outcome, to } = run;
  const { dialect } = exchange.endpoint;
  const guard = openGuard(run, deps);
  const mayEndEarly = hold !== null || guard?.attach !== undefined;
  const relay = new Relay({
    to,
    reader: lane.openReader(),
    guard,
    elapsed: () => deps.clock.elapsed(),
    bounds: boundsOf(run),
    begunElapsed,
    heartbeat: deps.heartbeat,
    holdBack: run.stopReasons,
    ending: mayEndEarly ? (dialect.stream?.openEnding?.(exchange.document) ?? null) : null,
    hold,
    onCommit() {
      outcome.last.isCommitted = true;
      freeRequest(run, lane.request);
    },
    ...(keepsAnswer(run) ? { keep: (bytes: Buffer) => keepRelayed(exchange, outcome, bytes) } : {}),
  });
  outcome.last.measured = relay.measured;
  return relay;
}

function openGuard({ exchange, target, outcome }: AttemptedTarget, deps: GatewayDeps): AnswerGuard | null {
  const { clock, nextTurn } = deps;
  const { last, hooks } = outcome;
  const using = { elapsed: () => clock.elapsed(), nextTurn, checkPorts: checkPortsFor(exchange, deps, outcome) };
  return deps.openGuard({ exchange, target, hooks, using, keepFromCache: () => (last.cache = null) });
}

/** A long stream must not hold its request in memory: hundreds of them run at once, each of some hundred KB. */
function freeRequest({ exchange, outcome, document }: AttemptedTarget, request: UpstreamRequest): void {
  freeBody(exchange, outcome, [document]);
  request.body.length = 0;
}
