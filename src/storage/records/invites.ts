/** Invitations, as queries. */
import type { Selectable } from 'kysely';
import type { Invite, InviteRepository } from '../ports/records/invites.ts';
import { nextPosition, pageOf, requireOwn, requireReplaced } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function inviteRepository(context: TenantContext): InviteRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('invites').selectAll().where('organisationId', '=', organisationId);
  return {
    async insert(invite) {
      requireOwn(context, invite);
      const stored = { ...toStored(invite), position: nextPosition('invites', organisationId) };
      await db.insertInto('invites').values(stored).execute();
    },
    async replace(invite) {
      requireOwn(context, invite);
      const ours = db.updateTable('invites').where('id', '=', invite.id).where('organisationId', '=', organisationId);
      requireReplaced(await ours.set(toStored(invite)).executeTakeFirstOrThrow(), invite.id);
    },
    async findById(id) {
      const row = await all.where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toInvite(row);
    },
    async list({ role, email, status, now }, page) {
      let query = all;
      if (role !== undefined) query = query.where('role', '=', role);
      if (email !== undefined) query = query.where('email', '=', email);
      if (status === 'expired') query = query.where('status', '=', 'pending').where('expiresAt', '<=', now);
      else if (status === 'pending') query = query.where('status', '=', 'pending').where('expiresAt', '>', now);
      else if (status !== undefined) query = query.where('status', '=', status);
      const { total, rows } = await pageOf(query, page);
      return { total, rows: rows.map(toInvite) };
    },
  };
}

function toStored(invite: Invite): Omit<Tables['invites'], 'position'> {
  return { ...invite, workspaces: toJson(invite.workspaces), keyScopes: toJson(invite.keyScopes) };
}

export function toInvite({ position: _, ...row }: Selectable<Tables['invites']>): Invite {
  return { ...row, workspaces: fromJson(row.workspaces), keyScopes: fromJson(row.keyScopes) };
}
