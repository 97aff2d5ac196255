/** Renames, annotates or dates a provider. Its slug stays, because configs and clients hold it. */
import type { z } from 'zod';
import type { ProviderRecord } from '../../storage/ports/records/providers.ts';
import type { ControlContext } from '../context.ts';
import { toMs } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { showLimits } from '../limits/view.ts';
import { resetUsage, writeLimits } from '../limits/write.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findProvider } from './find.ts';
import type { ProviderName } from './schemas.ts';
import { UpdateProvider } from './schemas.ts';
import { viewProvider } from './view.ts';

export async function updateProvider(context: ControlContext, input: unknown): Promise<z.infer<typeof ProviderName>> {
  requireScope(context, 'providers.update');
  const wanted = parseInput(UpdateProvider, input, FOREIGN_FIELDS.providers);
  const { provider, limits } = await change(context, async (tx) => {
    const before = await findProvider(context, tx, wanted);
    const after: ProviderRecord = {
      ...before,
      name: wanted.name ?? before.name,
      note: wanted.note === undefined ? before.note : wanted.note,
      expiresAt: wanted.expires_at === undefined ? before.expiresAt : toMs(wanted.expires_at),
      lastUpdatedAt: context.clock.now(),
    };
    await tx.providers.replace(after);
    const written = await writeLimits(context, tx, { owner: { kind: 'provider', ...after }, wanted });
    await audit(context, tx, {
      action: 'provider.update',
      subject: after,
      before: viewProvider(context, before, showLimits(context, written.before)),
      after: viewProvider(context, after, showLimits(context, written.after)),
    });
    return { provider: after, limits: written.after };
  });
  await resetUsage(context, wanted, limits);
  return { id: provider.id, slug: provider.slug };
}
