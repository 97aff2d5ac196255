/** A provider and its integration, shown as the virtual key that they were. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { lookUpIntegration } from '../integrations/find.ts';
import { viewMappings } from '../integrations/secret-mappings.ts';
import { detailIntegration } from '../integrations/view.ts';
import type { ProviderView } from '../providers/schemas.ts';
import { look } from '../transaction.ts';
import type { VirtualKeyView } from './schemas.ts';

export async function viewVirtualKey(
  context: ControlContext,
  provider: z.infer<typeof ProviderView>,
): Promise<z.infer<typeof VirtualKeyView>> {
  const integration = await look(context, (tx) => lookUpIntegration(context, tx, provider.integration_id));
  const { name, note, slug, status, usage_limits, rate_limits, expires_at, created_at } = provider;
  return {
    object: 'virtual-key',
    name,
    note,
    slug,
    status,
    usage_limits,
    rate_limits,
    reset_usage: null,
    model_config: integration === null ? {} : detailIntegration(context, integration).configurations,
    secret_mappings: integration === null ? [] : viewMappings(integration.secretMappings),
    expires_at,
    created_at,
  };
}
