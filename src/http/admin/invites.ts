/** The routes of invitations. */
import { Nothing } from '../../control/fields.ts';
import { cancelInvite } from '../../control/invites/cancel.ts';
import { createInvite } from '../../control/invites/create.ts';
import { getInvite } from '../../control/invites/get.ts';
import { listInvites } from '../../control/invites/list.ts';
import { resendInvite } from '../../control/invites/resend.ts';
import * as invite from '../../control/invites/schemas.ts';
import { get, post, remove, type Route } from './route.ts';

export const INVITE_ROUTES: readonly Route[] = [
  post('/admin/users/invites', createInvite, [invite.CreateInvite, invite.CreatedInvite]),
  get('/admin/users/invites', listInvites, [invite.ListInvites, invite.InviteList]),
  get('/admin/users/invites/{invite_id}', getInvite, [invite.GetInvite, invite.InviteView]),
  remove('/admin/users/invites/{invite_id}', cancelInvite, [invite.CancelInvite, Nothing]),
  post('/admin/users/invites/{invite_id}/resend', resendInvite, [invite.ResendInvite, invite.ResentInvite]),
];
