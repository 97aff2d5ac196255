/** Changes the provider, and with a new secret or new fields of the service the integration behind it. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { updateIntegration } from '../integrations/update.ts';
import { parseInput } from '../parse.ts';
import { getProvider } from '../providers/get.ts';
import { updateProvider } from '../providers/update.ts';
import { behindVirtualKeys } from './power.ts';
import { UpdateVirtualKey } from './schemas.ts';
import { toConfigurations } from './service-fields.ts';

export async function updateVirtualKey(asked: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const context = behindVirtualKeys(asked, 'update');
  const wanted = parseInput(UpdateVirtualKey, input);
  const { slug, workspace_id, key, name, note, expires_at, usage_limits, rate_limits, reset_usage, ...rest } = wanted;
  const provider = await getProvider(context, { slug, workspace_id });
  const configurations = toConfigurations(rest);
  if ((key ?? null) !== null || Object.keys(configurations).length > 0) {
    const credentials = { ...(key ? { key } : {}), configurations };
    await updateIntegration(context, { slug: provider.integration_id, workspace_id, ...credentials });
  }
  const limits = { usage_limits, rate_limits, reset_usage };
  await updateProvider(context, { slug: provider.id, workspace_id, name, note, expires_at, ...limits });
  return {};
}
