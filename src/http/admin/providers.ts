/** The routes of providers. */
import { createProvider } from '../../control/providers/create.ts';
import { deleteProvider } from '../../control/providers/delete.ts';
import { getProvider } from '../../control/providers/get.ts';
import { listProviders } from '../../control/providers/list.ts';
import * as provider from '../../control/providers/schemas.ts';
import { testSavedProvider } from '../../control/providers/test.ts';
import { updateProvider } from '../../control/providers/update.ts';
import { Nothing } from '../../control/fields.ts';
import { get, post, put, remove } from './route.ts';
import type { Route } from './route.ts';

export const PROVIDER_ROUTES: readonly Route[] = [
  get('/providers', listProviders, [provider.ListProviders, provider.ProviderList]),
  post('/providers', createProvider, [provider.CreateProvider, provider.ProviderName]),
  get('/providers/{slug}', getProvider, [provider.GetProvider, provider.ProviderView]),
  put('/providers/{slug}', updateProvider, [provider.UpdateProvider, provider.ProviderName]),
  post('/providers/{slug}/test', testSavedProvider, [provider.TestProvider, provider.TestedProvider]),
  remove('/providers/{slug}', deleteProvider, [provider.DeleteProvider, Nothing]),
];
