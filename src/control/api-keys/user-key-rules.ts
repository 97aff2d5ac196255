/** What the organisation says of keys of people: when they end at the latest, and how often they are rotated (contract#rotation). */
import type { z } from 'zod';
import type { ApiKeyType, RotationPolicy } from '../../storage/ports/records/api-keys.ts';
import type { UserKeySettings } from '../../storage/ports/records/organisation-settings.ts';
import { toIso } from '../fields.ts';
import { invalid } from '../parse.ts';
import { MIN_TRANSITION_MS, toRotation } from './rotation-policy.ts';
import type { RotationPolicyFields } from './schemas.ts';

const DAY_MS = 86_400_000;

interface Rules {
  type: ApiKeyType;
  userKeys: UserKeySettings;
  /** ms since the epoch. */
  now: number;
}

/** ms since the epoch; null = never. A key that names no end gets the latest one. Throws `invalid_request` for a later one. */
export function heldExpiry(wanted: number | null, { type, userKeys: { ttlDays }, now }: Rules): number | null {
  if (type !== 'workspace-user' || ttlDays === null) return wanted;
  const latest = now + ttlDays * DAY_MS;
  if (wanted === null) return latest;
  if (wanted <= latest) return wanted;
  throw invalid('expires_at', `must be ${toIso(latest)} or before: keys of people end after ${ttlDays} days here`);
}

type Wanted = z.output<typeof RotationPolicyFields> | null | undefined;

/** A policy that names no period gets the organisation's. Throws `invalid_request` for another period. */
export function heldRotation(wanted: Wanted, { type, userKeys: { rotationDays }, now }: Rules): RotationPolicy | null {
  if (type !== 'workspace-user' || rotationDays === null) return toRotation(wanted, now);
  const { rotation_period: named, rotation_period_days: days } = wanted ?? {};
  if (named != null || (days ?? rotationDays) !== rotationDays) {
    throw invalid(
      'rotation_policy',
      `keys of people are rotated every ${rotationDays} days here: leave the period out`,
    );
  }
  const policy = toRotation(
    {
      ...wanted,
      rotation_period_days: rotationDays,
      key_transition_period_ms: wanted?.key_transition_period_ms ?? usualTransition(rotationDays),
    },
    now,
  );
  if (policy !== null && policy.nextAt > now + rotationDays * DAY_MS) {
    throw invalid('rotation_policy.next_rotation_at', `is more than ${rotationDays} days ahead`);
  }
  return policy;
}

/** Long enough that the person fetches the new text while the former one opens: a quarter of the period, a week at most. ms. */
const usualTransition = (days: number): number =>
  Math.max(MIN_TRANSITION_MS, Math.min((days * DAY_MS) / 4, 7 * DAY_MS));
