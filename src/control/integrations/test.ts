/** Calls an AI service once with credentials that are not saved yet: what the dashboard's wizard shows before it saves them. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import type { TestedProvider } from '../providers/schemas.ts';
import { viewTest } from '../providers/test-view.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { checkCredentials, requireProvider } from './credentials.ts';
import { TestIntegration } from './schemas.ts';

/** Throws `invalid_request` at the wrong field, as creating it would. */
export async function testIntegration(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof TestedProvider>> {
  requireScope(context, 'organisation_integrations.create', 'workspace_integrations.create');
  const { ai_provider_id, key, configurations, model, workspace_id } = parseInput(TestIntegration, input);
  const provider = requireProvider(context, ai_provider_id);
  const credentials = checkCredentials(context, provider, { key: key ?? null, configurations });
  const workspace = await look(context, (tx) => resolveWorkspace(context, tx, workspace_id));
  return viewTest(
    await context.testProvider({ provider, credentials, workspaceId: workspace.id, model: model ?? null }),
  );
}
