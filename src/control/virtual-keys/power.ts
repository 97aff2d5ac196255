/** Who may do what to virtual keys (contract#scopes): the scopes of their own stand for those of the provider and integration behind. */
import type { ControlContext } from '../context.ts';
import { requireScope } from '../permission.ts';
import type { Scope } from '../scopes.ts';

type Action = 'create' | 'read' | 'update' | 'delete' | 'list';

/** The scopes of the provider and of the integration that each action on a virtual key stands for. */
const BEHIND: Readonly<Record<Action, readonly Scope[]>> = {
  // What was half made is taken away again.
  create: ['workspace_integrations.create', 'workspace_integrations.delete', 'providers.create'],
  read: ['providers.read'],
  update: ['providers.read', 'providers.update', 'workspace_integrations.update'],
  delete: ['providers.read', 'providers.delete', 'workspace_integrations.delete'],
  list: ['providers.list'],
};

/**
 * The context in which the operations on the provider and the integration run: a key that holds `virtual_keys.create` needs no
 * other scope for them. What a person may do follows from the role, so each operation checks it again. Throws `missing_scope`.
 */
export function behindVirtualKeys(context: ControlContext, action: Action): ControlContext {
  requireScope(context, `virtual_keys.${action}`);
  const { principal } = context;
  if (principal.kind !== 'api-key') return context;
  return { ...context, principal: { ...principal, scopes: [...principal.scopes, ...BEHIND[action]] } };
}
