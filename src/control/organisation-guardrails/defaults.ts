/** The guardrails of the organisation that hold for every request: the list of each side, read from the guardrails themselves. */
import type { z } from 'zod';
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { viewGuardrail } from '../guardrails/view.ts';
import { everyRow } from '../listing.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { principalName } from '../principal.ts';
import { audit, change, look } from '../transaction.ts';
import {
  GetOrganisationDefaults,
  UpdateOrganisationDefaults,
  type OrganisationDefaults,
} from '../organisation-settings/schemas.ts';

const SIDES = ['input', 'output'] as const;
type Side = (typeof SIDES)[number];

export async function getOrganisationDefaults(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof OrganisationDefaults>> {
  requireScope(context, 'organisation_settings.read');
  parseInput(GetOrganisationDefaults, input);
  return look(context, async (tx) => viewDefaults(await ownGuardrails(tx)));
}

/** A list replaces what held by default on its side; an absent list leaves the side as it is. Checks and versions stay. */
export async function updateOrganisationDefaults(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof OrganisationDefaults>> {
  requireScope(context, 'organisation_settings.update');
  const wanted = parseInput(UpdateOrganisationDefaults, input);
  return change(context, async (tx) => {
    const all = await ownGuardrails(tx);
    const chosen: Record<Side, ReadonlySet<string> | null> = {
      input: idsOf('input_guardrails', wanted.input_guardrails, all),
      output: idsOf('output_guardrails', wanted.output_guardrails, all),
    };
    const after = all.map((row) => ({
      ...row,
      defaultSides: SIDES.filter((side) => chosen[side]?.has(row.id) ?? row.defaultSides.includes(side)),
    }));
    for (const [index, row] of after.entries()) {
      const before = all[index];
      if (before !== undefined) await replaceChanged(context, tx, { before, row });
    }
    return viewDefaults(after);
  });
}

async function replaceChanged(
  context: ControlContext,
  tx: TenantRecords,
  { before, row }: { before: GuardrailRow; row: GuardrailRow },
): Promise<void> {
  if (SIDES.every((side) => before.defaultSides.includes(side) === row.defaultSides.includes(side))) return;
  const after = { ...row, updatedBy: principalName(context.principal), lastUpdatedAt: context.clock.now() };
  await tx.guardrails.replace(after);
  const shown = { before: viewGuardrail(before), after: viewGuardrail(after) };
  await audit(context, tx, { action: 'guardrail.update', subject: after, ...shown });
}

/** Throws `invalid_request` for a name that is no guardrail of the organisation. null = nothing is said. */
function idsOf(
  field: string,
  names: readonly string[] | undefined,
  all: readonly GuardrailRow[],
): ReadonlySet<string> | null {
  if (names === undefined) return null;
  return new Set(
    names.map((name, index) => {
      const found = all.find(({ id, slug }) => slug === name || id === name);
      if (found !== undefined) return found.id;
      throw unknownReference(`${field}[${index}]`, `the organisation has no guardrail "${name}"`);
    }),
  );
}

/** Active ones that belong to no workspace, the oldest first: the order in which they run. */
async function ownGuardrails(tx: TenantRecords): Promise<GuardrailRow[]> {
  const found = await everyRow((page) => tx.guardrails.list({ workspaceId: null }, page));
  return found.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

function viewDefaults(all: readonly GuardrailRow[]): z.infer<typeof OrganisationDefaults> {
  const holding = (side: Side) => all.filter(({ defaultSides }) => defaultSides.includes(side)).map(({ slug }) => slug);
  return {
    object: 'organisation-defaults',
    input_guardrails: holding('input'),
    output_guardrails: holding('output'),
  };
}
