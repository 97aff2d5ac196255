/** Keeps request and response bodies, unless the caller or the set-up says not to. */
import type { WorkspaceId } from '../../wire/ids.ts';
import type { BlobRef } from '../../storage/ports/blobs.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';

/** True when this exchange's bodies are to be kept. `x-portkey-debug: false` is the contract's way to say no. */
export function keepsBodies(exchange: Reached, deps: GatewayDeps): boolean {
  return deps.bodies !== null && exchange.workspace !== undefined && exchange.headers['x-portkey-debug'] !== 'false';
}

/** Started while the upstream works, so that it costs the caller nothing. Called again at the end, it does nothing. */
export function storeRequestBody(exchange: Reached, outcome: Outcome, deps: GatewayDeps): void {
  const { body, document, workspace } = exchange;
  if (outcome.requestBody !== null || body === undefined || workspace === undefined) return;
  if (!keepsBodies(exchange, deps)) return;
  const boundaries = (document?.members ?? []).flatMap((member) => [
    ...(member.elements ?? []).map((element) => element.end),
    member.end,
  ]);
  outcome.requestBody = store({ deps, workspace: workspace.id, body, boundaries });
}

export function storeBodies(exchange: Reached, outcome: Outcome, deps: GatewayDeps): void {
  storeRequestBody(exchange, outcome, deps);
  if (exchange.workspace === undefined || !keepsBodies(exchange, deps)) return;
  const body = outcome.ending.kind === 'whole' ? outcome.ending.body : Buffer.concat(outcome.relayed);
  outcome.relayed = [];
  if (body.length === 0) return;
  outcome.responseBody = store({ deps, workspace: exchange.workspace.id, body, boundaries: [] });
}

interface Storing {
  deps: GatewayDeps;
  workspace: WorkspaceId;
  body: Buffer;
  boundaries: number[];
}

/** A body that cannot be kept is told to the operator; the answer and its log row go on without it. */
async function store({ deps, workspace, body, boundaries }: Storing): Promise<BlobRef | null> {
  try {
    return (await deps.bodies?.store(workspace, body, boundaries)) ?? null;
  } catch (error) {
    deps.logger.error('A body could not be stored.', { error });
    return null;
  }
}
