/** The powers that keys can have, and which of them the caller may give to one. */
import { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { listOf } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { allowedScopes } from '../scopes.ts';
import { API_KEY_TYPES, grantsOf, requireSomeKeyScope } from './power.ts';

export const ListKeyScopes = z.strictObject({});

export const KeyScopeList = listOf(
  z.object({
    type: z.enum(['organisation-service', 'workspace-service', 'workspace-user']),
    scopes: z.array(z.string()).meta({ description: 'Every scope that a key of this type can hold.' }),
    grantable: z.array(z.string()).meta({ description: 'Those of them that the caller may give to a key.' }),
  }),
);

export async function listKeyScopes(context: ControlContext, input: unknown): Promise<z.infer<typeof KeyScopeList>> {
  requireSomeKeyScope(context, 'list');
  parseInput(ListKeyScopes, input);
  const mayGrant = grantsOf(context);
  const data = API_KEY_TYPES.map((type) => {
    const scopes = allowedScopes(type);
    return { type, scopes, grantable: scopes.filter(mayGrant) };
  });
  return { object: 'list', total: data.length, data };
}
