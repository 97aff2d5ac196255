/** A guardrail as shown. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import { toIso } from '../fields.ts';
import { openDefinition, shownDefinition, type SavedDefinition } from './definition.ts';
import type { GuardrailDetail, GuardrailSummary, GuardrailView } from './schemas.ts';

export function viewGuardrail(row: GuardrailRow): z.infer<typeof GuardrailView> {
  return {
    id: row.id,
    object: 'guardrail',
    name: row.name,
    slug: row.slug,
    organisation_id: row.organisationId,
    workspace_id: row.workspaceId,
    status: row.status,
    created_at: toIso(row.createdAt),
    last_updated_at: toIso(row.lastUpdatedAt),
    owner_id: row.ownerId,
    updated_by: row.updatedBy,
    version_id: row.versionId,
    default_sides: row.defaultSides,
    excluded_workspaces: row.excludedWorkspaces,
  };
}

export function detailGuardrail(row: GuardrailRow, definition: SavedDefinition): z.infer<typeof GuardrailDetail> {
  return { ...viewGuardrail(row), ...shownDefinition(definition) };
}

/** What a list says of it; null where it does not open. */
export function summaryOf(
  context: Pick<ControlContext, 'sealer'>,
  row: GuardrailRow,
): z.infer<typeof GuardrailSummary> | null {
  try {
    const { checks, actions } = openDefinition(context, row);
    return {
      mode: actions['mode'] === 'shadow' ? 'shadow' : 'enforce',
      deny: actions['deny'] === true,
      checks: checks.filter(({ is_enabled: isEnabled }) => isEnabled).map(({ id }) => id),
    };
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}
