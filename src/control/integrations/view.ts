/** An integration as shown. */
import type { z } from 'zod';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { maskSecret } from '../identity.ts';
import { openCredentials, publicConfigurations } from './credentials.ts';
import { viewMappings } from './secret-mappings.ts';
import type { IntegrationDetail, IntegrationView } from './schemas.ts';

export function viewIntegration(integration: Integration): z.infer<typeof IntegrationView> {
  return {
    id: integration.id,
    object: 'integration',
    slug: integration.slug,
    name: integration.name,
    description: integration.description,
    organisation_id: integration.organisationId,
    workspace_id: integration.workspaceId,
    ai_provider_id: integration.aiProviderId,
    status: integration.status,
    created_at: toIso(integration.createdAt),
    last_updated_at: toIso(integration.lastUpdatedAt),
  };
}

/** With what may be shown of the credentials. */
export function detailIntegration(
  context: ControlContext,
  integration: Integration,
): Omit<z.infer<typeof IntegrationDetail>, 'workspace_count' | 'global_workspace_access_settings'> {
  const credentials = openCredentials(context, integration);
  return {
    ...viewIntegration(integration),
    masked_key: credentials.key === null ? null : maskSecret(credentials.key),
    configurations: publicConfigurations(context.providers.get(integration.aiProviderId), credentials),
    allow_all_models: integration.models.allowAll,
    pricing_adjustments: integration.priceMultipliers === null ? null : { multiplier: integration.priceMultipliers },
    secret_mappings: viewMappings(integration.secretMappings),
  };
}
