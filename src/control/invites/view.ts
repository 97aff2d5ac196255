/** An invitation as shown: without its token. */
import type { z } from 'zod';
import type { Invite } from '../../storage/ports/records/invites.ts';
import { toIso, toIsoOrNull } from '../fields.ts';
import type { InviteView } from './schemas.ts';

/** `now` in ms since the epoch: a pending invitation whose time is over shows as expired. */
export function viewInvite(invite: Invite, now: number): z.infer<typeof InviteView> {
  const isOver = invite.status === 'pending' && invite.expiresAt <= now;
  return {
    object: 'invite',
    id: invite.id,
    email: invite.email,
    role: invite.role,
    created_at: toIso(invite.createdAt),
    expires_at: toIso(invite.expiresAt),
    accepted_at: toIsoOrNull(invite.acceptedAt),
    status: isOver ? 'expired' : invite.status,
    invited_by: invite.invitedBy,
    workspaces: invite.workspaces,
  };
}
