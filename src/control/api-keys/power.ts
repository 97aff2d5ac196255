/** Powers over keys, and the powers that a key may be given. */
import type { ApiKeyType } from '../../storage/ports/records/api-keys.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';
import { holdsScope, requireScope } from '../permission.ts';
import { governs, powersOf, type Principal } from '../principal.ts';
import { allowedScopes } from '../scopes.ts';
import type { Scope } from '../scopes.ts';

type Action = 'create' | 'read' | 'update' | 'delete' | 'list' | 'rotate';

const GROUP = {
  'organisation-service': 'organisation_service_api_keys',
  'workspace-service': 'workspace_service_api_keys',
  'workspace-user': 'workspace_user_api_keys',
} as const satisfies Record<ApiKeyType, string>;

export const API_KEY_TYPES = Object.keys(GROUP) as ApiKeyType[];

const scopeFor = (type: ApiKeyType, action: Action): Scope => `${GROUP[type]}.${action}`;

/** Passes a caller that may do this to at least one type of key. Throws `missing_scope`. */
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

/** The scopes, each once. Throws `invalid_request` for one that this type of key cannot hold. */
export function checkScopes(type: ApiKeyType, scopes: readonly string[]): string[] {
  const allowed = new Set(allowedScopes(type));
  for (const [index, scope] of scopes.entries()) {
    if (!allowed.has(scope)) throw invalid(`scopes[${index}]`, `a key of type ${type} cannot hold "${scope}"`);
  }
  return [...new Set(scopes)];
}

/**
 * Nobody hands out a power that they lack. `kept` are the scopes that the key has already: keeping one grants nothing.
 * A person calls no model with a session, and may grant to a key what calling models takes.
 * An organisation key may also grant what no organisation key can hold (calls of models, and what goes with them):
 * it lacks those by its type, and handing them to developers is what it is for. Throws `missing_scope`.
 */
export function requireGrantable(
  context: ControlContext,
  scopes: readonly string[],
  kept: readonly string[] = [],
): void {
  const { principal } = context;
  const mayGrant = grantsOf(context);
  const denied = scopes.filter((scope) => !kept.includes(scope) && !mayGrant(scope));
  if (denied.length === 0) return;
  if (principal.kind === 'session') {
    throw new GatewayError(
      'missing_scope',
      `You cannot grant what your role does not give you: ${denied.join(', ')}.`,
      {
        hint: 'Name only powers that you have, or ask an administrator.',
      },
    );
  }
  throw new GatewayError('missing_scope', `This API key cannot grant what it lacks: ${denied.join(', ')}.`, {
    hint: 'Name only scopes that this key holds, or use a key that holds them.',
  });
}

/** Which scopes may the caller give to a key? */
export function grantsOf({ principal }: Pick<ControlContext, 'principal'>): (scope: string) => boolean {
  const powers: ReadonlySet<string> = powersOf(principal);
  const beyond = scopesBeyond(principal);
  return (scope) => powers.has(scope) || beyond(scope);
}

/** What a caller lacks by its kind, and may grant all the same. */
function scopesBeyond(principal: Principal): (scope: string) => boolean {
  const isAdmin = principal.kind === 'api-key' && principal.type === 'organisation-service';
  if (isAdmin || (principal.kind === 'session' && governs(principal))) return (scope) => !ADMIN_SCOPES.has(scope);
  return (scope) => principal.kind === 'session' && INFERENCE_SCOPES.has(scope);
}

const INFERENCE_SCOPES: ReadonlySet<string> = new Set([
  'completions.write',
  'completions.read',
  'feedbacks.write',
  'feedbacks.read',
  'models.list',
  'mcp.invoke',
  'agents.invoke',
  'prompts.render',
  'guardrails.invoke',
  'logs.write',
]);

const ADMIN_SCOPES: ReadonlySet<string> = new Set(allowedScopes('organisation-service'));

/**
 * The person whose keys alone the caller may touch: a member of a workspace has powers over own keys only. null = over
 * everybody's.
 */
export function keyOwnerOnly({ principal }: Pick<ControlContext, 'principal'>): string | null {
  if (principal.kind !== 'session' || governs(principal)) return null;
  return principal.workspace?.role === 'admin' || principal.workspace?.role === 'manager' ? null : principal.userId;
}
