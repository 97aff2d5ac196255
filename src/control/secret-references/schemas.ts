/** What goes into and comes out of the verbs on secret references. */
import { z } from 'zod';
import { SECRET_MANAGERS } from '../../storage/ports/records/secret-references.ts';
import { Moment, Name } from '../fields.ts';
import { Slug } from '../identity.ts';
import { listOf } from '../listing.ts';

const Manager = z.enum(SECRET_MANAGERS).meta({
  description: 'AWS Secrets Manager, Azure Key Vault, HashiCorp Vault; `file` and `env` as the operator allows.',
});
const AuthConfig = z
  .record(z.string(), z.unknown())
  .meta({ description: 'How the manager is asked; secret fields come back as `masked_…`.' });
/** Parts of a URL's path: a `..` would lead to another secret than the one that is shown. */
const Path = z
  .string()
  .min(1)
  .max(1024)
  .refine((path) => !path.split('/').some((part) => part === '.' || part === '..'), 'must have no "." or ".." in it');
const Key = z.string().min(1).max(255).nullish();
const Description = z.string().max(1024).nullish();
const Tags = z.record(z.string().min(1).max(128), z.string().max(512));
const Workspaces = z.array(z.string().min(1)).max(1000);
const Ref = z.string().min(1).meta({ description: 'Id or slug.' });

export const CreateSecretReference = z.strictObject({
  organisation_id: z.string().optional(),
  name: Name,
  slug: Slug.optional(),
  description: Description,
  manager_type: Manager,
  auth_config: AuthConfig.default({}),
  secret_path: Path,
  secret_key: Key,
  allow_all_workspaces: z.boolean().default(true),
  allowed_workspaces: Workspaces.default([]),
  tags: Tags.nullish(),
});

export const UpdateSecretReference = z.strictObject({
  secretReferenceId: Ref,
  name: Name.optional(),
  description: Description,
  auth_config: AuthConfig.optional(),
  secret_path: Path.optional(),
  secret_key: Key,
  allow_all_workspaces: z.boolean().optional(),
  allowed_workspaces: Workspaces.optional(),
  tags: Tags.optional(),
});

export const SecretReferenceRef = z.strictObject({ secretReferenceId: Ref });

export const ListSecretReferences = z.strictObject({
  current_page: z.coerce.number().int().min(0).default(0),
  page_size: z.coerce.number().int().min(1).max(100).default(20),
  manager_type: Manager.optional(),
  search: z.string().min(1).max(255).optional(),
  tags: z.string().max(1024).optional().meta({ description: 'As `stage:production`; several with commas between.' }),
});

export const CreatedSecretReference = z.object({
  id: z.string(),
  slug: z.string(),
  object: z.literal('secret-reference'),
});

export const SecretReferenceView = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  manager_type: Manager,
  status: z.literal('ACTIVE'),
  created_at: Moment,
  last_updated_at: Moment,
  object: z.literal('secret-reference'),
});

export const SecretReferenceDetail = SecretReferenceView.extend({
  organisation_id: z.string(),
  description: z.string().nullable(),
  secret_path: z.string(),
  secret_key: z.string().nullable(),
  allow_all_workspaces: z.boolean(),
  allowed_workspaces: z.array(z.string()),
  tags: Tags,
  created_by: z.string(),
  auth_config: AuthConfig,
  used_by: z.array(z.string()).meta({ description: 'Slugs of the integrations that use it.' }),
});

export const SecretReferenceList = listOf(SecretReferenceView);

export const TestedSecretReference = z.object({
  ok: z.boolean(),
  problem: z.string().nullable().meta({ description: 'Why there is no value; null = there is one.' }),
  fix: z.string().nullable(),
  keys: z
    .array(z.string())
    .meta({ description: 'Names of the members, where the secret has some. Never their values.' }),
});
