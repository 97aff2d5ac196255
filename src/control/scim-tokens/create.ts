/** Makes a token with which a directory creates and removes people. Two may live side by side, so that one can be renewed. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { linkBase } from '../link-base.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { principalName } from '../principal.ts';
import { SCIM_BASE } from '../scim/view.ts';
import { newToken } from '../sign-in/tokens.ts';
import { audit, change } from '../transaction.ts';
import { requireMayGiveRole } from '../users/rank.ts';
import { CreateScimToken, type CreatedScimToken } from './schemas.ts';
import { viewScimToken } from './view.ts';

const MAX_TOKENS = 10;

export async function createScimToken(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof CreatedScimToken>> {
  requireScope(context, 'organisation_settings.update');
  requireMayGiveRole(context, 'admin');
  const { name } = parseInput(CreateScimToken, input);
  const { token, tokenHash } = newToken(context);
  return change(context, async (tx) => {
    if ((await tx.scimTokens.list()).length >= MAX_TOKENS)
      throw new GatewayError('in_use', 'Remove a token first: ten are enough.');
    const { organisationId } = tx;
    const createdBy = principalName(context.principal);
    const made = { id: newId(context), organisationId, name, tokenHash, createdBy, createdAt: context.clock.now() };
    await tx.scimTokens.insert(made);
    const view = viewScimToken(made);
    await audit(context, tx, { action: 'scim_token.create', subject: { ...made, workspaceId: null }, after: view });
    return { ...view, token, base_url: `${linkBase(context)}${SCIM_BASE}` };
  });
}
