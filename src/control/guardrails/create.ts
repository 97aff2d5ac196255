/** Saves a guardrail under a slug that configs and workspaces can name. */
import type { z } from 'zod';
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { newId, newSlug } from '../identity.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { principalName } from '../principal.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { audit, change } from '../transaction.ts';
import { checkDefinition, sealDefinition } from './definition.ts';
import { ownerOf, requireGuardrailScope } from './find.ts';
import { CreateGuardrail, type GuardrailIds } from './schemas.ts';
import { detailGuardrail } from './view.ts';
import { insertVersion } from './version.ts';

export async function createGuardrail(context: ControlContext, input: unknown): Promise<z.infer<typeof GuardrailIds>> {
  requireScope(context, 'guardrails.create', 'organisation_guardrails.create');
  const wanted = parseInput(CreateGuardrail, input);
  const { checks, stream } = wanted;
  const definition = { checks, actions: { ...wanted.actions, ...(stream && { stream }) } };
  checkDefinition(definition);
  return change(context, async (tx) => {
    const workspaceId = await ownerOf(context, tx, wanted);
    requireGuardrailScope(context, 'create', workspaceId);
    const id = newId(context);
    const now = context.clock.now();
    const author = principalName(context.principal);
    const row: GuardrailRow = {
      id,
      slug: wanted.slug ?? newSlug(context, wanted.name, 'pg-'),
      organisationId: organisationOf(context),
      workspaceId,
      name: wanted.name,
      status: 'active',
      ownerId: author,
      updatedBy: author,
      createdAt: now,
      lastUpdatedAt: now,
      versionId: newId(context),
      sealedDefinition: sealDefinition(context, id, definition),
      defaultSides: wanted.default_sides ?? [],
      excludedWorkspaces: await workspacesOf(context, tx, wanted.excluded_workspaces ?? []),
    };
    if (await tx.guardrails.findBySlug(row.slug)) {
      throw new GatewayError('already_exists', `There is already a guardrail "${row.slug}".`);
    }
    await tx.guardrails.insert(row);
    await insertVersion(tx, row);
    await audit(context, tx, { action: 'guardrail.create', subject: row, after: detailGuardrail(row, definition) });
    return { id, slug: row.slug, version_id: row.versionId };
  });
}

/** Ids of the workspaces that are named by id or slug. */
export async function workspacesOf(
  context: ControlContext,
  tx: TenantRecords,
  names: readonly string[],
): Promise<WorkspaceId[]> {
  const found: WorkspaceId[] = [];
  for (const name of names) found.push((await resolveWorkspace(context, tx, name)).id);
  return found;
}
