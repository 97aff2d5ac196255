/** What goes into and comes out of the verbs on the members of a workspace. */
import { z } from 'zod';
import { Email, Moment } from '../fields.ts';
import { listOf } from '../listing.ts';
import { userPageFields } from '../users/schemas.ts';

const Role = z.enum(['admin', 'manager', 'member']);
const WorkspaceRef = z.string().min(1).meta({ description: 'Id or slug.' });
const UserId = z.string().min(1);

export const AddMembers = z.strictObject({
  id: WorkspaceRef,
  users: z
    .array(z.strictObject({ id: UserId, role: Role }))
    .min(1)
    .max(1000),
});

export const ListMembers = z.strictObject({
  id: WorkspaceRef,
  ...userPageFields,
  role: Role.optional(),
  email: Email.optional(),
});

export const GetMember = z.strictObject({ id: WorkspaceRef, user_id: UserId });
export const RemoveMember = GetMember;
export const UpdateMember = z.strictObject({ id: WorkspaceRef, user_id: UserId, role: Role });

export const MemberView = z.object({
  object: z.literal('workspace-user'),
  id: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  org_role: z.enum(['owner', 'admin', 'member']),
  role: Role,
  created_at: Moment,
  last_updated_at: Moment,
  status: z.literal('active'),
  workspace_id: z.string(),
  email: z.string(),
  scopes: z.array(z.string()).meta({ description: 'What the person may do in this workspace.' }),
  settings: z.object({}),
});

export const MemberList = listOf(MemberView);
