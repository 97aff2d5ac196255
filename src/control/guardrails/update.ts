/** Makes a new version of a guardrail, which is live at once; the older ones stay readable. */
import type { z } from 'zod';
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { principalName } from '../principal.ts';
import { audit, change } from '../transaction.ts';
import { workspacesOf } from './create.ts';
import {
  checkDefinition,
  openDefinition,
  sealDefinition,
  withStoredSecrets,
  type SavedDefinition,
} from './definition.ts';
import { findGuardrail } from './find.ts';
import { UpdateGuardrail, type GuardrailIds } from './schemas.ts';
import { insertVersion } from './version.ts';
import { detailGuardrail } from './view.ts';

export async function updateGuardrail(context: ControlContext, input: unknown): Promise<z.infer<typeof GuardrailIds>> {
  requireScope(context, 'guardrails.update', 'organisation_guardrails.update');
  const wanted = parseInput(UpdateGuardrail, input);
  return change(context, async (tx) => {
    const before = await findGuardrail(context, tx, { guardrailId: wanted.guardrailId, action: 'update' });
    const old = openDefinition(context, before);
    const definition = nextDefinition(old, wanted);
    checkDefinition(definition);
    const { default_sides: sides, excluded_workspaces: excluded } = wanted;
    const after: GuardrailRow = {
      ...before,
      name: wanted.name ?? before.name,
      sealedDefinition: sealDefinition(context, before.id, definition),
      defaultSides: sides ?? before.defaultSides,
      excludedWorkspaces: excluded ? await workspacesOf(context, tx, excluded) : before.excludedWorkspaces,
      versionId: newId(context),
      updatedBy: principalName(context.principal),
      lastUpdatedAt: context.clock.now(),
    };
    await tx.guardrails.replace(after);
    await insertVersion(tx, after);
    const shown = { before: detailGuardrail(before, old), after: detailGuardrail(after, definition) };
    await audit(context, tx, { action: 'guardrail.update', subject: after, ...shown });
    return { id: after.id, slug: after.slug, version_id: after.versionId };
  });
}

function nextDefinition(old: SavedDefinition, wanted: z.output<typeof UpdateGuardrail>): SavedDefinition {
  const { checks, actions, stream } = wanted;
  return {
    ...old,
    checks: checks === undefined ? old.checks : withStoredSecrets(checks, old),
    actions: { ...(actions ?? old.actions), ...(stream && { stream }) },
  };
}
