/** Takes a token away: with the next request the directory is refused. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { DeleteScimToken } from './schemas.ts';

export async function deleteScimToken(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_settings.update');
  const { id } = parseInput(DeleteScimToken, input);
  return change(context, async (tx) => {
    if (!(await tx.scimTokens.remove(id))) throw new GatewayError('not_found', `There is no token "${id}".`);
    const subject = { id, organisationId: organisationOf(context), workspaceId: null };
    await audit(context, tx, { action: 'scim_token.delete', subject });
    return {};
  });
}
