/** What a key adds to the requests that it authenticates. */
import type { z } from 'zod';
import type { ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { lookUpConfig } from '../configs/find.ts';
import { heldToSchema } from '../organisation-settings/metadata-schema.ts';
import { invalid, unknownReference } from '../parse.ts';
import type { CreateApiKey } from './schemas.ts';

type Defaults = ApiKeyRecord['defaults'];
type WantedDefaults = z.output<typeof CreateApiKey>['defaults'];

export const NO_DEFAULTS: Defaults = { metadata: {}, configId: null, allowConfigOverride: true };

/** The defaults with the wanted changes; the config is kept by its slug. Throws `invalid_request`. */
export async function mergeDefaults(
  tx: TenantRecords,
  key: Pick<ApiKeyRecord, 'workspaceId' | 'defaults'>,
  wanted: WantedDefaults,
): Promise<Defaults> {
  const { apiKeyMetadataSchema } = await tx.settings.read();
  return {
    // An administrator's key sends no requests that the tags could be on.
    metadata: heldToSchema(
      wanted?.metadata ?? key.defaults.metadata,
      key.workspaceId === null ? null : apiKeyMetadataSchema,
    ),
    configId: wanted?.config_id === undefined ? key.defaults.configId : await configSlug(tx, key, wanted.config_id),
    allowConfigOverride: wanted?.allow_config_override ?? key.defaults.allowConfigOverride,
  };
}

/** What a key of a user begins with in the workspace: its config for users' keys. */
export async function firstDefaults(
  tx: TenantRecords,
  { type, workspaceId }: Pick<ApiKeyRecord, 'type' | 'workspaceId'>,
): Promise<Defaults> {
  if (type !== 'workspace-user' || workspaceId === null) return NO_DEFAULTS;
  const workspace = await tx.workspaces.findById(workspaceId);
  return { ...NO_DEFAULTS, configId: workspace?.defaults.userKeyConfig ?? null };
}

async function configSlug(
  tx: TenantRecords,
  key: Pick<ApiKeyRecord, 'workspaceId'>,
  ref: string | null,
): Promise<string | null> {
  if (ref === null) return null;
  if (key.workspaceId === null) throw invalid('defaults.config_id', 'an organisation key calls no models');
  const config = await lookUpConfig(tx, key.workspaceId, ref);
  if (config) return config.slug;
  throw unknownReference('defaults.config_id', `no config "${ref}" in this workspace`);
}
