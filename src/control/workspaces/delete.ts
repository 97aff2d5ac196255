/**
 * Archives a workspace. Refused while it holds integrations, providers, configs or guardrails: whoever deletes it rarely means to
 * stop their traffic, or to lose their rules. Its keys are archived with it, and its log rows stay.
 */
import type { z } from 'zod';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { archiveApiKey } from '../api-keys/archive.ts';
import { API_KEY_TYPES, requireKeyScope } from '../api-keys/power.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findWorkspace } from './find.ts';
import { DeleteWorkspace } from './schemas.ts';
import { viewWorkspace } from './view.ts';

export async function deleteWorkspace(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'workspaces.delete');
  const { id } = parseInput(DeleteWorkspace, input);
  return change(context, async (tx) => {
    const workspace = await findWorkspace(context, tx, id);
    await refuseInUse(tx, workspace);
    await archiveKeys(context, tx, workspace);
    await tx.workspaces.replace({ ...workspace, status: 'archived', lastUpdatedAt: context.clock.now() });
    await audit(context, tx, {
      action: 'workspace.delete',
      subject: { ...workspace, workspaceId: workspace.id },
      before: viewWorkspace(workspace),
    });
    return {};
  });
}

async function refuseInUse(tx: TenantRecords, { id, slug, isDefault }: Workspace): Promise<void> {
  if (isDefault) {
    throw new GatewayError('in_use', `Workspace "${slug}" is the default one.`, {
      hint: 'The default workspace takes what names no other, so it cannot be deleted. Rename it instead.',
    });
  }
  const { apiKeys: _, ...held } = await tx.workspaces.contents(id);
  if (Object.values(held).every((count) => count === 0)) return;
  const { integrations, providers, configs, guardrails } = held;
  throw new GatewayError(
    'in_use',
    `Workspace "${slug}" still holds ${integrations} integrations, ${providers} providers, ${configs} configs and ${guardrails} guardrails.`,
    { hint: 'Delete these first: what they serve would stop.' },
  );
}

const KEYS_AT_ONCE = { currentPage: 0, pageSize: 500 };

async function archiveKeys(context: ControlContext, tx: TenantRecords, { id }: Workspace): Promise<void> {
  const left = () => tx.apiKeys.list({ types: API_KEY_TYPES, workspaceId: id }, KEYS_AT_ONCE);
  for (let page = await left(); page.total > 0; page = await left()) {
    for (const key of page.rows) {
      requireKeyScope(context, key.type, 'delete');
      await archiveApiKey(context, tx, key);
    }
  }
}
