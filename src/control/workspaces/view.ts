/** A workspace as shown. */
import type { z } from 'zod';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { toIso } from '../fields.ts';
import { NO_LIMITS, type ShownLimits } from '../limits/view.ts';
import type { WorkspaceView } from './schemas.ts';

/** Limits of a workspace are lists in the contract, those of others are not. */
export function viewWorkspace(workspace: Workspace, limits: ShownLimits = NO_LIMITS): z.infer<typeof WorkspaceView> {
  const budgets = limits.usage_limits;
  return {
    id: workspace.id,
    object: 'workspace',
    slug: workspace.slug,
    name: workspace.name,
    description: workspace.description,
    created_at: toIso(workspace.createdAt),
    last_updated_at: toIso(workspace.lastUpdatedAt),
    defaults: {
      metadata: workspace.defaults.metadata,
      input_guardrails: workspace.defaults.inputGuardrails ?? [],
      output_guardrails: workspace.defaults.outputGuardrails ?? [],
      user_api_key_config: workspace.defaults.userKeyConfig ?? null,
      request_logging: workspace.defaults.requestLogging ?? null,
      is_default: workspace.isDefault ? 1 : 0,
      object: 'workspace',
    },
    usage_limits: budgets === null || Array.isArray(budgets) ? budgets : [budgets],
    rate_limits: limits.rate_limits,
  };
}
