/** Which scope a request takes of its key. Shared with `explain`. */
import { GatewayError } from '../../wire/errors.ts';
import type { OperationName } from '../exchange.ts';
import type { CompiledKey } from '../snapshot/snapshot.ts';

/** Any one of these is enough (contract §1.3). */
const SCOPES: Readonly<Record<OperationName, readonly string[]>> = {
  messages: ['completions.write'],
  messagesCountTokens: ['completions.write'],
  embed: ['completions.write'],
  proxy: ['completions.write'],
  listModels: ['models.list', 'completions.write', 'virtual_keys.list'],
};

/** Throws GatewayError missing_scope. */
export function refuseWithoutScope({ scopes }: Pick<CompiledKey, 'scopes'>, operation: OperationName): void {
  const accepted = SCOPES[operation];
  if (accepted.some((scope) => scopes.has(scope))) return;
  throw new GatewayError('missing_scope', `This key lacks the scope ${accepted[0] ?? ''}.`, {
    hint: 'Add the scope to the key, or use another key.',
  });
}
