/** A config as shown. */
import type { z } from 'zod';
import type { ConfigRecord, ConfigVersion } from '../../storage/ports/records/configs.ts';
import { maskSealed } from '../../routing/seal.ts';
import { toIso } from '../fields.ts';
import type { ConfigDetail, ConfigVersionView, ConfigView } from './schemas.ts';

export function viewConfig(config: ConfigRecord): z.infer<typeof ConfigView> {
  return {
    id: config.id,
    object: 'config',
    slug: config.slug,
    name: config.name,
    organisation_id: config.organisationId,
    workspace_id: config.workspaceId,
    is_default: config.isDefault ? 1 : 0,
    status: config.status,
    owner_id: config.ownerId,
    updated_by: config.updatedBy,
    version_id: config.versionId,
    created_at: toIso(config.createdAt),
    last_updated_at: toIso(config.lastUpdatedAt),
  };
}

export function detailConfig(config: ConfigRecord): z.infer<typeof ConfigDetail> {
  return { ...viewConfig(config), config: maskSealed(config.config) };
}

/** The config as it was with that version. */
export function viewVersion(config: ConfigRecord, version: ConfigVersion): z.infer<typeof ConfigVersionView> {
  return {
    ...viewConfig(config),
    version_id: version.id,
    updated_by: version.createdBy,
    last_updated_at: toIso(version.createdAt),
    config: JSON.stringify(maskSealed(version.config)),
    format: 'json',
    type: 'config',
  };
}
