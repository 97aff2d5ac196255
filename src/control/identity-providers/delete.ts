/** Takes a directory away: its sessions end. The people stay, and sign in another way. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { noteKeysOf } from '../single-sign-on/standing.ts';
import { audit, change } from '../transaction.ts';
import { findIdentityProvider } from './find.ts';
import { DeleteIdentityProvider } from './schemas.ts';
import { viewIdentityProvider } from './view.ts';

export async function deleteIdentityProvider(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_settings.update');
  const { id } = parseInput(DeleteIdentityProvider, input);
  await change(context, async (tx) => {
    const provider = await findIdentityProvider(tx, id);
    for (const { sessionId } of await tx.directorySessions.list(id, {})) await tx.sessions.remove(sessionId);
    const now = context.clock.now();
    await tx.identityProviders.replace({ ...provider, status: 'archived', sealedSecret: null, lastUpdatedAt: now });
    const before = viewIdentityProvider(context, provider);
    await audit(context, tx, {
      action: 'identity_provider.delete',
      subject: { ...provider, workspaceId: null },
      before,
    });
    await noteKeysOf(tx, await tx.standings.removeAll(id));
  });
  return {};
}
