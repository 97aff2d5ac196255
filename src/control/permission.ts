/** The first line of every verb: may this actor do that? */
import { GatewayError } from '../wire/errors.ts';
import type { ControlContext } from './context.ts';
import type { Scope } from './scopes.ts';

/** Does the actor hold the scope? The operator's own hand holds all. */
export function holdsScope(context: ControlContext, scope: Scope): boolean {
  return context.actor.kind !== 'api-key' || context.actor.scopes.includes(scope);
}

/** Throws `missing_scope` unless the actor holds at least one of the scopes. */
export function requireScope(context: ControlContext, ...oneOf: [Scope, ...Scope[]]): void {
  if (oneOf.some((scope) => holdsScope(context, scope))) return;
  throw new GatewayError('missing_scope', `This API key lacks the scope ${oneOf.join(' or ')}.`, {
    hint: 'Use a key that holds it, or ask an administrator to add it to this one.',
  });
}
