/** Settle: what is known of a file of requests that was uploaded, for the batches that will be made of it. */
import { objectIn } from '../../kernel/json-object.ts';
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
  const { id: fileId } = objectIn(ending.body.toString('utf8'));
  if (typeof fileId !== 'string' || fileId === '') return;
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
