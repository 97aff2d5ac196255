/** Mappings as a caller writes them, with the workspaces that they name. */
import type { z } from 'zod';
import type { RoleMapping } from '../../storage/ports/records/identity-providers.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { unknownReference } from '../parse.ts';
import { lookUpWorkspace } from '../tenancy.ts';
import type { CreateIdentityProvider } from './schemas.ts';

export async function readMappings(
  tx: TenantRecords,
  wanted: z.output<typeof CreateIdentityProvider>['mappings'],
): Promise<RoleMapping[]> {
  const mappings: RoleMapping[] = [];
  for (const [index, { value, workspace_id: ref, role }] of wanted.entries()) {
    const found = await lookUpWorkspace(tx, ref);
    if (found === null) throw unknownReference(`mappings[${index}].workspace_id`, `no workspace "${ref}"`);
    mappings.push({ value, workspaceId: found.id, role });
  }
  return mappings;
}
