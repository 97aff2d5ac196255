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
  group: z.string().trim().min(1).max(500).nullish().meta({
    description: 'Name of a group of the directory, as SCIM, OIDC or SAML has it, in any case; without workspace_id.',
  }),
};

export const GetClaudeCodeSettings = z.strictObject(owner);

export const ListClaudeCodeGroups = z.strictObject({});

export const UpdateClaudeCodeSettings = z
  .strictObject({
    ...owner,
    managed_settings: z.record(z.string(), z.unknown()).nullish().meta({
      description: 'As in Claude Code’s managed-settings.json. null = none from here; {} = an empty policy.',
    }),
    priority: z.int().min(0).max(1_000_000).optional().meta({
      description: 'Of a group: where somebody is in several, the higher one wins.',
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
  group: z.string().nullable().meta({ description: 'In lower case.' }),
  priority: z.int(),
  managed_settings: z.record(z.string(), z.unknown()).nullable(),
  default_config: z.string().nullable(),
  login_notice: z.string().nullable(),
  last_updated_at: Moment.nullable(),
});

export const ClaudeCodeGroupList = z.object({
  object: z.literal('list'),
  total: z.int(),
  data: z.array(ClaudeCodeSettingsView).meta({ description: 'As they are laid over each other: the last one wins.' }),
});
