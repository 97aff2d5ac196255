/** The routes of API keys. */
import { createApiKey } from '../../control/api-keys/create.ts';
import { deleteApiKey } from '../../control/api-keys/delete.ts';
import { getApiKey } from '../../control/api-keys/get.ts';
import { listApiKeys } from '../../control/api-keys/list.ts';
import { revealApiKey } from '../../control/api-keys/reveal.ts';
import { rotateApiKey } from '../../control/api-keys/rotate.ts';
import { KeyScopeList, ListKeyScopes, listKeyScopes } from '../../control/api-keys/scopes.ts';
import * as apiKey from '../../control/api-keys/schemas.ts';
import { updateApiKey } from '../../control/api-keys/update.ts';
import { Nothing } from '../../control/fields.ts';
import { get, post, put, remove } from './route.ts';
import type { Route } from './route.ts';

export const API_KEY_ROUTES: readonly Route[] = [
  get('/api-keys', listApiKeys, [apiKey.ListApiKeys, apiKey.ApiKeyList]),
  // Before those of one key, whose paths it would fit.
  get('/api-keys/scopes', listKeyScopes, [ListKeyScopes, KeyScopeList]),
  // Before the next, whose path they would fit.
  post('/api-keys/{id}/rotate', rotateApiKey, [apiKey.RotateApiKey, apiKey.RotatedApiKey]),
  post('/api-keys/{id}/reveal', revealApiKey, [apiKey.RevealApiKey, apiKey.RevealedApiKey]),
  post('/api-keys/{type}/{sub_type}', createApiKey, [apiKey.CreateApiKey, apiKey.CreatedApiKey]),
  get('/api-keys/{id}', getApiKey, [apiKey.GetApiKey, apiKey.ApiKeyView]),
  put('/api-keys/{id}', updateApiKey, [apiKey.UpdateApiKey, Nothing]),
  remove('/api-keys/{id}', deleteApiKey, [apiKey.DeleteApiKey, Nothing]),
];
