/** Who may sign in, and for how long. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { GetIdentitySettings, type IdentitySettingsView } from './schemas.ts';
import { viewIdentitySettings } from './view.ts';

export async function getIdentitySettings(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof IdentitySettingsView>> {
  requireScope(context, 'organisation_settings.read');
  parseInput(GetIdentitySettings, input);
  return look(context, async (tx) => viewIdentitySettings(await tx.identitySettings.read()));
}
