/** Who a request or a command acts for, and what that one may do. Whoever is not named here may do nothing. */
import type { ApiKeyType } from '../storage/ports/records/api-keys.ts';
import type { OrganisationId, WorkspaceId } from '../kernel/ids.ts';
import { ALL_SCOPES, isScope, type Scope } from './scopes.ts';

/** A gateway key. A dashboard session resolves to the key that signed in, so it has exactly that key's powers. */
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

export type Principal =
  | ApiKeyPrincipal
  /** The operator's declarative file. */
  | { kind: 'declarative-file'; organisationId: OrganisationId }
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
    case 'declarative-file':
      return ALL_SCOPES;
    case 'bootstrap':
    case 'schedule':
      return NOTHING;
  }
}

/** How the principal is named in audit rows and in `updated_by`. */
export function principalName(principal: Principal): string {
  return principal.kind === 'api-key' ? principal.id : principal.kind;
}
