/** The routes of who may sign in. */
import { getIdentitySettings } from '../../control/identity-settings/get.ts';
import * as settings from '../../control/identity-settings/schemas.ts';
import { updateIdentitySettings, verifyDomain } from '../../control/identity-settings/update.ts';
import { get, post, put } from './route.ts';
import type { Route } from './route.ts';

const PATH = '/admin/identity-settings';

export const IDENTITY_SETTINGS_ROUTES: readonly Route[] = [
  get(PATH, getIdentitySettings, [settings.GetIdentitySettings, settings.IdentitySettingsView]),
  put(PATH, updateIdentitySettings, [settings.UpdateIdentitySettings, settings.IdentitySettingsView]),
  post(`${PATH}/verify-domain`, verifyDomain, [settings.VerifyDomain, settings.IdentitySettingsView]),
];
