/** The guardrails of a workspace, with those of the organisation that hold there; or the organisation's own. */
import type { z } from 'zod';
import { holdsScope, requireScope } from '../permission.ts';
import { pinnedWorkspace, type ControlContext } from '../context.ts';
import { asList, toPage } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { ListGuardrails, type GuardrailList } from './schemas.ts';
import { summaryOf, viewGuardrail } from './view.ts';

export async function listGuardrails(context: ControlContext, input: unknown): Promise<z.infer<typeof GuardrailList>> {
  requireScope(context, 'guardrails.list', 'organisation_guardrails.list');
  const wanted = parseInput(ListGuardrails, input);
  const ids = wanted.ids?.split(',').map((id) => id.trim());
  const isOrganisations =
    !wanted.workspace_id && pinnedWorkspace(context) === null && holdsScope(context, 'organisation_guardrails.list');
  return look(context, async (tx) => {
    const filter = isOrganisations
      ? wanted.organisation_id
        ? { workspaceId: null }
        : {}
      : { workspaceId: (await resolveWorkspace(context, tx, wanted.workspace_id)).id, isWithOrganisation: true };
    return asList(await tx.guardrails.list({ ...filter, ...(ids && { ids }) }, toPage(wanted)), (row) => ({
      ...viewGuardrail(row),
      summary: summaryOf(context, row),
    }));
  });
}
