/** Policies of both kinds in one list. */
import type { RatePolicy, UsagePolicy } from '../../api/queries/policies.ts';

export type AnyPolicy = ({ kind: 'usage-limits' } & UsagePolicy) | ({ kind: 'rate-limits' } & RatePolicy);

export const nameOfPolicy = ({ name, id }: Pick<AnyPolicy, 'name' | 'id'>): string => name ?? id.slice(0, 8);
