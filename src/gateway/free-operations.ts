/** Which operations no provider charges for. */
import type { OperationName } from './exchange.ts';

const FREE: ReadonlySet<OperationName> = new Set<OperationName>(['messagesCountTokens', 'listModels']);

export function isFree(operation: OperationName): boolean {
  return FREE.has(operation);
}
