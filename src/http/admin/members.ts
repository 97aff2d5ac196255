/** The routes of the members of workspaces. */
import { Nothing } from '../../control/fields.ts';
import { addMembers } from '../../control/members/add.ts';
import { getMember } from '../../control/members/get.ts';
import { listMembers } from '../../control/members/list.ts';
import { removeMember } from '../../control/members/remove.ts';
import * as member from '../../control/members/schemas.ts';
import { updateMember } from '../../control/members/update.ts';
import { get, post, put, remove, type Route } from './route.ts';

export const MEMBER_ROUTES: readonly Route[] = [
  post('/admin/workspaces/{id}/users', addMembers, [member.AddMembers, Nothing]),
  get('/admin/workspaces/{id}/users', listMembers, [member.ListMembers, member.MemberList]),
  get('/admin/workspaces/{id}/users/{user_id}', getMember, [member.GetMember, member.MemberView]),
  put('/admin/workspaces/{id}/users/{user_id}', updateMember, [member.UpdateMember, Nothing]),
  remove('/admin/workspaces/{id}/users/{user_id}', removeMember, [member.RemoveMember, Nothing]),
];
