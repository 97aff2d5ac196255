/** A member of a workspace as shown. */
import type { z } from 'zod';
import type { MemberWithUser } from '../../storage/ports/records/members.ts';
import { toIso } from '../fields.ts';
import type { Toggles } from '../permissions/toggles.ts';
import { workspacePowers } from '../roles.ts';
import type { MemberView } from './schemas.ts';

/** `toggles`: as they hold in the workspace. */
export function viewMember({ member, user }: MemberWithUser, toggles: Toggles): z.infer<typeof MemberView> {
  return {
    object: 'workspace-user',
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    org_role: user.role,
    role: member.role,
    created_at: toIso(member.createdAt),
    last_updated_at: toIso(member.lastUpdatedAt),
    status: 'active',
    workspace_id: member.workspaceId,
    email: user.email,
    scopes: [...workspacePowers(member.role, toggles)],
    settings: {},
  };
}
