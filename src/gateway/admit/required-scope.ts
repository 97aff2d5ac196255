/** The scope that a request needs. Shared with `explain`. */
import { GatewayError } from '../../kernel/errors.ts';
import type { CompiledKey } from '../snapshot/snapshot.ts';

/** `accepted`: any one of these is enough (contract#gateway-keys). Throws GatewayError missing_scope. */
export function refuseWithoutScope({ scopes }: Pick<CompiledKey, 'scopes'>, accepted: readonly string[]): void {
  if (accepted.some((scope) => scopes.has(scope))) return;
  throw new GatewayError('missing_scope', `This key lacks the scope ${accepted[0] ?? ''}.`, {
    hint: 'Add the scope to the key, or use another key.',
  });
}
