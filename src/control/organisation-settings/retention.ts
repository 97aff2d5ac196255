/** Which organisations keep their rows of the log and their bodies for less time than the gateway keeps all others. */
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { OrganisationSettings } from '../../storage/ports/records/organisation-settings.ts';
import type { Records, TenantRecords } from '../../storage/ports/records/records.ts';
import type { RecordStatus } from '../../storage/ports/records/row.ts';
import type { OwnerRetention } from '../../storage/ports/retention.ts';
import { everyRow } from '../listing.ts';

const DAY_MS = 86_400_000;

/** The shorter of both; null = for ever. */
export function daysOf({ logRetentionDays }: OrganisationSettings, retentionDays: number | null): number | null {
  if (logRetentionDays === null || retentionDays === null) return logRetentionDays ?? retentionDays;
  return Math.min(logRetentionDays, retentionDays);
}

/** `retentionDays`: of the gateway; null = for ever. An organisation that asks for more than that is not among them. */
export async function ownRetention(records: Records, retentionDays: number | null): Promise<OwnerRetention[]> {
  const organisations = await records.system((all) => all.organisations.list());
  const found: OwnerRetention[] = [];
  for (const { id: organisationId } of organisations) {
    const own = await records.within(organisationId, async (tx) => {
      const days = daysOf(await tx.settings.read(), retentionDays);
      if (days === null || days === retentionDays) return null;
      const workspaces = [...(await workspacesOf(tx, 'active')), ...(await workspacesOf(tx, 'archived'))];
      return { organisationId, workspaces, maxAgeMs: days * DAY_MS };
    });
    if (own !== null) found.push(own);
  }
  return found;
}

async function workspacesOf(tx: TenantRecords, status: RecordStatus): Promise<WorkspaceId[]> {
  return (await everyRow((page) => tx.workspaces.list({ status }, page))).map(({ id }) => id);
}
