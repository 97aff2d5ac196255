/** Makes an integration of the workspace, and the provider through which it is used. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { createIntegration } from '../integrations/create.ts';
import { requireProvider } from '../integrations/credentials.ts';
import { deleteIntegration } from '../integrations/delete.ts';
import { parseInput } from '../parse.ts';
import { createProvider } from '../providers/create.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { behindVirtualKeys } from './power.ts';
import { CreateVirtualKey, type MadeVirtualKey } from './schemas.ts';
import { toConfigurations } from './service-fields.ts';

export async function createVirtualKey(asked: ControlContext, input: unknown): Promise<z.infer<typeof MadeVirtualKey>> {
  const context = behindVirtualKeys(asked, 'create');
  const wanted = parseInput(CreateVirtualKey, input);
  const { name, provider, key, note, workspace_id, expires_at, usage_limits, rate_limits, ...others } = wanted;
  const { deploymentConfig, secret_mappings: mappings, ...rest } = others;
  const workspace = await look(context, (tx) => resolveWorkspace(context, tx, workspace_id));
  const integration = await createIntegration(context, {
    name,
    ai_provider_id: provider,
    key,
    workspace_id: workspace.id,
    configurations: toConfigurations(requireProvider(context, provider), rest, deploymentConfig),
    secret_mappings: mappings ?? [],
    create_default_provider: false,
  });
  try {
    const limits = { usage_limits, rate_limits };
    const used = { integration_id: integration.id, workspace_id: workspace.id, slug: integration.slug };
    const made = await createProvider(context, { name, note, expires_at, ...used, ...limits });
    return { slug: made.slug };
  } catch (error) {
    // Half a virtual key would be credentials that nobody sees.
    await deleteIntegration(context, { slug: integration.id, workspace_id: workspace.id });
    throw error;
  }
}
