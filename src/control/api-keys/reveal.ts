/** Hands out, once, the text of a key that a schedule has rotated, or that was made for a person who was not at hand. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { audit, change } from '../transaction.ts';
import { findApiKey } from './find.ts';
import { requireKeyScope, requireSomeKeyScope } from './power.ts';
import { sealContext } from './rotate.ts';
import { RevealApiKey } from './schemas.ts';
import type { RevealedApiKey } from './schemas.ts';

export async function revealApiKey(context: ControlContext, input: unknown): Promise<z.infer<typeof RevealedApiKey>> {
  const { principal } = context;
  const action = principal.kind === 'session' ? 'read' : 'rotate';
  requireSomeKeyScope(context, action);
  const wanted = parseInput(RevealApiKey, input);
  return change(context, async (tx) => {
    const key = await findApiKey(context, tx, { id: wanted.id, action });
    // A person's own key was made for that person; with another's, its text is power over what it pays for.
    const isOwn = principal.kind === 'session' && key.userId === principal.userId;
    if (!isOwn) requireKeyScope(context, key.type, 'rotate');
    if (key.sealedSecret === null) {
      throw new GatewayError('not_found', `No new text of the key "${key.name}" waits to be fetched.`, {
        hint: 'It was fetched before, or the key was made by hand. Rotate the key to get another.',
      });
    }
    const text = context.sealer.open(key.sealedSecret, sealContext(key));
    await tx.apiKeys.replace({ ...key, sealedSecret: null });
    await audit(context, tx, { action: 'api_key.reveal', subject: key, after: { key: key.masked } });
    return { id: key.id, key: text };
  });
}
