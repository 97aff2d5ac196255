/** Workspaces for which none of the organisation's default guardrails hold, by side. */
import type { z } from 'zod';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { ControlContext } from '../context.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { lookUpWorkspace } from '../tenancy.ts';
import { audit, change, look } from '../transaction.ts';
import {
  ListGuardrailExclusions,
  UpdateGuardrailExclusions,
  type GuardrailExclusions,
} from '../organisation-settings/schemas.ts';

type Side = 'input' | 'output';
type Shown = z.infer<typeof GuardrailExclusions>;

export const listGuardrailExclusions =
  (side: Side) =>
  async (context: ControlContext, input: unknown): Promise<Shown> => {
    requireScope(context, 'organisation_exclusions.list');
    parseInput(ListGuardrailExclusions, input);
    return look(context, async (tx) => view((await tx.settings.read()).guardrailExclusions[side]));
  };

/** Adds to those of before, or stands in their place. */
export const updateGuardrailExclusions =
  (side: Side) =>
  async (context: ControlContext, input: unknown): Promise<Shown> => {
    requireScope(context, 'organisation_exclusions.update');
    const wanted = parseInput(UpdateGuardrailExclusions, input);
    return change(context, async (tx) => {
      const settings = await tx.settings.read();
      const before = settings.guardrailExclusions;
      const named = await idsOf(tx, wanted.excluded, before[side]);
      const after = [...new Set([...(wanted.override_existing ? [] : before[side]), ...named])];
      await tx.settings.write({ ...settings, guardrailExclusions: { ...before, [side]: after } });
      await audit(context, tx, {
        action: 'organisation.update',
        subject: { id: tx.organisationId, organisationId: tx.organisationId, workspaceId: null },
        before: { guardrail_exclusions: { [side]: before[side] } },
        after: { guardrail_exclusions: { [side]: after } },
      });
      return view(after);
    });
  };

/** Leaves out workspaces that were excluded before and are gone now. Throws `invalid_request` for any other that does not exist. */
async function idsOf(
  tx: TenantRecords,
  names: readonly string[],
  before: readonly WorkspaceId[],
): Promise<WorkspaceId[]> {
  const ids: WorkspaceId[] = [];
  for (const [index, name] of names.entries()) {
    const workspace = await lookUpWorkspace(tx, name);
    if (workspace === null && before.some((id) => id === name)) continue;
    if (workspace === null) throw unknownReference(`excluded[${index}]`, `no workspace "${name}"`);
    ids.push(workspace.id);
  }
  return ids;
}

const view = (excluded: readonly WorkspaceId[]): Shown => ({
  object: 'list',
  total: excluded.length,
  excluded: [...excluded],
});
