/** Changes what a key may do and adds; its type, its user and its text stay. */
import type { z } from 'zod';
import type { ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { ControlContext } from '../context.ts';
import { toMs } from '../fields.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { requireLimitsOfOwnKey } from '../limits/reach.ts';
import { showLimits } from '../limits/view.ts';
import { resetUsage, writeLimits } from '../limits/write.ts';
import { parseInput } from '../parse.ts';
import { audit, change } from '../transaction.ts';
import { mergeDefaults } from './defaults.ts';
import { findApiKey } from './find.ts';
import { checkScopes, requireGrantable, requireSomeKeyScope } from './power.ts';
import { UpdateApiKey } from './schemas.ts';
import { storedSecret } from './secret.ts';
import { heldExpiry, heldRotation } from './user-key-rules.ts';
import { viewApiKey } from './view.ts';

/** `secret` replaces the key's text by one that the operator chose; the admin API never passes one. */
export async function updateApiKey(
  context: ControlContext,
  input: unknown,
  secret?: string,
): Promise<z.infer<typeof Nothing>> {
  requireSomeKeyScope(context, 'update');
  const wanted = parseInput(UpdateApiKey, input, FOREIGN_FIELDS.apiKeys);
  const limits = await change(context, async (tx) => {
    const before = await findApiKey(context, tx, { id: wanted.id, action: 'update' });
    const scopes = wanted.scopes ? checkScopes(before.type, wanted.scopes) : before.scopes;
    requireGrantable(context, scopes, before.scopes);
    const owner = { keyId: before.id, type: before.type };
    const { userKeys } = await tx.settings.read();
    const rules = { type: before.type, userKeys, now: context.clock.now() };
    const after: ApiKeyRecord = {
      ...before,
      ...(secret === undefined ? {} : await storedSecret(tx, owner, secret)),
      name: wanted.name ?? before.name,
      description: wanted.description === undefined ? before.description : wanted.description,
      scopes,
      defaults: await mergeDefaults(tx, before, wanted.defaults),
      alertEmails: wanted.alert_emails ?? before.alertEmails,
      rotation: wanted.rotation_policy === undefined ? before.rotation : heldRotation(wanted.rotation_policy, rules),
      expiresAt: wanted.expires_at === undefined ? before.expiresAt : heldExpiry(toMs(wanted.expires_at), rules),
      lastUpdatedAt: context.clock.now(),
    };
    await tx.apiKeys.replace(after);
    const written = await writeLimits(context, tx, { owner: { kind: 'api_key', ...after }, wanted });
    requireLimitsOfOwnKey(context, wanted, written.before);
    await audit(context, tx, {
      action: 'api_key.update',
      subject: after,
      before: viewApiKey(before, showLimits(context, written.before)),
      after: viewApiKey(after, showLimits(context, written.after)),
    });
    return written.after;
  });
  await resetUsage(context, wanted, limits);
  return {};
}
