/** When keys are rotated: at midnight UTC, as the contract has it (contract#rotation). */
import type { z } from 'zod';
import type { RotationPolicy } from '../../storage/ports/records/api-keys.ts';
import { toIso } from '../fields.ts';
import { invalid } from '../parse.ts';
import type { RotationPolicyFields } from './schemas.ts';

/** The shortest time for which the former text goes on, ms; also what holds where nobody says. */
export const MIN_TRANSITION_MS = 1_800_000;
const DAY_MS = 86_400_000;

type Wanted = z.output<typeof RotationPolicyFields>;

/** Throws `invalid_request`. A policy that names no period is none. */
export function toRotation(wanted: Wanted | null | undefined, now: number): RotationPolicy | null {
  const given = wanted ?? {};
  const period = periodOf(given);
  if (period === null) return null;
  const transitionMs = given.key_transition_period_ms ?? MIN_TRANSITION_MS;
  if (transitionMs >= shortest(period)) {
    throw invalid('rotation_policy.key_transition_period_ms', 'must be shorter than the time between two rotations');
  }
  return { period, transitionMs, nextAt: firstAt(given.next_rotation_at, period, now) };
}

function periodOf({ rotation_period: named, rotation_period_days: days, next_rotation_at: next }: Wanted) {
  if (named != null && days != null) {
    throw invalid('rotation_policy', 'has both rotation_period and rotation_period_days: give one of them');
  }
  const period = days ?? named ?? null;
  if (period !== null || next == null) return period;
  throw invalid('rotation_policy.rotation_period', 'is required with next_rotation_at');
}

/** ms. */
const shortest = (period: RotationPolicy['period']): number =>
  typeof period === 'number' ? period * DAY_MS : (period === 'weekly' ? 7 : 28) * DAY_MS;

function firstAt(wanted: string | null | undefined, period: RotationPolicy['period'], now: number): number {
  if (wanted == null) return nextRotation(period, now);
  const at = midnight(Date.parse(wanted));
  if (at > now) return at;
  throw invalid('rotation_policy.next_rotation_at', `must be after ${toIso(now)}, and counts as midnight UTC`);
}

const midnight = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

/** The first moment after `now`, ms since the epoch. */
export function nextRotation(period: RotationPolicy['period'], now: number): number {
  if (typeof period === 'number') return midnight(now) + period * DAY_MS;
  const date = new Date(now);
  if (period === 'monthly') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  const daysToMonday = (8 - date.getUTCDay()) % 7 || 7;
  return midnight(now) + daysToMonday * DAY_MS;
}
