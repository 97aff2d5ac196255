/** Makes a workspace: a place of its own for keys, providers, configs and logs. */
import type { z } from 'zod';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { ControlContext } from '../context.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { newId, newSlug } from '../identity.ts';
import { showLimits } from '../limits/view.ts';
import { writeLimits } from '../limits/write.ts';
import { heldToSchema } from '../organisation-settings/metadata-schema.ts';
import { putMembers } from '../members/add.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { nextDefaults } from './default-guardrails.ts';
import type { WorkspaceView } from './schemas.ts';
import { CreateWorkspace } from './schemas.ts';
import { viewWorkspace } from './view.ts';

export async function createWorkspace(context: ControlContext, input: unknown): Promise<z.infer<typeof WorkspaceView>> {
  requireScope(context, 'workspaces.create');
  const wanted = parseInput(CreateWorkspace, input, FOREIGN_FIELDS.workspaces);
  return change(context, async (tx) => {
    const { workspaceMetadataSchema } = await tx.settings.read();
    const metadata = heldToSchema(wanted.defaults?.metadata ?? {}, workspaceMetadataSchema);
    const workspace = await build(context, tx, { ...wanted, defaults: { ...wanted.defaults, metadata } });
    if (await tx.workspaces.findBySlug(workspace.slug)) {
      throw new GatewayError('already_exists', `There is already a workspace "${workspace.slug}".`);
    }
    await tx.workspaces.insert(workspace);
    const { after } = await writeLimits(context, tx, { owner: { kind: 'workspace', ...workspace }, wanted });
    const view = viewWorkspace(workspace, showLimits(context, after));
    await audit(context, tx, {
      action: 'workspace.create',
      subject: { ...workspace, workspaceId: workspace.id },
      after: view,
    });
    await addFirstMembers(context, tx, { workspaceId: workspace.id, refs: wanted.users ?? [] });
    return view;
  });
}

/** Throws `invalid_request` for somebody who is not there. */
async function addFirstMembers(
  context: ControlContext,
  tx: TenantRecords,
  { workspaceId, refs }: { workspaceId: WorkspaceId; refs: readonly string[] },
): Promise<void> {
  if (refs.length > 0) requireScope(context, 'workspace_users.create');
  const users = [];
  for (const [index, ref] of refs.entries()) {
    const user = (await tx.users.findById(ref)) ?? (await tx.users.findByEmail(ref.toLowerCase()));
    if (user?.status !== 'active') throw unknownReference(`users[${index}]`, `no user "${ref}"`);
    users.push({ id: user.id, role: 'member' as const });
  }
  await putMembers(context, tx, { workspaceId, users });
}

async function build(
  context: ControlContext,
  tx: TenantRecords,
  wanted: z.output<typeof CreateWorkspace>,
): Promise<Workspace> {
  const now = context.clock.now();
  const id = newId(context) as WorkspaceId;
  return {
    id,
    organisationId: tx.organisationId,
    slug: wanted.slug ?? newSlug(context, wanted.name, 'ws-'),
    name: wanted.name,
    description: wanted.description ?? null,
    isDefault: false,
    defaults: await nextDefaults(tx, id, { before: { metadata: {} }, wanted: wanted.defaults }),
    status: 'active',
    createdAt: now,
    lastUpdatedAt: now,
  };
}
