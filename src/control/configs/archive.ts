/** The part of deleting a config that an update to `archived` shares. */
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { audit } from '../transaction.ts';
import { detailConfig } from './view.ts';

/** Inside the caller's transaction, with its audit row. Throws `in_use` while it is an API key's default, or the one of users' keys. */
export async function archiveConfig(context: ControlContext, tx: TenantRecords, config: ConfigRecord): Promise<void> {
  const users = await tx.apiKeys.listByDefaultConfig(config.workspaceId, config.slug);
  if (users.length > 0) {
    const names = users.map((key) => `"${key.name}"`).join(', ');
    throw new GatewayError('in_use', `Config "${config.slug}" is the default of API key ${names}.`, {
      hint: 'Give these keys another default config first.',
    });
  }
  const workspace = await tx.workspaces.findById(config.workspaceId);
  if (workspace?.defaults.userKeyConfig === config.slug) {
    throw new GatewayError('in_use', `Config "${config.slug}" is the one that keys of users get in this workspace.`, {
      hint: 'Name another one first: defaults.user_api_key_config of PUT /v1/admin/workspaces/{id}.',
    });
  }
  await tx.configs.replace({ ...config, status: 'archived', lastUpdatedAt: context.clock.now() });
  await audit(context, tx, { action: 'config.delete', subject: config, before: detailConfig(config) });
}
