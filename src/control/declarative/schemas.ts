/** The declarative file: the admin API's nouns and field names, in lists. */
import { z } from 'zod';
import { cleanSecret } from '../../kernel/secret-text.ts';
import { CreateApiKey } from '../api-keys/schemas.ts';
import { CreateConfig } from '../configs/schemas.ts';
import { Name } from '../fields.ts';
import { CreateGuardrail } from '../guardrails/schemas.ts';
import { CreateIntegration } from '../integrations/schemas.ts';
import { CreateProvider } from '../providers/schemas.ts';
import { CreateWorkspace } from '../workspaces/schemas.ts';

/** A key's text comes from outside, so that it is the same on every machine and after every start. */
const DeclaredApiKey = CreateApiKey.omit({ sub_type: true, organisation_id: true }).extend({
  name: Name,
  type: z.enum(['organisation-service', 'workspace-service', 'workspace-user']).default('workspace-service'),
  key: z.string().transform(cleanSecret).pipe(z.string().min(1)),
});

export const Declaration = z.strictObject({
  workspaces: z.array(CreateWorkspace).default([]),
  integrations: z.array(CreateIntegration).default([]),
  providers: z.array(CreateProvider).default([]),
  guardrails: z.array(CreateGuardrail).default([]),
  configs: z.array(CreateConfig).default([]),
  api_keys: z.array(DeclaredApiKey).default([]),
});

export type Declaration = z.output<typeof Declaration>;
