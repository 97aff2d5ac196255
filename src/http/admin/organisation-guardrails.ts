/** The routes of guardrails that hold for a whole organisation: which do, and for which workspaces none does. */
import { getOrganisationDefaults, updateOrganisationDefaults } from '../../control/organisation-guardrails/defaults.ts';
import {
  listGuardrailExclusions,
  updateGuardrailExclusions,
} from '../../control/organisation-guardrails/exclusions.ts';
import * as settings from '../../control/organisation-settings/schemas.ts';
import { get, put, type Route } from './route.ts';

const DEFAULTS = '/admin/organisation/defaults';
const INPUT = '/workspace-exclusions/input-guardrails';
const OUTPUT = '/workspace-exclusions/output-guardrails';

export const ORGANISATION_GUARDRAIL_ROUTES: readonly Route[] = [
  get(DEFAULTS, getOrganisationDefaults, [settings.GetOrganisationDefaults, settings.OrganisationDefaults]),
  put(DEFAULTS, updateOrganisationDefaults, [settings.UpdateOrganisationDefaults, settings.OrganisationDefaults]),
  get(INPUT, listGuardrailExclusions('input'), [settings.ListGuardrailExclusions, settings.GuardrailExclusions]),
  put(INPUT, updateGuardrailExclusions('input'), [settings.UpdateGuardrailExclusions, settings.GuardrailExclusions]),
  get(OUTPUT, listGuardrailExclusions('output'), [settings.ListGuardrailExclusions, settings.GuardrailExclusions]),
  put(OUTPUT, updateGuardrailExclusions('output'), [settings.UpdateGuardrailExclusions, settings.GuardrailExclusions]),
];
