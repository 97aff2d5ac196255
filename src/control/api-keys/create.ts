/** Makes a gateway key; its text is shown once, in the answer. */
import type { z } from 'zod';
import { NEVER_ROTATED, type ApiKeyRecord, type ApiKeyType } from '../../storage/ports/records/api-keys.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { organisationOf } from '../context.ts';
import { toMs } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { newId, newKey } from '../identity.ts';
import { showLimits } from '../limits/view.ts';
import { writeLimits } from '../limits/write.ts';
import { invalid, parseInput, unknownReference } from '../parse.ts';
import type { Principal } from '../principal.ts';
import { defaultScopes } from '../scopes.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { audit, change } from '../transaction.ts';
import { firstDefaults, mergeDefaults } from './defaults.ts';
import { checkScopes, keyOwnerOnly, requireGrantable, requireKeyScope, requireSomeKeyScope } from './power.ts';
import type { CreatedApiKey } from './schemas.ts';
import { CreateApiKey } from './schemas.ts';
import { storedSecret } from './secret.ts';
import { heldExpiry, heldRotation } from './user-key-rules.ts';
import { viewApiKey } from './view.ts';

type Wanted = z.output<typeof CreateApiKey>;

const CREATION_MODES: Record<Principal['kind'], ApiKeyRecord['creationMode']> = {
  'api-key': 'api',
  session: 'ui',
  visitor: 'auto',
  'declarative-file': 'auto',
  directory: 'auto',
  schedule: 'auto',
  bootstrap: 'auto',
};

/** `secret` is a key's text chosen by the operator; the admin API never passes one. */
export async function createApiKey(
  context: ControlContext,
  input: unknown,
  secret: string = newKey(context),
): Promise<z.infer<typeof CreatedApiKey>> {
  requireSomeKeyScope(context, 'create');
  const wanted = parseInput(CreateApiKey, input, FOREIGN_FIELDS.apiKeys);
  const type = typeOf(wanted);
  requireKeyScope(context, type, 'create');
  const owner = keyOwnerOnly(context);
  if (owner !== null && wanted.user_id !== owner) {
    throw new GatewayError('missing_scope', 'Members of a workspace make keys for themselves only.', {
      hint: `Give your own id as user_id: ${owner}.`,
    });
  }
  if (wanted.organisation_id && wanted.organisation_id !== organisationOf(context)) {
    throw unknownReference('organisation_id', `no organisation "${wanted.organisation_id}"`);
  }
  const scopes = checkScopes(type, wanted.scopes ?? defaultScopes(type));
  requireGrantable(context, scopes);
  return change(context, async (tx) => {
    const key = await build(context, tx, { wanted, type, secret, scopes });
    await tx.apiKeys.insert(key);
    const { after } = await writeLimits(context, tx, { owner: { kind: 'api_key', ...key }, wanted });
    const shown = viewApiKey(key, showLimits(context, after));
    await audit(context, tx, { action: 'api_key.create', subject: key, after: shown });
    return { id: key.id, key: secret, object: 'api-key' };
  });
}

/**
 * `organisation` with a `workspace_id` is how a published example asks for a key of that workspace, and it becomes
 * one: an organisation key pinned to a workspace would have no use, and this is the lesser power.
 */
function typeOf(wanted: Wanted): ApiKeyType {
  const pinned = wanted.type === 'workspace' || Boolean(wanted.workspace_id);
  if (wanted.sub_type === 'user') {
    if (!pinned) throw invalid('type', 'user keys belong to a workspace: use /api-keys/workspace/user');
    if (!wanted.user_id) throw invalid('user_id', 'is required for a user key');
    return 'workspace-user';
  }
  if (wanted.user_id) throw invalid('user_id', 'a service key belongs to nobody: use /api-keys/workspace/user');
  return pinned ? 'workspace-service' : 'organisation-service';
}

async function build(
  context: ControlContext,
  tx: TenantRecords,
  { wanted, type, secret, scopes }: { wanted: Wanted; type: ApiKeyType; secret: string; scopes: string[] },
): Promise<ApiKeyRecord> {
  const id = newId(context);
  const organisationId = organisationOf(context);
  const workspaceId =
    type === 'organisation-service' ? null : (await resolveWorkspace(context, tx, wanted.workspace_id)).id;
  const now = context.clock.now();
  const rules = { type, userKeys: (await tx.settings.read()).userKeys, now };
  return {
    id,
    organisationId,
    workspaceId,
    type,
    userId: wanted.user_id ?? null,
    name: wanted.name,
    description: wanted.description ?? null,
    ...(await storedSecret(tx, { keyId: id, type }, secret)),
    scopes,
    defaults: await mergeDefaults(
      tx,
      { workspaceId, defaults: await firstDefaults(tx, { type, workspaceId }) },
      wanted.defaults,
    ),
    creationMode: CREATION_MODES[context.principal.kind],
    expiresAt: heldExpiry(toMs(wanted.expires_at), rules),
    ...NEVER_ROTATED,
    alertEmails: wanted.alert_emails ?? [],
    rotation: heldRotation(wanted.rotation_policy, rules),
    status: 'active',
    createdAt: now,
    lastUpdatedAt: now,
  };
}
