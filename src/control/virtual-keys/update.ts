/** Changes the provider, and with a new secret or new fields of the service the integration behind it. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import type { Provider } from '../../providers/provider.ts';
import { lookUpIntegration } from '../integrations/find.ts';
import { updateIntegration } from '../integrations/update.ts';
import { parseInput } from '../parse.ts';
import { getProvider } from '../providers/get.ts';
import { updateProvider } from '../providers/update.ts';
import { look } from '../transaction.ts';
import { behindVirtualKeys } from './power.ts';
import { UpdateVirtualKey } from './schemas.ts';
import { toConfigurations } from './service-fields.ts';

export async function updateVirtualKey(asked: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const context = behindVirtualKeys(asked, 'update');
  const wanted = parseInput(UpdateVirtualKey, input);
  const { slug, workspace_id, key, name, note, expires_at, usage_limits, rate_limits, reset_usage, ...others } = wanted;
  const { deploymentConfig, secret_mappings: mappings, ...rest } = others;
  const provider = await getProvider(context, { slug, workspace_id });
  const service = await serviceOf(context, provider.integration_id);
  const configurations = service === null ? rest : toConfigurations(service, rest, deploymentConfig);
  if ((key ?? null) !== null || mappings != null || Object.keys(configurations).length > 0) {
    const credentials = {
      ...(key ? { key } : {}),
      ...(mappings == null ? {} : { secret_mappings: mappings }),
      configurations,
    };
    await updateIntegration(context, { slug: provider.integration_id, workspace_id, ...credentials });
  }
  const limits = { usage_limits, rate_limits, reset_usage };
  await updateProvider(context, { slug: provider.id, workspace_id, name, note, expires_at, ...limits });
  return {};
}

/** null = its AI service is none that this version has; the integration says so itself. */
async function serviceOf(context: ControlContext, integrationId: string): Promise<Provider | null> {
  const integration = await look(context, (tx) => lookUpIntegration(context, tx, integrationId));
  return context.providers.get(integration?.aiProviderId ?? '') ?? null;
}
