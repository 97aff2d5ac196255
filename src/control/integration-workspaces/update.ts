/** Gives workspaces access to an integration of the organisation, or withdraws it. */
import type { z } from 'zod';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import { isShared, type WorkspaceAccess } from '../../storage/ports/records/model-provisioning.ts';
import { EACH_WORKSPACE, type LimitsRecord } from '../../storage/ports/records/limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { requireSlugPower } from '../configs/host-power.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { newSlug } from '../identity.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { insertProvider } from '../providers/insert.ts';
import { showLimits, viewSettings } from '../limits/view.ts';
import { resetUsage, writeLimits } from '../limits/write.ts';
import { lookUpWorkspace } from '../tenancy.ts';
import { audit, change } from '../transaction.ts';
import { allWorkspaces, findShareable } from './list.ts';
import { UpdateIntegrationWorkspaces } from './schemas.ts';

type Wanted = z.output<typeof UpdateIntegrationWorkspaces>;

/**
 * A workspace that loses access keeps its providers: requests that name them are refused until it is given access again.
 */
export async function updateIntegrationWorkspaces(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_integrations.update');
  const wanted = parseInput(UpdateIntegrationWorkspaces, input);
  const written = await change(context, async (tx) => {
    const before = await findShareable(context, tx, { ref: wanted.slug, action: 'update' });
    const named = await namedWorkspaces(tx, wanted);
    const access = accessAfter(before.access, wanted, named);
    const after: Integration = { ...before, access, lastUpdatedAt: context.clock.now() };
    await tx.integrations.replace(after);
    await audit(context, tx, { action: 'integration.update', subject: after, before: before.access, after: access });
    await makeDefaultProviders(context, tx, { integration: after, wanted, named });
    await writeLimitsOfEach(context, tx, { integration: after, wanted, named });
    return writeAllLimits(context, tx, { integration: after, named });
  });
  for (const { limits, wanted: one } of written) await resetUsage(context, one, limits);
  return {};
}

/** What each workspace may spend that has no limits of its own, where the call says something about it. */
async function writeLimitsOfEach(
  context: ControlContext,
  tx: TenantRecords,
  { integration, wanted, named }: Sharing,
): Promise<void> {
  const { usage_limits: usage, rate_limits: rates } = wanted.global_workspace_access ?? {};
  if (usage === undefined && rates === undefined) return;
  const { organisationId } = tx;
  const owner = { kind: 'integration_workspace', id: `${integration.id}:${EACH_WORKSPACE}`, organisationId } as const;
  const { before, after } = await writeLimits(context, tx, {
    owner,
    wanted: { usage_limits: usage, rate_limits: rates },
  });
  await audit(context, tx, {
    action: 'organisation.update_limits',
    subject: { id: owner.id, organisationId, workspaceId: null },
    before: before === null ? null : viewSettings(before),
    after: viewSettings(after),
  });
  if (isOverriding(wanted)) await forgetOwnLimits(context, tx, { integration, wanted, named });
}

/** Of workspaces that the call does not name. */
async function forgetOwnLimits(
  context: ControlContext,
  tx: TenantRecords,
  { integration, named }: Sharing,
): Promise<void> {
  const kept = [EACH_WORKSPACE, ...named.map(({ workspace }) => workspace.id)];
  const ids = new Set(kept.map((id) => `${integration.id}:${id}`));
  for (const record of await tx.limits.list()) {
    const { ownerKind, ownerId, organisationId } = record;
    const isOurs = ownerKind === 'integration_workspace' && ownerId.startsWith(`${integration.id}:`);
    if (!isOurs || ids.has(ownerId)) continue;
    await tx.limits.put({ ...record, budgets: [], rates: [] });
    await audit(context, tx, {
      action: 'organisation.update_limits',
      subject: { id: ownerId, organisationId, workspaceId: null },
      before: showLimits(context, record),
    });
  }
}

interface Written {
  limits: LimitsRecord;
  wanted: Named['wanted'];
}

/** What each workspace may spend on the integration, where the call says something about it. */
async function writeAllLimits(
  context: ControlContext,
  tx: TenantRecords,
  { integration, named }: { integration: Integration; named: readonly Named[] },
): Promise<Written[]> {
  const { organisationId } = tx;
  const written: Written[] = [];
  for (const { workspace, wanted } of named) {
    const { usage_limits: usage, rate_limits: rates, reset_usage: reset } = wanted;
    if (usage === undefined && rates === undefined && reset !== true) continue;
    const owner = { kind: 'integration_workspace', id: `${integration.id}:${workspace.id}`, organisationId } as const;
    const { before, after } = await writeLimits(context, tx, { owner, wanted });
    await audit(context, tx, {
      action: 'organisation.update_limits',
      subject: { id: owner.id, organisationId, workspaceId: workspace.id },
      before: showLimits(context, before),
      after: showLimits(context, after),
    });
    written.push({ limits: after, wanted });
  }
  return written;
}

interface Named {
  workspace: Workspace;
  wanted: Wanted['workspaces'][number];
}

async function namedWorkspaces(tx: TenantRecords, { workspaces }: Wanted): Promise<Named[]> {
  const named: Named[] = [];
  for (const [index, wanted] of workspaces.entries()) {
    const workspace = await lookUpWorkspace(tx, wanted.id);
    if (workspace === null) throw unknownReference(`workspaces[${index}].id`, `no workspace "${wanted.id}"`);
    named.push({ workspace, wanted });
  }
  return named;
}

const isOverriding = (wanted: Wanted): boolean =>
  wanted.override_existing_workspace_access === true || wanted.override_existing_workspaces_access === true;

function accessAfter(before: WorkspaceAccess, wanted: Wanted, named: readonly Named[]): WorkspaceAccess {
  const kept = isOverriding(wanted) ? {} : before.workspaces;
  const given = Object.fromEntries(named.map(({ workspace, wanted: { enabled } }) => [workspace.id, enabled]));
  return {
    everyWorkspace: wanted.global_workspace_access?.enabled ?? before.everyWorkspace,
    workspaces: { ...kept, ...given },
  };
}

interface Sharing {
  integration: Integration;
  wanted: Wanted;
  named: readonly Named[];
}

/** In the workspaces that this call gives access to, unless it says not to, and where there is none of this integration. */
async function makeDefaultProviders(context: ControlContext, tx: TenantRecords, sharing: Sharing): Promise<void> {
  const { integration, wanted, named } = sharing;
  const having = new Set((await tx.providers.listByIntegration(integration.id)).map(({ workspaceId }) => workspaceId));
  const all = wanted.global_workspace_access?.enabled === true ? await allWorkspaces(tx) : [];
  const own = new Map(named.map(({ workspace, wanted: one }) => [workspace.id, { ...wanted, ...one }]));
  for (const workspace of new Map(
    [...all, ...named.map((one) => one.workspace)].map((one) => [one.id, one]),
  ).values()) {
    const one = own.get(workspace.id) ?? wanted;
    if (
      one.create_default_provider === false ||
      having.has(workspace.id) ||
      !isShared(integration.access, workspace.id)
    )
      continue;
    const slug = await freeSlug(context, tx, {
      workspace,
      slug: one.default_provider_slug ?? integration.slug,
    });
    await requireSlugPower(context, tx, { workspaceId: workspace.id, slug, integration });
    await insertProvider(context, tx, { workspace, integration, slug, name: integration.name });
  }
}

/** The slug itself, unless the workspace has another provider of that name. */
async function freeSlug(
  context: ControlContext,
  tx: TenantRecords,
  { workspace, slug }: { workspace: Workspace; slug: string },
): Promise<string> {
  const taken = await tx.providers.findBySlug(workspace.id, slug);
  return taken === null ? slug : newSlug(context, slug);
}
