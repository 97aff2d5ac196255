/**
 * Looks at a batch that runs at a provider. When it is over, each line of its results becomes a log row of its own, priced at the
 * rates of batches and charged to the budgets of whoever sent it.
 */
import type { Batch } from '../../storage/ports/records/batches.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { readObject } from '../../kernel/json-object.ts';
import type { JsonObject } from '../../wire/json/object.ts';
import { emptyUsage, noteUnread, type Usage } from '../../wire/usage.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import { settleLine } from '../pipeline.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { askLines, askState, type AskDeps } from './ask-upstream.ts';
import { BATCH_APIS, type BatchLine, type BatchState } from './batch-apis.ts';
import { endHold, holdRest, spendHold } from './batch-hold.ts';
import { endpointOf } from './endpoint-of.ts';
import { endLine, lineExchange, openHold, ownerOf, type BatchOwner } from './line-exchange.ts';

export interface LookDeps extends AskDeps {
  gateway: GatewayDeps;
  snapshot: Snapshot;
  /** So many lines are charged: from here on it goes on after a crash. */
  progressed: (settledLines: number) => Promise<void>;
}

/** `lost`: its results can never be read. */
export type Looked = { kind: 'running' } | { kind: 'settled'; lines: number } | { kind: 'lost'; reason: string };

/** Lines that are charged at once. A crash charges these again at most. */
const CHUNK_LINES = 100;
/** Both APIs end a batch within a day, and keep its results for weeks. */
const GIVE_UP_MS = 8 * 86_400_000;

/** Rejects with GatewayError where the provider cannot be asked at present. */
export async function lookAtBatch(batch: Batch, deps: LookDeps): Promise<Looked> {
  const owner = ownerOf(batch, deps.snapshot);
  if (owner === null) {
    await spendHold(batch, deps.gateway.spending.ledger);
    return { kind: 'lost', reason: 'its workspace or its provider is gone' };
  }
  try {
    const state = await stateOf(owner, deps);
    await holdRest(batch, batch.settledLines, deps.gateway.spending.ledger);
    if (!state.isOver)
      return isOld(batch, deps) ? await lostLine(owner, deps, 'it did not end in time') : { kind: 'running' };
    const lines = await settleLines(owner, state, deps);
    await endHold(batch, deps.gateway.spending.ledger);
    return { kind: 'settled', lines };
  } catch (error) {
    const isGone = error instanceof GatewayError && (error.status === 404 || error.status === 410);
    if (!isGone && !isOld(batch, deps)) throw error;
    return await lostLine(owner, deps, error instanceof Error ? error.message : String(error));
  }
}

const isOld = ({ createdAt }: Batch, { gateway: { clock } }: LookDeps): boolean => clock.now() - createdAt > GIVE_UP_MS;

async function stateOf({ batch, provider }: BatchOwner, deps: LookDeps): Promise<BatchState> {
  if (!provider.connection.ok) throw new GatewayError('provider_unusable', provider.connection.problem.reason);
  return askState(provider.connection.value, { api: batch.api, id: batch.upstreamId }, deps);
}

/** Returns how many lines there were. */
async function settleLines(owner: BatchOwner, state: BatchState, deps: LookDeps): Promise<number> {
  const { batch, provider } = owner;
  if (!provider.connection.ok) return 0;
  const endpoint = endpointAt(state.path);
  let seen = 0;
  const take = async (lines: (Buffer | null)[]): Promise<void> => {
    for (let at = 0; at < lines.length; at += CHUNK_LINES) {
      const chunk = lines.slice(at, at + CHUNK_LINES);
      const isNew = (index: number): boolean => seen + index >= batch.settledLines;
      const settled = chunk.filter((_, index) => isNew(index));
      await Promise.all(settled.map((line) => settleOne(owner, { line, endpoint }, deps)));
      seen += chunk.length;
      if (settled.length > 0) {
        await deps.progressed(seen);
        await holdRest(batch, seen, deps.gateway.spending.ledger);
      }
      await deps.gateway.nextTurn();
    }
  };
  for (const call of state.results) await askLines(provider.connection.value, call, { ...deps, take });
  return seen;
}

/** Of the path of a batch's requests; one that nobody knows is `/v1/batches` itself. */
function endpointAt(path: string): UpstreamEndpoint {
  const endpoint = endpointOf(path) ?? endpointOf('/v1/batches');
  if (endpoint === null) throw new Error('There is no endpoint of batches.');
  return endpoint;
}

interface OneLine {
  /** null = it was too long. */
  line: Buffer | null;
  endpoint: UpstreamEndpoint;
}

async function settleOne(owner: BatchOwner, { line: bytes, endpoint }: OneLine, { gateway }: LookDeps): Promise<void> {
  const line = BATCH_APIS[owner.batch.api].readLine(jsonIn(bytes));
  const { usage, stopReason, model } = readAnswer(line, endpoint);
  const one = lineExchange(owner, { customId: line.customId, endpoint, model }, gateway);
  endLine(one, line, { usage, stopReason });
  if (usage !== null) one.attempt.hold = await openHold(one, gateway, gateway.newSpanId());
  await settleLine(one.exchange, one.outcome, gateway);
}

/** What cannot be read has no price, and is never free. */
function readAnswer({ answer }: BatchLine, { dialect }: UpstreamEndpoint) {
  if (answer === null) return { usage: null, stopReason: null, model: '' };
  const { usage: told, stopReason } = dialect.readWhole(Buffer.from(JSON.stringify(answer)));
  const usage = told ?? unreadUsage();
  // The answer may name the tier of a request outside of a batch, which is not what it is billed at.
  usage.terms['service_tier'] = 'batch';
  const model = typeof answer['model'] === 'string' ? answer['model'] : '';
  return { usage, stopReason, model };
}

function unreadUsage(): Usage {
  const usage = emptyUsage();
  noteUnread(usage, 'usage');
  return usage;
}

function jsonIn(line: Buffer | null): JsonObject {
  return (line === null ? null : readObject(line.toString('utf8'))) ?? UNREADABLE;
}

/** Both APIs read it as an answer of which nothing is known. */
const UNREADABLE: JsonObject = {
  response: { status_code: 200, body: {} },
  result: { type: 'succeeded', message: {} },
};

/** One row says that nothing more of the batch will be charged. */
async function lostLine(owner: BatchOwner, { gateway }: LookDeps, reason: string): Promise<Looked> {
  const one = lineExchange(owner, { customId: '', endpoint: endpointAt('/v1/batches'), model: '' }, gateway);
  endLine(
    one,
    { customId: '', status: 0, answer: null, problem: `The results cannot be read: ${reason}` },
    NOTHING_TOLD,
  );
  one.attempt.cost = { unpriced: 'the results of the batch could not be read' };
  await settleLine(one.exchange, one.outcome, gateway);
  await spendHold(owner.batch, gateway.spending.ledger);
  return { kind: 'lost', reason };
}

const NOTHING_TOLD = { usage: null, stopReason: null };
