/** The saved guardrails of every organisation, compiled: few, so that a change makes the whole of an organisation anew. */
import type { Side } from '../../guardrails/check.ts';
import { compileGuardrail, type CompiledGuardrail } from '../../guardrails/definition.ts';
import { CHECKS } from '../../guardrails/registry.gen.ts';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { failure, type Result } from '../../kernel/result.ts';
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import type { Sealer } from '../../storage/ports/sealer.ts';

export interface SavedGuardrail {
  readonly row: Omit<GuardrailRow, 'sealedDefinition'>;
  readonly compiled: Result<CompiledGuardrail>;
}

export interface OrganisationGuardrails {
  /** By slug and by id, whichever workspace has them. */
  readonly byName: ReadonlyMap<string, SavedGuardrail>;
  /** Those that hold without being named, the oldest first. */
  readonly byDefault: Readonly<Record<Side, readonly SavedGuardrail[]>>;
}

export type Guardrails = ReadonlyMap<OrganisationId, OrganisationGuardrails>;

/** Those of before with the rows that changed; `rows` holds what is still active among `ids`. */
export function nextGuardrails(
  before: Guardrails,
  { ids, rows, sealer }: { ids: ReadonlySet<string>; rows: readonly GuardrailRow[]; sealer: Sealer },
): Guardrails {
  if (ids.size === 0) return before;
  const next = new Map(before);
  const kept = [...before].map(
    ([id, { byName }]) => [id, [...new Set(byName.values())].filter((one) => !ids.has(one.row.id))] as const,
  );
  const saved = new Map<OrganisationId, SavedGuardrail[]>(kept.map(([id, list]) => [id, list]));
  for (const row of rows) {
    const { sealedDefinition: _, ...shown } = row;
    const list = saved.get(row.organisationId) ?? [];
    saved.set(row.organisationId, [...list, { row: shown, compiled: compile(row, sealer) }]);
  }
  for (const [id, list] of saved) next.set(id, indexed(list));
  return next;
}

function indexed(list: readonly SavedGuardrail[]): OrganisationGuardrails {
  const inOrder = list.toSorted((a, b) => a.row.createdAt - b.row.createdAt || (a.row.id < b.row.id ? -1 : 1));
  const holding = (side: Side) => inOrder.filter(({ row }) => row.defaultSides.includes(side));
  return {
    byName: new Map(inOrder.flatMap((one) => [[one.row.id, one] as const, [one.row.slug, one] as const])),
    byDefault: { input: holding('input'), output: holding('output') },
  };
}

/** Kept with its problem: requests that need it are refused with the reason. */
function compile(
  { id, slug, name, versionId, sealedDefinition }: GuardrailRow,
  sealer: Sealer,
): SavedGuardrail['compiled'] {
  try {
    const definition: unknown = JSON.parse(sealer.open(sealedDefinition, `guardrail:${id}`));
    const compiled = compileGuardrail(definition, { id: slug, name, versionId, checks: CHECKS });
    if (compiled.ok) return compiled;
    return failure(compiled.problem.map(({ path, message }) => `${path}: ${message}`).join('; '));
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
}

interface Wanted {
  organisationId: OrganisationId;
  workspaceId: WorkspaceId;
}

/** One that the workspace may name; undefined where there is none. */
export function savedGuardrail(
  guardrails: Guardrails,
  { organisationId, workspaceId }: Wanted,
  name: string,
): SavedGuardrail | undefined {
  const found = guardrails.get(organisationId)?.byName.get(name);
  return found?.row.workspaceId === null || found?.row.workspaceId === workspaceId ? found : undefined;
}

interface ByDefault extends Wanted {
  /** Workspaces for which none of the organisation holds; absent = there are none. */
  excluded: Readonly<Record<Side, ReadonlySet<WorkspaceId>>> | undefined;
}

/** Those that hold for every request of the workspace. */
export function guardrailsByDefault(
  guardrails: Guardrails,
  { organisationId, workspaceId, excluded }: ByDefault,
  side: Side,
): readonly SavedGuardrail[] {
  const all = guardrails.get(organisationId)?.byDefault[side] ?? NONE;
  if (all.length === 0) return NONE;
  const isExcluded = excluded?.[side].has(workspaceId) === true;
  return all.filter(
    ({ row }) =>
      (row.workspaceId === null ? !isExcluded : row.workspaceId === workspaceId) &&
      !row.excludedWorkspaces.includes(workspaceId),
  );
}

const NONE: readonly never[] = [];
