/** Invites somebody by e-mail address: the answer has the link, and a mail brings it where mail is configured. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { Invite } from '../../storage/ports/records/invites.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { checkScopes, requireGrantable } from '../api-keys/power.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { principalName } from '../principal.ts';
import { newToken } from '../sign-in/tokens.ts';
import { lookUpWorkspace } from '../tenancy.ts';
import { audit, change } from '../transaction.ts';
import { requireMayGiveRole, requireMayGiveWorkspaceRole } from '../users/rank.ts';
import { INVITE_VALID_MS, inviteLink, mailInvite } from './link.ts';
import type { CreatedInvite } from './schemas.ts';
import { CreateInvite } from './schemas.ts';
import { viewInvite } from './view.ts';

type Wanted = z.output<typeof CreateInvite>;

/** Throws `already_exists` for somebody who is there, or who has an invitation that is still open. */
export async function createInvite(context: ControlContext, input: unknown): Promise<z.infer<typeof CreatedInvite>> {
  requireScope(context, 'organisation_users.create');
  const wanted = parseInput(CreateInvite, input, FOREIGN_FIELDS.people);
  requireMayGiveRole(context, wanted.role);
  for (const { role } of wanted.workspaces) requireMayGiveWorkspaceRole(context, role);
  const keyScopes = wanted.workspace_api_key_details?.scopes ?? null;
  if (keyScopes !== null) requireGrantable(context, checkScopes('workspace-user', keyScopes));
  const { token, tokenHash } = newToken(context);
  const invite = await change(context, async (tx) => {
    await refuseKnown(context, tx, wanted.email);
    const now = context.clock.now();
    const made: Invite = {
      id: newId(context),
      organisationId: tx.organisationId,
      email: wanted.email,
      role: wanted.role,
      workspaces: await workspacesOf(tx, wanted),
      keyScopes,
      tokenHash,
      status: 'pending',
      invitedBy: principalName(context.principal),
      expiresAt: now + INVITE_VALID_MS,
      acceptedAt: null,
      createdAt: now,
    };
    await tx.invites.insert(made);
    const after = viewInvite(made, now);
    await audit(context, tx, { action: 'invite.create', subject: { ...made, workspaceId: null }, after });
    return made;
  });
  const link = inviteLink(context, token);
  await mailInvite(context, invite, link);
  return { id: invite.id, invite_link: link };
}

async function refuseKnown(context: ControlContext, tx: TenantRecords, email: string): Promise<void> {
  if ((await tx.users.findByEmail(email)) !== null) {
    throw new GatewayError('already_exists', `${email} belongs to this organisation already.`, {
      hint: 'Add the person to workspaces: POST /v1/admin/workspaces/{id}/users.',
    });
  }
  const open = { email, status: 'pending', now: context.clock.now() } as const;
  if ((await tx.invites.list(open, { currentPage: 0, pageSize: 1 })).total === 0) return;
  throw new GatewayError('already_exists', `${email} has an invitation that is still open.`, {
    hint: 'Send it again, or cancel it first.',
  });
}

async function workspacesOf(tx: TenantRecords, { workspaces }: Wanted): Promise<Invite['workspaces']> {
  const roles = new Map<WorkspaceId, Invite['workspaces'][number]['role']>();
  for (const [index, { id: ref, role }] of workspaces.entries()) {
    const found = await lookUpWorkspace(tx, ref);
    if (found === null) throw unknownReference(`workspaces[${index}].id`, `no workspace "${ref}"`);
    roles.set(found.id, role);
  }
  return [...roles].map(([id, role]) => ({ id, role }));
}
