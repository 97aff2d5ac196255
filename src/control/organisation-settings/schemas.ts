/** What goes into and comes out of the verbs on the settings of an organisation. */
import { z } from 'zod';
import { isHostRule } from '../../kernel/host-rules.ts';

const HostRule = z
  .string()
  .trim()
  .toLowerCase()
  .refine(isHostRule, 'must be a host name, *.domain or an address, each with or without a port')
  .meta({ description: 'As `api.example.com`, `*.example.com` or `10.0.0.7:8080`.' });

/** The part of JSON Schema (draft 7) that the contract allows. */
const MetadataSchema = z.strictObject({
  $schema: z.string().optional(),
  type: z.literal('object'),
  additionalProperties: z.literal(true, { error: 'must be true' }),
  properties: z
    .record(
      z.string().min(1).max(64),
      z.strictObject({
        type: z.literal('string'),
        description: z.string().optional(),
        enum: z.array(z.string().max(128)).min(1).max(500).optional(),
        default: z.string().max(128).optional(),
      }),
    )
    .default({}),
  required: z.array(z.string()).max(100).default([]),
});

export type WantedMetadataSchema = z.output<typeof MetadataSchema>;

export const GetOrganisationSettings = z.strictObject({});

const Members = {
  saved_only: z
    .boolean()
    .optional()
    .meta({ description: 'Requests name saved configs and providers only. On in a new organisation.' }),
  inline_hosts: z
    .array(HostRule)
    .max(1000)
    .nullish()
    .meta({ description: 'Hosts of providers that a request brings itself; null = every public one.' }),
  api_key_metadata_schema: MetadataSchema.nullish().meta({
    description: 'What `defaults.metadata` of an API key must be when it is saved; null = anything.',
  }),
  workspace_metadata_schema: MetadataSchema.nullish().meta({ description: 'The same for workspaces.' }),
};

export const UpdateOrganisationSettings = z.strictObject(Members).meta({ description: 'Absent members are kept.' });

export const OrganisationSettingsView = z.object({
  object: z.literal('organisation-settings'),
  organisation_id: z.string(),
  saved_only: z.boolean(),
  inline_hosts: z.array(z.string()).nullable(),
  api_key_metadata_schema: MetadataSchema.nullable(),
  workspace_metadata_schema: MetadataSchema.nullable(),
});
