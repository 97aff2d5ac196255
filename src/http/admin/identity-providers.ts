/** The routes of directories. */
import { createIdentityProvider } from '../../control/identity-providers/create.ts';
import { deleteIdentityProvider } from '../../control/identity-providers/delete.ts';
import { getIdentityProvider, listIdentityProviders, listPresets } from '../../control/identity-providers/list.ts';
import * as provider from '../../control/identity-providers/schemas.ts';
import { testIdentityProvider } from '../../control/identity-providers/test-connection.ts';
import { updateIdentityProvider } from '../../control/identity-providers/update.ts';
import { Nothing } from '../../control/fields.ts';
import { get, post, put, remove } from './route.ts';
import type { Route } from './route.ts';

const PATH = '/admin/identity-providers';

export const IDENTITY_PROVIDER_ROUTES: readonly Route[] = [
  get(PATH, listIdentityProviders, [provider.ListIdentityProviders, provider.IdentityProviderList]),
  post(PATH, createIdentityProvider, [provider.CreateIdentityProvider, provider.IdentityProviderView]),
  get(`/admin/identity-provider-presets`, listPresets, [provider.ListPresets, provider.PresetList]),
  get(`${PATH}/{id}`, getIdentityProvider, [provider.GetIdentityProvider, provider.IdentityProviderView]),
  put(`${PATH}/{id}`, updateIdentityProvider, [provider.UpdateIdentityProvider, provider.IdentityProviderView]),
  remove(`${PATH}/{id}`, deleteIdentityProvider, [provider.DeleteIdentityProvider, Nothing]),
  post(`${PATH}/{id}/test`, testIdentityProvider, [provider.TestIdentityProvider, provider.TestResult]),
];
