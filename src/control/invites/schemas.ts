/** What goes into and comes out of the verbs on invitations. */
import { z } from 'zod';
import { Email, Moment } from '../fields.ts';
import { listOf } from '../listing.ts';
import { LinkToken, NewPassword, PersonName } from '../sign-in/fields.ts';
import { userPageFields } from '../users/schemas.ts';

const WorkspaceInvite = z.strictObject({
  id: z.string().min(1).meta({ description: 'Id or slug of the workspace.' }),
  role: z.enum(['admin', 'manager', 'member']),
});

export const CreateInvite = z.strictObject({
  email: Email,
  role: z.enum(['admin', 'member']),
  workspaces: z.array(WorkspaceInvite).max(1000).default([]),
  workspace_api_key_details: z
    .strictObject({ scopes: z.array(z.string()).max(500) })
    .nullish()
    .meta({ description: 'Accepting makes a key of the person with these scopes in each of the workspaces.' }),
});

export const ListInvites = z.strictObject({
  ...userPageFields,
  role: z.enum(['admin', 'member']).optional(),
  email: Email.optional(),
  status: z.enum(['pending', 'cancelled', 'accepted', 'expired']).optional(),
});

const InviteId = z.string().min(1);
export const GetInvite = z.strictObject({ invite_id: InviteId });
export const CancelInvite = GetInvite;
export const ResendInvite = GetInvite;

/** What the page of the link asks before it shows a form. */
export const OpenInvite = z.strictObject({ token: LinkToken });

export const AcceptInvite = z.strictObject({
  token: LinkToken,
  password: NewPassword,
  first_name: PersonName,
  last_name: PersonName,
});

export const CreatedInvite = z.object({
  id: z.string(),
  invite_link: z.string().meta({ description: 'Works once. Hand it to the person where no mail is sent.' }),
});

export const ResentInvite = z.object({
  inviteLink: z.string().meta({ description: 'A new link; the earlier one does not work any more.' }),
});

export const InviteView = z.object({
  object: z.literal('invite'),
  id: z.string(),
  email: z.string(),
  role: z.enum(['admin', 'member']),
  created_at: Moment,
  expires_at: Moment,
  accepted_at: Moment.nullable(),
  status: z.enum(['pending', 'cancelled', 'accepted', 'expired']),
  invited_by: z.string(),
  workspaces: z.array(z.object({ id: z.string(), role: z.enum(['admin', 'manager', 'member']) })),
});

export const InviteList = listOf(InviteView);
