/** The key that a person gets by joining a workspace: where the invitation says so, or the organisation. */
import { NEVER_ROTATED, type ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { newId, newKey } from '../identity.ts';
import { noteIssued } from '../notifications/note-key-events.ts';
import { tagsFilledIn } from '../organisation-settings/metadata-schema.ts';
import { defaultScopes } from '../scopes.ts';
import { audit } from '../transaction.ts';
import { firstDefaults } from './defaults.ts';
import { sealContext } from './rotate.ts';
import { storedSecret } from './secret.ts';
import { heldExpiry, heldRotation } from './user-key-rules.ts';
import { viewApiKey } from './view.ts';

interface Joining {
  user: User;
  workspaceId: WorkspaceId;
  /** As the invitation has them; null = it says nothing, and the organisation decides. */
  scopes: string[] | null;
}

/**
 * For somebody who is not at hand: the text is kept sealed until the person fetches it, and a message says so. Does nothing
 * where no key is to be made, or the person has one there.
 */
export async function giveUserKey(context: ControlContext, tx: TenantRecords, joining: Joining): Promise<void> {
  const scopes = joining.scopes ?? (await scopesOnJoining(tx, joining.workspaceId));
  if (scopes === null) return;
  if ((await tx.apiKeys.listByUser(joining.workspaceId, joining.user.id)).length > 0) return;
  const { key } = await insertUserKey(context, tx, { ...joining, scopes, isAtHand: false });
  await noteIssued(context, tx, key);
}

/** For somebody who sees the answer: its text, or null where no key is to be made. */
export async function handUserKey(
  context: ControlContext,
  tx: TenantRecords,
  joining: Joining,
): Promise<string | null> {
  const scopes = joining.scopes ?? (await scopesOnJoining(tx, joining.workspaceId));
  if (scopes === null) return null;
  return (await insertUserKey(context, tx, { ...joining, scopes, isAtHand: true })).text;
}

async function scopesOnJoining(tx: TenantRecords, workspaceId: WorkspaceId): Promise<string[] | null> {
  const { isMadeOnJoining, isMadeInDefaultWorkspace } = (await tx.settings.read()).userKeys;
  const isDefault = (await tx.workspaces.findById(workspaceId))?.isDefault === true;
  const isMade = isDefault ? (isMadeInDefaultWorkspace ?? isMadeOnJoining) : isMadeOnJoining;
  return isMade ? defaultScopes('workspace-user') : null;
}

async function insertUserKey(
  context: ControlContext,
  tx: TenantRecords,
  { user, workspaceId, scopes, isAtHand }: Joining & { scopes: string[]; isAtHand: boolean },
): Promise<{ key: ApiKeyRecord; text: string }> {
  const [id, text, now] = [newId(context), newKey(context), context.clock.now()];
  const type = 'workspace-user' as const;
  const { userKeys, apiKeyMetadataSchema } = await tx.settings.read();
  const rules = { type, userKeys, now };
  const key: ApiKeyRecord = {
    id,
    organisationId: tx.organisationId,
    workspaceId,
    type,
    userId: user.id,
    name: user.email,
    description: null,
    ...(await storedSecret(tx, { keyId: id, type }, text)),
    scopes,
    defaults: { ...(await firstDefaults(tx, { type, workspaceId })), metadata: tagsFilledIn(apiKeyMetadataSchema) },
    creationMode: 'auto',
    expiresAt: heldExpiry(null, rules),
    ...NEVER_ROTATED,
    rotation: heldRotation(null, rules),
    sealedSecret: isAtHand ? null : context.sealer.seal(text, sealContext({ id })),
    status: 'active',
    createdAt: now,
    lastUpdatedAt: now,
  };
  await tx.apiKeys.insert(key);
  await audit(context, tx, { action: 'api_key.create', subject: key, after: viewApiKey(key) });
  return { key, text };
}
