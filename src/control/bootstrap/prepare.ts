/** The first start: the organisation, its default workspace, and the key with which everything else is made. */
import { NEVER_ROTATED, type ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import { homeOrganisation, type Organisation } from '../../storage/ports/records/organisations.ts';
import { usualSettings, type SavedOnly } from '../../storage/ports/records/organisation-settings.ts';
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import type { SystemRecords, TenantRecords } from '../../storage/ports/records/records.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { NO_DEFAULTS } from '../api-keys/defaults.ts';
import { storedSecret } from '../api-keys/secret.ts';
import { viewApiKey } from '../api-keys/view.ts';
import type { ControlContext } from '../context.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import { newId, newKey } from '../identity.ts';
import { defaultScopes } from '../scopes.ts';
import { audit, notingChanges } from '../transaction.ts';

const ADMIN_KEY_NAME = 'Bootstrap admin key';

export interface Prepared {
  organisation: Organisation;
  workspace: Workspace;
  /** The admin key's text when this start made or replaced it, to be shown this once; null when it was there. */
  adminKey: string | null;
}

export interface FirstStart {
  /** The operator's own text for the admin key; null = it is made. */
  adminKey: string | null;
  /** What requests of a new organisation may not bring themselves. */
  savedOnly: SavedOnly;
}

/**
 * Idempotent. `adminKey` is the operator's own text for the admin key: given later or changed, it takes the place of
 * the former bootstrap key, so that a lost key is mended by a restart. Throws `invalid_request` when it is too weak.
 */
export async function prepareOrganisation(
  context: ControlContext,
  { adminKey, savedOnly }: FirstStart,
): Promise<Prepared> {
  let changes: RecordChange[] = [];
  const prepared = await context.records.system(async (system) => {
    changes = [];
    const first = homeOrganisation(await system.organisations.list());
    const organisation = first ?? newOrganisation(context);
    const tx = notingChanges(system.of(organisation.id), changes);
    if (first === null) await insertOrganisation(context, system, { tx, organisation, savedOnly });
    const workspace = (await tx.workspaces.findDefault()) ?? (await createWorkspace(context, tx));
    const wanted = adminKey ?? (first ? null : newKey(context));
    const given = wanted !== null && (await putAdminKey(context, tx, wanted));
    return { organisation, workspace, adminKey: given ? wanted : null };
  });
  if (changes.length > 0) await context.announce(changes);
  return prepared;
}

function newOrganisation(context: ControlContext): Organisation {
  return { id: newId(context) as OrganisationId, name: 'My organisation', createdAt: context.clock.now() };
}

async function insertOrganisation(
  context: ControlContext,
  system: SystemRecords,
  { tx, organisation, savedOnly }: { tx: TenantRecords; organisation: Organisation; savedOnly: SavedOnly },
): Promise<void> {
  const { id } = organisation;
  await system.organisations.insert(organisation);
  await tx.settings.write({ ...usualSettings(id), savedOnly });
  await audit(context, tx, {
    action: 'organisation.create',
    subject: { id, organisationId: id, workspaceId: null },
    after: { ...organisation, saved_only: savedOnly },
  });
}

async function createWorkspace(context: ControlContext, tx: TenantRecords): Promise<Workspace> {
  const id = newId(context) as WorkspaceId;
  const { organisationId } = tx;
  const now = context.clock.now();
  const workspace: Workspace = {
    id,
    organisationId,
    slug: `ws-default-${id.slice(0, 6)}`,
    name: 'Shared Team Workspace',
    description: null,
    isDefault: true,
    defaults: { metadata: {} },
    status: 'active',
    createdAt: now,
    lastUpdatedAt: now,
  };
  await tx.workspaces.insert(workspace);
  await audit(context, tx, {
    action: 'workspace.create',
    subject: { id, organisationId, workspaceId: id },
    after: workspace,
  });
  return workspace;
}

/** True when the key was made or replaced, false when an admin key has this text already. */
async function putAdminKey(context: ControlContext, tx: TenantRecords, text: string): Promise<boolean> {
  const same = await tx.apiKeys.findByHash(hashKey(text));
  if (same?.type === 'organisation-service') return false;
  const former = await tx.apiKeys.findByName(null, ADMIN_KEY_NAME);
  const id = former?.id ?? newId(context);
  const owner = { keyId: id, type: 'organisation-service' } as const;
  const secret = await storedSecret(tx, owner, text);
  const now = context.clock.now();
  const key: ApiKeyRecord = { ...(former ?? newAdminKey(tx.organisationId, id, now)), ...secret, lastUpdatedAt: now };
  await (former ? tx.apiKeys.replace(key) : tx.apiKeys.insert(key));
  await audit(context, tx, {
    action: former ? 'api_key.update' : 'api_key.create',
    subject: key,
    before: former ? viewApiKey(former) : null,
    after: viewApiKey(key),
  });
  return true;
}

function newAdminKey(organisationId: OrganisationId, id: string, now: number): Omit<ApiKeyRecord, 'hash' | 'masked'> {
  return {
    id,
    organisationId,
    workspaceId: null,
    type: 'organisation-service',
    userId: null,
    name: ADMIN_KEY_NAME,
    description: 'Made at the first start, or given by TOLLGATE_ADMIN_KEY.',
    scopes: defaultScopes('organisation-service'),
    defaults: NO_DEFAULTS,
    creationMode: 'auto',
    ...NEVER_ROTATED,
    expiresAt: null,
    status: 'active',
    createdAt: now,
    lastUpdatedAt: now,
  };
}
