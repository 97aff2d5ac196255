/** Which shape the answer of a refused request has: an organisation chooses. */
import type { Arrived, Authenticated } from '../exchange.ts';

/** True where clients of a dialect that has shapes of its own get those; false: the contract's 412 and 429 everywhere. */
export function hasNativeShapes({ snapshot, caller }: Pick<Arrived & Authenticated, 'snapshot' | 'caller'>): boolean {
  return snapshot.organisations.get(caller.organisationId)?.limitAnswers !== 'portkey';
}
