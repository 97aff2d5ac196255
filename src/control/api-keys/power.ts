/** Powers over keys, and the powers that a key may be given. */
import type { ApiKeyType } from '../../storage/ports/records.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';
import { holdsScope, requireScope } from '../permission.ts';
import { allowedScopes } from '../scopes.ts';
import type { Scope } from '../scopes.ts';

type Action = 'create' | 'read' | 'update' | 'delete' | 'list';

const GROUP = {
  'organisation-service': 'organisation_service_api_keys',
  'workspace-service': 'workspace_service_api_keys',
  'workspace-user': 'workspace_user_api_keys',
} as const satisfies Record<ApiKeyType, string>;

const scopeFor = (type: ApiKeyType, action: Action): Scope => `${GROUP[type]}.${action}`;

/** Passes an actor that may do this to at least one type of key. Throws `missing_scope`. */
export function requireSomeKeyScope(context: ControlContext, action: Action): void {
  requireScope(
    context,
    scopeFor('workspace-service', action),
    scopeFor('workspace-user', action),
    scopeFor('organisation-service', action),
  );
}

/** Throws `missing_scope`. */
export function requireKeyScope(context: ControlContext, type: ApiKeyType, action: Action): void {
  requireScope(context, scopeFor(type, action));
}

export function holdsKeyScope(context: ControlContext, type: ApiKeyType, action: Action): boolean {
  return holdsScope(context, scopeFor(type, action));
}

/** The scopes, each once. Throws `invalid_request` at the first that this type of key cannot hold. */
export function checkScopes(type: ApiKeyType, scopes: readonly string[]): string[] {
  const allowed = new Set(allowedScopes(type));
  for (const [index, scope] of scopes.entries()) {
    if (!allowed.has(scope)) throw invalid(`scopes[${index}]`, `a key of type ${type} cannot hold "${scope}"`);
  }
  return [...new Set(scopes)];
}
