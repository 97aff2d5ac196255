/** `loadbalance`: one pick per request, by weight; with `sticky`, the same pick for the same hash fields. */
import { hash } from 'node:crypto';
import type { Random } from '../../../kernel/clock.ts';
import type { RequestFields } from '../../../routing/conditions.ts';
import type { Sticky } from '../../../routing/parse.ts';

/** Index of the pick, by weight; null when every weight is 0. */
export function pickByWeight(weights: readonly number[], random: Random): number | null {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return null;
  let left = random() * total;
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  // Rounding may leave a crumb: it belongs to the last target that has a share.
  return weights.findLastIndex((weight) => weight > 0);
}

/** What the request sticks by; null when one of the fields is absent, which makes it an ordinary pick. */
export function stickyKey(sticky: Sticky, fields: RequestFields): string | null {
  const values: string[] = [];
  for (const field of sticky.hashFields) {
    const value = fields.read(field);
    if (value === undefined || value === null || value === '') return null;
    values.push(`${field}=${String(value)}`);
  }
  return hash('sha256', values.join('\n'), 'hex');
}
