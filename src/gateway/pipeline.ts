/**
 * READ THIS FIRST. What happens to a request, in order: three lists, because a streaming gateway has three times.
 * Admit adds knowledge or refuses; the attempts run until one reply is the answer; settle runs exactly once, after the
 * last byte, a hang-up or a failure, and nothing in it can change the answer.
 */
import { toGatewayError, type GatewayError } from '../kernel/errors.ts';
import { answerLocally } from './admit/answer-locally.ts';
import { authenticate } from './admit/authenticate.ts';
import { authorize } from './admit/authorize.ts';
import { choosePlan } from './admit/choose-plan.ts';
import { decode } from './admit/decode.ts';
import { limitRate } from './admit/limit-rate.ts';
import { refuseStopped } from './admit/refuse-stopped.ts';
import { readBody } from './admit/read-body.ts';
import { answerHeaders } from './headers/answer-headers.ts';
import type { GatewayDeps } from './dependencies.ts';
import type { Arrived, Reached } from './exchange.ts';
import { freeBody } from './bodies/free-body.ts';
import { maskText } from '../kernel/secrets/mask.ts';
import { hideInternalAddresses } from '../kernel/secrets/internal-addresses.ts';
import { knownSecrets } from './known-secrets.ts';
import { readUser } from './admit/read-user.ts';
import { notLogged, requireLog } from './admit/require-log.ts';
import { requireSaved } from './admit/require-saved.ts';
import { statusWith, withHookResults } from './guard/hooks.ts';
import { resultsAfter } from './guard/streamed-results.ts';
import { newOutcome, type Outcome } from './outcome.ts';
import { allowModel } from './attempt/allow-model.ts';
import { applyParams } from './attempt/apply-params.ts';
import type { Begun } from './attempt/attempt-steps.ts';
import { dropForeignReasoning } from './attempt/drop-foreign-reasoning.ts';
import { buildRequest } from './attempt/build-request.ts';
import { fetchMedia } from './attempt/fetch-media.ts';
import { findCredential } from './attempt/find-credential.ts';
import { findOutput } from './attempt/find-output.ts';
import { guardInput } from './attempt/guard-input.ts';
import { limitTargetRate } from './attempt/limit-target-rate.ts';
import { lookUpCache } from './attempt/look-up-cache.ts';
import { lowerOutput } from './attempt/lower-output.ts';
import { recordAttempt } from './attempt/record-attempt.ts';
import { readAnswer } from './attempt/read-answer.ts';
import { requireConnection } from './attempt/require-connection.ts';
import { reserveBudget } from './attempt/reserve-budget.ts';
import { runPlan } from './attempt/run-plan.ts';
import { send } from './attempt/send.ts';
import type { TargetRequest } from './attempt/target-request.ts';
import { vetBatch } from './attempt/vet-batch.ts';
import { followBatch } from './settle/follow-batch.ts';
import { diagnosePromptCache } from './settle/diagnose-prompt-cache.ts';
import { giveFeedback } from './settle/give-feedback.ts';
import { price } from './settle/price.ts';
import { countLocally } from './attempt/count-locally.ts';
import { rememberUpload } from './settle/remember-upload.ts';
import { rememberCount } from './settle/remember-count.ts';
import { rememberAccount } from './settle/remember-account.ts';
import { settleBudget } from './settle/settle-budget.ts';
import { recordLog } from './settle/record-log.ts';
import { storeBodies } from './settle/store-bodies.ts';
import { storeCache } from './settle/store-cache.ts';
import { updateFigures } from './settle/update-figures.ts';
import { Answered, stages } from './stage.ts';

/** Every request, once. */
const admit = stages<Arrived, GatewayDeps>()
  .add(authenticate)
  .add(authorize)
  .add(requireSaved)
  .add(requireLog)
  .add(refuseStopped)
  .add(limitRate)
  .add(answerLocally)
  .add(readBody)
  .add(decode)
  .add(readUser)
  .add(choosePlan);

/** Every target, before its first attempt. attempt/run-plan.ts decides which targets are tried, and in which order. */
const prepare = stages<TargetRequest, GatewayDeps>()
  .add(applyParams)
  .add(allowModel)
  .add(guardInput)
  .add(vetBatch)
  .add(lookUpCache)
  .add(requireConnection)
  .add(findOutput)
  .add(countLocally)
  .add(dropForeignReasoning)
  .add(fetchMedia);

/** Every attempt at a target. attempt/run-target.ts decides how often it is repeated. */
const attempt = stages<Begun, GatewayDeps>()
  .add(limitTargetRate)
  .add(reserveBudget)
  .add(lowerOutput)
  .add(buildRequest)
  .add(findCredential)
  .add(send)
  .add(readAnswer)
  .add(recordAttempt);

type SettleStep = (exchange: Reached, outcome: Outcome, deps: GatewayDeps) => void | Promise<void>;

/** Each step runs even when another threw; record-log is last because its row has what the others found. */
const settle: readonly SettleStep[] = [
  followBatch,
  rememberUpload,
  price,
  diagnosePromptCache,
  settleBudget,
  rememberAccount,
  rememberCount,
  storeCache,
  storeBodies,
  updateFigures,
  giveFeedback,
  recordLog,
];

/** Handles one request from its first byte to its log row. Never rejects. */
export async function handle(arrived: Arrived, deps: GatewayDeps): Promise<void> {
  const outcome = newOutcome();
  const { client } = arrived;
  try {
    const admitted = await admit.run(arrived, deps);
    if (admitted instanceof Answered) outcome.ending = admitted.ending;
    else await runPlan(admitted, outcome, { steps: { prepare, attempt }, deps });
  } catch (thrown) {
    outcome.ending = client.isClosed
      ? { kind: 'client-closed' }
      : { kind: 'error', error: told(thrown, arrived, deps) };
  }
  hideSecrets(arrived, outcome);
  await runSettle(arrived, outcome, deps);
  // The row of this very request may have been the first that was lost.
  const isAnswer = outcome.ending.kind === 'whole' || outcome.ending.kind === 'streamed';
  if (isAnswer && deps.refusesUnlogged()) outcome.ending = { kind: 'error', error: notLogged() };
  try {
    deliver(arrived, outcome);
  } catch (error) {
    deps.logger.error('An answer could not be delivered.', { id: arrived.id, error });
    client.destroy();
  }
  freeBody(arrived, outcome);
}

/** An upstream may repeat the credential that it was sent, or say where it is: neither is for the caller, nor for the log. */
function hideSecrets(exchange: Arrived, outcome: Outcome): void {
  if (outcome.ending.kind !== 'error') return;
  const { error } = outcome.ending;
  const known = knownSecrets(exchange, outcome);
  const hide = (text: string): string => {
    const masked = maskText(text, known);
    // A caller may see what the caller wrote.
    return error.fault === 'client' && error.code !== 'model_not_found' ? masked : hideInternalAddresses(masked);
  };
  outcome.ending = { ...outcome.ending, error: error.reworded(hide) };
}

/** What nobody foresaw is a bug: the caller gets an id, the operator gets the stack. */
function told(thrown: unknown, { id }: Arrived, { logger }: GatewayDeps): GatewayError {
  const error = toGatewayError(thrown);
  if (error.code === 'internal') logger.error('A request failed in the gateway.', { id, error });
  return error;
}

/** A request of a batch, which ran at its provider and not here: of settle what makes the bill. */
const settleOfBatch: readonly SettleStep[] = [price, settleBudget, recordLog];

/** A line of a batch's results. Without a plan it counts in no rate: nobody waited for it. Never rejects. */
export const settleLine = ({ plan: _, ...exchange }: Reached, outcome: Outcome, deps: GatewayDeps): Promise<void> =>
  runSettle({ ...exchange, isOfBatch: true }, outcome, deps);

async function runSettle(exchange: Reached, outcome: Outcome, deps: GatewayDeps): Promise<void> {
  for (const step of exchange.isOfBatch === true ? settleOfBatch : settle) {
    try {
      const waiting = step(exchange, outcome, deps);
      if (waiting !== undefined) await waiting;
    } catch (error) {
      deps.logger.error('A settle step failed.', { id: exchange.id, step: step.name, error });
    }
  }
}

/** The last bytes leave only now that the request is in durable storage. */
function deliver(exchange: Reached, outcome: Outcome): void {
  const { client, endpoint, stream = false } = exchange;
  const { ending } = outcome;
  switch (ending.kind) {
    case 'whole': {
      const headers = answerHeaders(exchange, outcome, outcome.last.measured?.upstreamHeaders);
      const body = withHookResults(ending.body, outcome.hooks);
      return client.answer(
        statusWith(outcome.hooks, ending.status, false),
        { 'content-type': 'application/json', ...headers },
        body,
      );
    }
    case 'streamed': {
      const results = endpoint === undefined ? null : resultsAfter({ endpoint, stream }, outcome);
      if (results !== null) client.write(results);
      return client.end();
    }
    case 'error':
      if (ending.closing && client.hasStarted) {
        client.write(ending.closing);
        return client.end();
      }
      return client.fail(ending.error, answerHeaders(exchange, outcome));
    case 'client-closed':
  }
}
