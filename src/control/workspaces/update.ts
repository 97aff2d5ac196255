/** Renames or describes a workspace, or changes what it adds to requests. Its slug stays, because people and files hold it. */
import type { z } from 'zod';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import type { ControlContext } from '../context.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { requireLimitsOfWorkspace } from '../limits/reach.ts';
import { showLimits } from '../limits/view.ts';
import { resetUsage, writeLimits } from '../limits/write.ts';
import { heldToSchema } from '../organisation-settings/metadata-schema.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { nextDefaults } from './default-guardrails.ts';
import { findWorkspace } from './find.ts';
import type { WorkspaceView } from './schemas.ts';
import { UpdateWorkspace } from './schemas.ts';
import { viewWorkspace } from './view.ts';

export async function updateWorkspace(context: ControlContext, input: unknown): Promise<z.infer<typeof WorkspaceView>> {
  requireScope(context, 'workspaces.update');
  const wanted = parseInput(UpdateWorkspace, input, FOREIGN_FIELDS.workspaces);
  if (LIMIT_MEMBERS.some((member) => wanted[member] !== undefined)) requireLimitsOfWorkspace(context);
  const { workspace, limits } = await change(context, async (tx) => {
    const before = await findWorkspace(context, tx, wanted.id);
    const { workspaceMetadataSchema } = await tx.settings.read();
    const after: Workspace = {
      ...before,
      name: wanted.name ?? before.name,
      description: wanted.description === undefined ? before.description : wanted.description,
      defaults: await nextDefaults(tx, before.id, {
        before: before.defaults,
        wanted: {
          ...wanted.defaults,
          metadata: heldToSchema(wanted.defaults?.metadata ?? before.defaults.metadata, workspaceMetadataSchema),
        },
      }),
      lastUpdatedAt: context.clock.now(),
    };
    await tx.workspaces.replace(after);
    const written = await writeLimits(context, tx, { owner: { kind: 'workspace', ...after }, wanted });
    await audit(context, tx, {
      action: 'workspace.update',
      subject: { ...after, workspaceId: after.id },
      before: viewWorkspace(before, showLimits(context, written.before)),
      after: viewWorkspace(after, showLimits(context, written.after)),
    });
    return { workspace: after, limits: written.after };
  });
  await resetUsage(context, wanted, limits);
  return viewWorkspace(workspace, showLimits(context, limits));
}

const LIMIT_MEMBERS = ['usage_limits', 'rate_limits', 'velocity_limits', 'reset_usage'] as const;
