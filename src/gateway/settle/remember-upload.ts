/** Settle: what is known of a file of requests that was uploaded, for the batches that will be made of it. */
import { isObject } from '../../wire/json/object.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';

/** Rejects where it cannot be written down: its batches are then those of an unknown file. */
export async function rememberUpload(
  { workspace }: Reached,
  { upload, batch, ending, last }: Outcome,
  { batches }: Pick<GatewayDeps, 'batches'>,
): Promise<void> {
  const isKnown = batch !== null && batch.isKnown && batch.requests > 0;
  if (upload === null || !isKnown || ending.kind !== 'whole' || workspace === undefined || last.target === null) return;
  const fileId = idIn(ending.body);
  if (fileId === null) return;
  const { requests, tokens, nanoUsd, models } = batch;
  await batches.rememberFile({
    organisationId: workspace.organisationId,
    workspaceId: workspace.id,
    accountId: last.target.provider.accountId,
    fileId,
    requests,
    tokens,
    nanoUsd: typeof nanoUsd === 'number' ? nanoUsd : null,
    unpriced: typeof nanoUsd === 'number' ? '' : nanoUsd.unpriced,
    models: [...models],
    vettedBy: upload.vettedBy,
  });
}

function idIn(answer: Buffer): string | null {
  try {
    const told: unknown = JSON.parse(answer.toString('utf8'));
    const id = isObject(told) ? told['id'] : null;
    return typeof id === 'string' && id !== '' ? id : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
