/** What the organisation says for all of its workspaces. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import type { OrganisationSettingsView } from './schemas.ts';
import { GetOrganisationSettings } from './schemas.ts';
import { viewSettings } from './view.ts';

export async function getOrganisationSettings(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof OrganisationSettingsView>> {
  requireScope(context, 'organisation_settings.read');
  parseInput(GetOrganisationSettings, input);
  return look(context, async (tx) => viewSettings(await tx.settings.read()));
}
