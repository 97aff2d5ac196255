/** A provider as shown. */
import type { z } from 'zod';
import type { ProviderRecord } from '../../storage/ports/records/providers.ts';
import type { ControlContext } from '../context.ts';
import { toIso, toIsoOrNull } from '../fields.ts';
import { NO_LIMITS, type ShownLimits } from '../limits/view.ts';
import type { ProviderView } from './schemas.ts';

export function viewProvider(
  context: ControlContext,
  provider: ProviderRecord,
  limits: ShownLimits = NO_LIMITS,
): z.infer<typeof ProviderView> {
  const expired = provider.expiresAt !== null && provider.expiresAt <= context.clock.now();
  return {
    id: provider.id,
    object: 'provider',
    slug: provider.slug,
    name: provider.name,
    note: provider.note,
    integration_id: provider.integrationId,
    workspace_id: provider.workspaceId,
    ...limits,
    status: expired ? 'expired' : limits.status,
    reset_usage: null,
    expires_at: toIsoOrNull(provider.expiresAt),
    created_at: toIso(provider.createdAt),
    last_updated_at: toIso(provider.lastUpdatedAt),
  };
}
