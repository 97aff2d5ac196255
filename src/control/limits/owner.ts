/** Who owns limits: the name that people know, the workspace and the person. */
import type { WorkspaceId } from '../../kernel/ids.ts';
import { EACH_WORKSPACE, type LimitOwnerKind, type LimitsRecord } from '../../storage/ports/records/limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';

export interface LimitOwnerFacts {
  /** The id where the owner is gone. */
  name: string;
  /** null = it belongs to no single workspace, as the organisation and people do not. */
  workspaceId: WorkspaceId | null;
  /** Of a person's key; null = it belongs to nobody. */
  userId: string | null;
}

export type OwnerOfLimits = Pick<LimitsRecord, 'ownerKind' | 'ownerId'>;

export function factsOfOwner(tx: TenantRecords, { ownerKind, ownerId }: OwnerOfLimits): Promise<LimitOwnerFacts> {
  return FACTS_OF[ownerKind](tx, ownerId);
}

const NOWHERE = { workspaceId: null, userId: null };

const FACTS_OF: Record<LimitOwnerKind, (tx: TenantRecords, id: string) => Promise<LimitOwnerFacts>> = {
  async api_key(tx, id) {
    const key = await tx.apiKeys.findById(id);
    return key === null
      ? { name: id, ...NOWHERE }
      : { name: key.name, workspaceId: key.workspaceId, userId: key.userId };
  },
  async provider(tx, id) {
    const provider = await tx.providers.findById(id);
    if (provider === null) return { name: id, ...NOWHERE };
    return { name: `@${provider.slug}`, workspaceId: provider.workspaceId, userId: null };
  },
  async workspace(tx, id) {
    const workspace = await tx.workspaces.findById(id);
    return { name: workspace?.name ?? id, workspaceId: workspace?.id ?? null, userId: null };
  },
  organisation: async (tx, id) => ({ name: (await tx.organisation())?.name ?? id, ...NOWHERE }),
  user: async (_, id) => ({ name: id, ...NOWHERE }),
  async integration_workspace(tx, id) {
    const [integrationId = '', workspaceId = ''] = id.split(':');
    const integration = (await tx.integrations.findById(integrationId))?.slug ?? integrationId;
    if (workspaceId === EACH_WORKSPACE) return { name: `${integration} in each workspace`, ...NOWHERE };
    const workspace = await tx.workspaces.findById(workspaceId);
    const name = `${integration} in ${workspace?.name ?? workspaceId}`;
    return { name, workspaceId: workspace?.id ?? null, userId: null };
  },
};
