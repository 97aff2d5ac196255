/** The routes of an organisation's settings; paths of our own, as the published API has none. */
import { getOrganisationSettings } from '../../control/organisation-settings/get.ts';
import * as settings from '../../control/organisation-settings/schemas.ts';
import { updateOrganisationSettings } from '../../control/organisation-settings/update.ts';
import { get, put } from './route.ts';
import type { Route } from './route.ts';

const PATH = '/admin/organisation/settings';

export const ORGANISATION_SETTINGS_ROUTES: readonly Route[] = [
  get(PATH, getOrganisationSettings, [settings.GetOrganisationSettings, settings.OrganisationSettingsView]),
  put(PATH, updateOrganisationSettings, [settings.UpdateOrganisationSettings, settings.OrganisationSettingsView]),
];
