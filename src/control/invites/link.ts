/** The link of an invitation, and the mail that brings it. */
import type { Invite } from '../../storage/ports/records/invites.ts';
import type { ControlContext } from '../context.ts';
import { linkBase } from '../link-base.ts';

const HOUR_MS = 3_600_000;
export const INVITE_VALID_MS = 7 * 24 * HOUR_MS;

/** In the fragment, which browsers send to no server: it is in no log and no Referer. */
export const inviteLink = (context: ControlContext, token: string): string =>
  `${linkBase(context)}/accept-invite#${token}`;

/** Sends nothing where no mail is configured. The invitation stands whether or not the mail server takes it. */
export async function mailInvite(context: ControlContext, invite: Invite, link: string): Promise<void> {
  if (context.mailer === null || context.publicUrl === null) return;
  await context.mailer.send({
    to: invite.email,
    subject: 'You are invited to Tollgate',
    text: `You are invited to Tollgate, your organisation's gateway to language models.\n\nOpen this link within seven days to choose a password:\n${link}\n`,
  });
}
