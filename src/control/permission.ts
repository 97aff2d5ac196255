/** The first line of every verb: may this principal do that? */
import { GatewayError } from '../kernel/errors.ts';
import type { ControlContext } from './context.ts';
import { powersOf } from './principal.ts';
import type { Scope } from './scopes.ts';

/** Does the caller hold the scope? */
export function holdsScope({ principal }: Pick<ControlContext, 'principal'>, scope: Scope): boolean {
  return powersOf(principal).has(scope);
}

/** Throws `missing_scope` unless the caller holds at least one of the scopes. */
export function requireScope(context: ControlContext, ...oneOf: [Scope, ...Scope[]]): void {
  const powers = powersOf(context.principal);
  if (oneOf.some((scope) => powers.has(scope))) return;
  const wanted = oneOf.join(' or ');
  if (context.principal.kind === 'session') {
    throw new GatewayError('missing_scope', `Your role does not give you the power ${wanted} here.`, {
      hint: 'Ask an administrator of your organisation or workspace.',
    });
  }
  throw new GatewayError('missing_scope', `This API key lacks the scope ${wanted}.`, {
    hint: 'Use a key that holds it, or ask an administrator to add it to this one.',
  });
}
