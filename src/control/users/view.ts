/** A person as shown. */
import type { z } from 'zod';
import type { User } from '../../storage/ports/records/users.ts';
import { toIso } from '../fields.ts';
import type { UserView } from './schemas.ts';

export function viewUser(user: User, workspaceIds: readonly string[]): z.infer<typeof UserView> {
  return {
    object: 'user',
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    role: user.role,
    email: user.email,
    created_at: toIso(user.createdAt),
    last_updated_at: toIso(user.lastUpdatedAt),
    workspace_ids: [...workspaceIds],
  };
}
