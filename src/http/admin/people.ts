/** The routes of people, invitations, members of workspaces, and of what they may do. */
import { Nothing } from '../../control/fields.ts';
import { cancelInvite } from '../../control/invites/cancel.ts';
import { createInvite } from '../../control/invites/create.ts';
import { getInvite } from '../../control/invites/get.ts';
import { listInvites } from '../../control/invites/list.ts';
import { resendInvite } from '../../control/invites/resend.ts';
import * as invite from '../../control/invites/schemas.ts';
import { addMembers } from '../../control/members/add.ts';
import { getMember } from '../../control/members/get.ts';
import { listMembers } from '../../control/members/list.ts';
import { removeMember } from '../../control/members/remove.ts';
import * as member from '../../control/members/schemas.ts';
import { updateMember } from '../../control/members/update.ts';
import { getPermissions, getWorkspacePermissions } from '../../control/permissions/get.ts';
import * as permission from '../../control/permissions/schemas.ts';
import { updatePermissions, updateWorkspacePermissions } from '../../control/permissions/update.ts';
import { deleteUser } from '../../control/users/delete.ts';
import { getUser } from '../../control/users/get.ts';
import { listUsers } from '../../control/users/list.ts';
import { resetUserPassword } from '../../control/users/reset-password.ts';
import * as user from '../../control/users/schemas.ts';
import { updateUser } from '../../control/users/update.ts';
import { get, post, put, remove } from './route.ts';
import type { Route } from './route.ts';

/** Invitations come first: `invites` would be taken for the id of a user. */
export const PEOPLE_ROUTES: readonly Route[] = [
  post('/admin/users/invites', createInvite, [invite.CreateInvite, invite.CreatedInvite]),
  get('/admin/users/invites', listInvites, [invite.ListInvites, invite.InviteList]),
  get('/admin/users/invites/{invite_id}', getInvite, [invite.GetInvite, invite.InviteView]),
  remove('/admin/users/invites/{invite_id}', cancelInvite, [invite.CancelInvite, Nothing]),
  post('/admin/users/invites/{invite_id}/resend', resendInvite, [invite.ResendInvite, invite.ResentInvite]),
  get('/admin/users', listUsers, [user.ListUsers, user.UserList]),
  get('/admin/users/{user_id}', getUser, [user.GetUser, user.UserView]),
  put('/admin/users/{user_id}', updateUser, [user.UpdateUser, Nothing]),
  remove('/admin/users/{user_id}', deleteUser, [user.DeleteUser, Nothing]),
  post('/admin/users/{user_id}/reset-password', resetUserPassword, [user.ResetUserPassword, user.ResetLink]),
  post('/admin/workspaces/{id}/users', addMembers, [member.AddMembers, Nothing]),
  get('/admin/workspaces/{id}/users', listMembers, [member.ListMembers, member.MemberList]),
  get('/admin/workspaces/{id}/users/{user_id}', getMember, [member.GetMember, member.MemberView]),
  put('/admin/workspaces/{id}/users/{user_id}', updateMember, [member.UpdateMember, Nothing]),
  remove('/admin/workspaces/{id}/users/{user_id}', removeMember, [member.RemoveMember, Nothing]),
  get('/admin/permissions', getPermissions, [permission.GetPermissions, permission.PermissionsView]),
  put('/admin/permissions', updatePermissions, [permission.UpdatePermissions, permission.PermissionsView]),
  get('/admin/workspaces/{id}/permissions', getWorkspacePermissions, [
    permission.GetWorkspacePermissions,
    permission.PermissionsView,
  ]),
  put('/admin/workspaces/{id}/permissions', updateWorkspacePermissions, [
    permission.UpdateWorkspacePermissions,
    permission.PermissionsView,
  ]),
];
