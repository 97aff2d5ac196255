/** Renames, annotates or dates a provider. Its slug stays, because configs and clients hold it. */
import type { z } from 'zod';
import type { ProviderRecord } from '../../storage/ports/records/providers.ts';
import type { ControlContext } from '../context.ts';
import { toMs } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
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
  return change(context, async (tx) => {
    const before = await findProvider(context, tx, wanted);
    const after: ProviderRecord = {
      ...before,
      name: wanted.name ?? before.name,
      note: wanted.note === undefined ? before.note : wanted.note,
      expiresAt: wanted.expires_at === undefined ? before.expiresAt : toMs(wanted.expires_at),
      lastUpdatedAt: context.clock.now(),
    };
    await tx.providers.replace(after);
    await audit(context, tx, {
      action: 'provider.update',
      subject: after,
      before: viewProvider(context, before),
      after: viewProvider(context, after),
    });
    return { id: after.id, slug: after.slug };
  });
}
