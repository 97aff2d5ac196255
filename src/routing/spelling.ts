/** Rewrites a config in the contract's spelling (contract#strategy), so that readers need not know the others. */
import { mapNodes } from './walk.ts';
import { isObject, type JsonObject } from '../wire/json/object.ts';

/** What the contract's own documents also write. */
const ALSO_LOADBALANCE: readonly unknown[] = ['load-balance', 'load_balance'];

/** The same object, and the same in it, but for those modes. */
export function inUsualSpelling(config: JsonObject): JsonObject {
  return mapNodes(config, (node) => {
    const { strategy } = node;
    if (!isObject(strategy) || !ALSO_LOADBALANCE.includes(strategy['mode'])) return node;
    return { ...node, strategy: { ...strategy, mode: 'loadbalance' } };
  });
}
