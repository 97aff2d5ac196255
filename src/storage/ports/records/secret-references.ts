/** References to secrets that a secret manager keeps: where each of them is, and how it is asked for. Values are never stored. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page, RecordStatus, Repository } from './row.ts';

/** The contract's three, and what the machine itself has: files and environment variables that its operator allows. */
export const SECRET_MANAGERS = ['aws_sm', 'azure_kv', 'hashicorp_vault', 'file', 'env'] as const;
export type SecretManager = (typeof SECRET_MANAGERS)[number];

export interface SecretReference {
  id: string;
  slug: string;
  organisationId: OrganisationId;
  name: string;
  description: string | null;
  manager: SecretManager;
  /** Sealed JSON of `auth_config`, context `secret_reference:<id>`. */
  sealedAuth: string;
  /** As the manager writes it: a name, an ARN, a path. */
  path: string;
  /** Of a secret with members: which of them; null = the whole text. */
  key: string | null;
  /** Which workspaces' integrations may use it. One of the organisation may where every workspace may. */
  access: { everyWorkspace: boolean; workspaceIds: readonly WorkspaceId[] };
  tags: Readonly<Record<string, string>>;
  createdBy: string;
  status: RecordStatus;
  createdAt: number;
  lastUpdatedAt: number;
}

/** Where the value of a reference goes in an integration's credentials. */
export interface SecretMapping {
  /** `key`, or `configurations.<name>`. */
  targetField: string;
  referenceId: string;
  /** In place of the reference's own; null = that one. */
  key: string | null;
  /** `json`: the text is a JSON object, as a service account's file. */
  format: 'string' | 'json';
}

/** An integration of the organisation (null) serves every workspace, so a reference that some may not use is not for it. */
export function isSharedWith({ access }: Pick<SecretReference, 'access'>, workspaceId: WorkspaceId | null): boolean {
  return access.everyWorkspace || (workspaceId !== null && access.workspaceIds.includes(workspaceId));
}

/** A slug is unique in the organisation. */
export interface SecretReferenceRepository extends Repository<SecretReference> {
  findBySlug(slug: string): Promise<SecretReference | null>;
  list(page: Page): Promise<Listed<SecretReference>>;
}
