/** Gives a key a new text; the former one goes on for a while, so that its users can be moved. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { ApiKeyRecord, FormerSecret } from '../../storage/ports/records/api-keys.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { newKey } from '../identity.ts';
import { invalid, parseInput } from '../parse.ts';
import { noteRotation } from '../notifications/note-key-events.ts';
import { audit, change } from '../transaction.ts';
import { findApiKey } from './find.ts';
import { requireSomeKeyScope } from './power.ts';
import { MIN_TRANSITION_MS, nextRotation } from './rotation-policy.ts';
import { RotateApiKey } from './schemas.ts';
import type { RotatedApiKey } from './schemas.ts';
import { storedSecret } from './secret.ts';

/** `id`, scopes and limits stay. Refused while the text of before the last rotation still opens: a key has two at most. */
export async function rotateApiKey(context: ControlContext, input: unknown): Promise<z.infer<typeof RotatedApiKey>> {
  requireSomeKeyScope(context, 'rotate');
  const wanted = parseInput(RotateApiKey, input);
  const text = newKey(context);
  return change(context, async (tx) => {
    const before = await findApiKey(context, tx, { id: wanted.id, action: 'rotate' });
    const now = context.clock.now();
    if (isInTransition(before, now)) {
      throw new GatewayError(
        'in_use',
        `The key "${before.name}" was rotated a while ago, and its former text still opens.`,
        {
          hint: `Wait until ${toIso(before.previous.expiresAt)}, or delete the key.`,
        },
      );
    }
    const transitionMs = wanted.key_transition_period_ms ?? before.rotation?.transitionMs ?? MIN_TRANSITION_MS;
    if (before.rotation !== null && transitionMs >= before.rotation.nextAt - now) {
      throw invalid('key_transition_period_ms', 'would go on after the next rotation of the key’s own policy');
    }
    const after = await replaceSecret(context, tx, { before, text, transitionMs, mode: 'manual' });
    return { id: after.id, key: text, key_transition_expires_at: toIso(after.previous.expiresAt) };
  });
}

export function isInTransition(key: ApiKeyRecord, now: number): key is ApiKeyRecord & { previous: FormerSecret } {
  return key.previous !== null && key.previous.expiresAt > now;
}

interface Replacement {
  before: ApiKeyRecord;
  text: string;
  transitionMs: number;
  /** Of a scheduled one nobody sees the answer: the new text is sealed until it is fetched. */
  mode: 'manual' | 'auto';
}

/** Inside the caller's transaction, with its audit row. */
export async function replaceSecret(
  context: ControlContext,
  tx: TenantRecords,
  { before, text, transitionMs, mode }: Replacement,
): Promise<ApiKeyRecord & { previous: FormerSecret }> {
  const now = context.clock.now();
  const previous = { hash: before.hash, masked: before.masked, expiresAt: now + transitionMs };
  const { rotation } = before;
  const after = {
    ...before,
    ...(await storedSecret(tx, { keyId: before.id, type: before.type }, text)),
    previous,
    sealedSecret: mode === 'auto' ? context.sealer.seal(text, sealContext(before)) : null,
    rotation:
      mode === 'auto' && rotation !== null ? { ...rotation, nextAt: nextRotation(rotation.period, now) } : rotation,
    lastUpdatedAt: now,
  };
  await tx.apiKeys.replace(after);
  await audit(context, tx, {
    action: 'api_key.rotate',
    subject: after,
    after: {
      api_key_id: after.id,
      rotation_mode: mode,
      old_key_masked: previous.masked,
      transition_expires_at: toIso(previous.expiresAt),
    },
  });
  await noteRotation(context, tx, { key: after, endsAt: previous.expiresAt });
  return after;
}

export const sealContext = ({ id }: Pick<ApiKeyRecord, 'id'>): string => `api_key:${id}`;
