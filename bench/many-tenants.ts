/** Many tenants' worth of records for benches: 3,000 workspaces, 100,000 keys, and configs as many as wanted. */
import type { OrganisationId, WorkspaceId } from '../src/kernel/ids.ts';
import { hashKey } from '../src/kernel/key-hash.ts';
import { NEVER_ROTATED } from '../src/storage/ports/records/api-keys.ts';
import { FULL_OFFER } from '../src/storage/ports/records/model-provisioning.ts';
import type { TenantRecords } from '../src/storage/ports/records/records.ts';
import { createAesGcmSealer } from '../src/storage/sealer/aes-gcm.ts';

export const WORKSPACES = 3000;
export const KEYS = 100_000;

export const organisationId = 'org' as OrganisationId;
const fresh = { status: 'active', createdAt: 1, lastUpdatedAt: 1 } as const;
export const MASTER_KEY = Buffer.alloc(32, 7);
export const sealer = createAesGcmSealer({ masterKey: MASTER_KEY });
export const workspaceId = (index: number): WorkspaceId => `ws-${index}` as WorkspaceId;

const ROUTING = {
  strategy: { mode: 'fallback', on_status_codes: [429, 503] },
  retry: { attempts: 2 },
  targets: [
    { provider: '@claude', override_params: { max_tokens: 4096 } },
    { provider: '@claude', weight: 2 },
  ],
};

/** Into an organisation that has nothing. */
export async function fill(tx: TenantRecords, configsEach: number): Promise<void> {
  const credentials = JSON.stringify({ key: 'sk-ant-stored-0123456789', configurations: {} });
  const own = { organisationId, description: null, ...fresh };
  await tx.integrations.insert({
    ...own,
    id: 'int',
    slug: 'claude',
    workspaceId: null,
    name: 'Claude',
    aiProviderId: 'anthropic',
    sealedCredentials: sealer.seal(credentials, 'integration:int'),
    secretMappings: [],
    ...FULL_OFFER,
  });
  for (let index = 0; index < WORKSPACES; index++) {
    const id = workspaceId(index);
    const defaults = { metadata: {} };
    await tx.workspaces.insert({ ...own, id, slug: id, name: id, isDefault: index === 0, defaults });
    const provider = { slug: 'claude', integrationId: 'int', name: 'Claude', note: null, expiresAt: null };
    await tx.providers.insert({ id: `pro-${index}`, organisationId, workspaceId: id, ...provider, ...fresh });
    for (let number = 0; number < configsEach; number++) await tx.configs.insert(configOf(index, number));
  }
  for (let index = 0; index < KEYS; index++) {
    await tx.apiKeys.insert({
      ...own,
      id: `key-${index}`,
      workspaceId: workspaceId(index % WORKSPACES),
      type: 'workspace-service',
      userId: null,
      name: `key ${index}`,
      hash: hashKey(`tg-${index}`),
      masked: 'tg-****',
      scopes: ['completions.write', 'logs.list', 'logs.view'],
      defaults: { metadata: { team: 'bench' }, configId: 'pc-0', allowConfigOverride: true },
      creationMode: 'api',
      ...NEVER_ROTATED,
      expiresAt: null,
    });
  }
}

export function configOf(workspace: number, number: number) {
  const names = { id: `cfg-${workspace}-${number}`, slug: `pc-${number}`, name: `Config ${number}`, versionId: 'v' };
  const who = { ownerId: 'me', updatedBy: 'me', isDefault: false };
  return { organisationId, workspaceId: workspaceId(workspace), ...names, ...who, config: ROUTING, ...fresh };
}
