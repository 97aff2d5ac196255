/** A guardrail as shown. */
import type { z } from 'zod';
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import { toIso } from '../fields.ts';
import { shownDefinition, type SavedDefinition } from './definition.ts';
import type { GuardrailDetail, GuardrailView } from './schemas.ts';

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
