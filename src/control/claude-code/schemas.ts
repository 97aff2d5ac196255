/** What goes into and comes out of the verbs on what Claude Code gets. */
import { z } from 'zod';
import { Moment } from '../fields.ts';

const MAX_NOTICE = 500;
const owner = {
  workspace_id: z
    .string()
    .min(1)
    .nullish()
    .meta({ description: 'Id or slug. Absent: what holds for the whole organisation.' }),
};

export const GetClaudeCodeSettings = z.strictObject(owner);

export const UpdateClaudeCodeSettings = z
  .strictObject({
    ...owner,
    managed_settings: z.record(z.string(), z.unknown()).nullish().meta({
      description: 'As in Claude Code’s managed-settings.json. null = none from here; {} = an empty policy.',
    }),
    default_config: z
      .string()
      .min(1)
      .nullish()
      .meta({ description: 'Slug or id of the config that devices of the workspace use.' }),
    login_notice: z
      .string()
      .max(MAX_NOTICE)
      .nullish()
      .meta({ description: 'Shown beside the code of a sign-in. Of the organisation only.' }),
  })
  .meta({ description: 'Absent members are kept.' });

export const ClaudeCodeSettingsView = z.object({
  object: z.literal('claude-code-settings'),
  workspace_id: z.string().nullable(),
  managed_settings: z.record(z.string(), z.unknown()).nullable(),
  default_config: z.string().nullable(),
  login_notice: z.string().nullable(),
  last_updated_at: Moment.nullable(),
});
