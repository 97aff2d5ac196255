/** Stores request and response bodies in the archive, unless the request or the configuration forbids it. */
import type { BlobRef } from '../../storage/ports/blobs.ts';
import { keepsBodiesOf } from '../../storage/ports/records/organisation-settings.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import { knownSecrets } from '../known-secrets.ts';
import type { Outcome } from '../outcome.ts';
import type { KnownSecrets } from '../../kernel/secrets/mask.ts';
import type { Member } from '../../wire/json/scan.ts';
import { LARGE_BYTES } from '../../wire/json/scan-slices.ts';

export const MAX_KEPT_BYTES = 4 * 1024 * 1024;
export const ONLY_BEGINNING = 'Only the first 4 MiB of the answer were kept.';

/** True when this exchange's bodies are to be kept: the operator, the organisation and the request may each say no. */
export function keepsBodies(exchange: Reached, deps: GatewayDeps): boolean {
  const { workspace, snapshot } = exchange;
  if (deps.bodies === null || workspace === undefined || isUnlogged(exchange)) return false;
  const rules = snapshot.organisations.get(workspace.organisationId)?.requestLogging;
  return rules === undefined || keepsBodiesOf(rules, workspace.requestLogging);
}

type Asked = Pick<Reached, 'headers' | 'caller' | 'snapshot' | 'isOfGuardrail'>;

/** `x-portkey-debug: false`, where the organisation lets requests say so: neither bodies nor the cache. */
export function isUnlogged(exchange: Asked): boolean {
  const { headers, caller, snapshot, isOfGuardrail } = exchange;
  if (headers['x-portkey-debug'] !== 'false') return false;
  if (isOfGuardrail === true) return true;
  const rules = caller === undefined ? undefined : snapshot.organisations.get(caller.organisationId)?.requestLogging;
  return rules?.ignoresDebugHeader !== true;
}

/** Started while the upstream works, so that it costs the caller nothing. Called again, it does nothing. */
export function keepRequestBody(exchange: Reached, outcome: Outcome, deps: GatewayDeps): void {
  if (outcome.requestBody !== null || exchange.body === undefined || !keepsBodies(exchange, deps)) return;
  const document = outcome.maskedRequest ?? exchange.document;
  const body = bodyToKeep(exchange, outcome);
  if (body === null) return;
  const members = document?.members ?? [];
  const secrets = knownSecrets(exchange, outcome);
  const store = () => keep(exchange, deps, { body, boundaries: boundariesOf(members), secrets });
  // A conversation of thousands of messages has as many boundaries: they take a turn of their own.
  outcome.requestBody = body.length < LARGE_BYTES ? store() : deps.nextTurn().then(store);
}

/** Of a form its fields, without its files; null = there is none. */
function bodyToKeep({ body, document, sent }: Reached, { maskedRequest }: Outcome): Buffer | null {
  const isWhole = maskedRequest === null && sent?.form == null;
  const kept = isWhole ? body : (maskedRequest ?? document)?.bytes;
  return kept === undefined || (kept.length === 0 && sent !== undefined) ? null : kept;
}

/** One relayed chunk. A log row needs no more than this of an answer, and 500 streams at once must fit in memory. */
export function keepRelayed(exchange: Reached, outcome: Outcome, bytes: Buffer): void {
  const room = MAX_KEPT_BYTES - outcome.relayed.length;
  if (room <= 0) return;
  outcome.relayed.push(bytes.subarray(0, room));
  if (outcome.relayed.length >= MAX_KEPT_BYTES) exchange.notes.push(ONLY_BEGINNING);
}

/** The ends of every message and of every other member: where the next turn's body will agree with this one. */
function boundariesOf(members: readonly Member[]): number[] {
  const ends: number[] = [];
  for (const member of members) {
    for (let index = 0; index < (member.elements?.length ?? 0); index += 1)
      ends.push(member.elements?.endAt(index) ?? 0);
    ends.push(member.end);
  }
  return ends;
}

interface Kept {
  body: Buffer;
  boundaries: number[];
  secrets: KnownSecrets;
}

/** A body that cannot be stored is logged for the operator; the answer and its row go on without it. */
export async function keep(
  exchange: Reached,
  deps: GatewayDeps,
  { body, boundaries, secrets }: Kept,
): Promise<BlobRef | null> {
  const { bodies, logger } = deps;
  if (bodies === null || exchange.workspace === undefined || body.length === 0) return null;
  try {
    return await bodies.store(exchange.workspace.id, body, { boundaries, secrets });
  } catch (error) {
    logger.error('A body could not be stored.', { id: exchange.id, error });
    return null;
  }
}
