/** The first start: the organisation, its default workspace, and the key with which everything else is made. */
import type { ApiKeyRecord, Organisation, RecordsTransaction, Workspace } from '../../storage/ports/records.ts';
import type { OrganisationId, WorkspaceId } from '../../wire/ids.ts';
import { NO_DEFAULTS } from '../api-keys/defaults.ts';
import { storedSecret } from '../api-keys/secret.ts';
import { viewApiKey } from '../api-keys/view.ts';
import type { ControlContext } from '../context.ts';
import { hashKey } from '../../wire/key-hash.ts';
import { newId, newKey } from '../identity.ts';
import { EVERYTHING } from '../listing.ts';
import { defaultScopes } from '../scopes.ts';
import { audit, change } from '../transaction.ts';

const ADMIN_KEY_NAME = 'Bootstrap admin key';

export interface Prepared {
  organisation: Organisation;
  workspace: Workspace;
  /** The admin key's text when this start made or replaced it, to be shown this once; null when it was there. */
  adminKey: string | null;
}

/**
 * Idempotent. `adminKey` is the operator's own text for the admin key: given later or changed, it takes the place of
 * the former bootstrap key, so that a lost key is mended by a restart. Throws `invalid_request` when it is too weak.
 */
export async function prepareOrganisation(context: ControlContext, adminKey: string | null): Promise<Prepared> {
  return change(context, async (tx) => {
    const [first] = await tx.organisations.list();
    const organisation = first ?? (await createOrganisation(context, tx));
    const workspaces = await tx.workspaces.list(organisation.id);
    const workspace =
      workspaces.find(({ isDefault }) => isDefault) ?? (await createWorkspace(context, tx, organisation.id));
    const wanted = adminKey ?? (first ? null : newKey(context));
    const given = wanted !== null && (await putAdminKey(context, tx, { organisation, text: wanted }));
    return { organisation, workspace, adminKey: given ? wanted : null };
  });
}

async function createOrganisation(context: ControlContext, tx: RecordsTransaction): Promise<Organisation> {
  const id = newId(context) as OrganisationId;
  const organisation: Organisation = { id, name: 'My organisation', createdAt: context.clock.now() };
  await tx.organisations.insert(organisation);
  await audit(context, tx, {
    action: 'organisation.create',
    subject: { id, organisationId: id, workspaceId: null },
    after: organisation,
  });
  return organisation;
}

async function createWorkspace(
  context: ControlContext,
  tx: RecordsTransaction,
  organisationId: OrganisationId,
): Promise<Workspace> {
  const id = newId(context) as WorkspaceId;
  const workspace: Workspace = {
    id,
    organisationId,
    slug: `ws-default-${id.slice(0, 6)}`,
    name: 'Shared Team Workspace',
    isDefault: true,
    createdAt: context.clock.now(),
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
async function putAdminKey(
  context: ControlContext,
  tx: RecordsTransaction,
  { organisation, text }: { organisation: Organisation; text: string },
): Promise<boolean> {
  const { rows } = await tx.apiKeys.list(organisation.id, null, EVERYTHING);
  const adminKeys = rows.filter((key) => key.type === 'organisation-service');
  if (adminKeys.some((key) => key.hash === hashKey(text))) return false;
  const former = adminKeys.find((key) => key.creationMode === 'auto' && key.name === ADMIN_KEY_NAME);
  const id = former?.id ?? newId(context);
  const owner = { organisationId: organisation.id, keyId: id, type: 'organisation-service' } as const;
  const secret = await storedSecret(tx, owner, text);
  const now = context.clock.now();
  const key: ApiKeyRecord = { ...(former ?? newAdminKey(organisation.id, id, now)), ...secret, lastUpdatedAt: now };
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
    expiresAt: null,
    status: 'active',
    createdAt: now,
    lastUpdatedAt: now,
  };
}
