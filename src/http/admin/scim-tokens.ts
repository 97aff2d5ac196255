/** The routes of tokens with which directories bring people. */
import { Nothing } from '../../control/fields.ts';
import { createScimToken } from '../../control/scim-tokens/create.ts';
import { deleteScimToken } from '../../control/scim-tokens/delete.ts';
import { listScimTokens } from '../../control/scim-tokens/list.ts';
import * as token from '../../control/scim-tokens/schemas.ts';
import { get, post, remove } from './route.ts';
import type { Route } from './route.ts';

export const SCIM_TOKEN_ROUTES: readonly Route[] = [
  get('/admin/scim-tokens', listScimTokens, [token.ListScimTokens, token.ScimTokenList]),
  post('/admin/scim-tokens', createScimToken, [token.CreateScimToken, token.CreatedScimToken]),
  remove('/admin/scim-tokens/{id}', deleteScimToken, [token.DeleteScimToken, Nothing]),
];
