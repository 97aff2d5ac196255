/** Who a request or a command acts for, and what that one may do. Whoever is not named here may do nothing. */
import type { ApiKeyType } from '../storage/ports/records/api-keys.ts';
import type { ActorType } from '../storage/ports/records/audit.ts';
import type { WorkspaceRole } from '../storage/ports/records/members.ts';
import type { OrganisationRole } from '../storage/ports/records/users.ts';
import type { OrganisationId, WorkspaceId } from '../kernel/ids.ts';
import type { Toggles } from './permissions/toggles.ts';
import { organisationPowers, workspacePowers } from './roles.ts';
import { ALL_SCOPES, isScope, type Scope } from './scopes.ts';

/** A gateway key. A session of the dashboard that began with a key resolves to it, so it has exactly that key's powers. */
export interface ApiKeyPrincipal {
  kind: 'api-key';
  /** The key record's id. */
  id: string;
  type: ApiKeyType;
  organisationId: OrganisationId;
  /** null for an organisation (admin) key, which may name any workspace of its organisation. */
  workspaceId: WorkspaceId | null;
  /** As stored. A name that is no scope gives no power. */
  scopes: readonly string[];
}

/** A person who signed in to the dashboard. */
export interface SessionPrincipal {
  kind: 'session';
  /** The session record's id. */
  sessionId: string;
  userId: string;
  organisationId: OrganisationId;
  organisationRole: OrganisationRole;
  /** Where a member of the organisation acts in this request; null for one of no workspace, and for owners and admins. */
  workspace: { id: WorkspaceId; role: WorkspaceRole } | null;
  /** As they hold in that workspace. */
  toggles: Toggles;
}

export type Principal =
  | ApiKeyPrincipal
  | SessionPrincipal
  /** Somebody who has not signed in. */
  | { kind: 'visitor' }
  /** The operator's declarative file. */
  | { kind: 'declarative-file'; organisationId: OrganisationId }
  /** A directory, which says who people are and what groups they are in. It uses no verb that asks for a scope. */
  | { kind: 'directory'; id: string; organisationId: OrganisationId }
  /** What the server does by itself when it is time, as rotating keys. It uses no verb that asks for a scope. */
  | { kind: 'schedule'; organisationId: OrganisationId }
  /** The first start, before there is an organisation. It uses no verb that asks for a scope. */
  | { kind: 'bootstrap' };

const NOTHING: ReadonlySet<Scope> = new Set();

/** Every scope that the principal holds. A new kind of principal does not compile before it is decided here. */
export function powersOf(principal: Principal): ReadonlySet<Scope> {
  switch (principal.kind) {
    case 'api-key':
      return new Set(principal.scopes.filter(isScope));
    case 'session':
      return sessionPowers(principal);
    case 'declarative-file':
      return ALL_SCOPES;
    case 'visitor':
    case 'directory':
    case 'bootstrap':
    case 'schedule':
      return NOTHING;
  }
}

function sessionPowers({ organisationRole, workspace, toggles }: SessionPrincipal): ReadonlySet<Scope> {
  if (organisationRole !== 'member') return organisationPowers(organisationRole, toggles);
  return workspace === null ? NOTHING : workspacePowers(workspace.role, toggles);
}

/** Owners and admins, who govern every workspace. */
export const governs = (principal: SessionPrincipal): boolean => principal.organisationRole !== 'member';

/** How the principal is named in audit rows and in `updated_by`. */
export function principalName(principal: Principal): string {
  if (principal.kind === 'api-key') return principal.id;
  return principal.kind === 'session' ? principal.userId : principal.kind;
}

/** What kind of actor an audit row names. */
export function actorType({ kind }: Principal): ActorType {
  if (kind === 'session') return 'user';
  return kind === 'api-key' ? 'api_key' : 'system';
}
