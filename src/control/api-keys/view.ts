/** An API key as shown: masked. */
import type { z } from 'zod';
import type { ApiKeyRecord, RotationPolicy } from '../../storage/ports/records/api-keys.ts';
import { toIso, toIsoOrNull } from '../fields.ts';
import { NO_LIMITS, type ShownLimits } from '../limits/view.ts';
import type { ApiKeyView } from './schemas.ts';

function viewPolicy(policy: RotationPolicy | null) {
  if (policy === null) return null;
  const { period, nextAt, transitionMs } = policy;
  return {
    rotation_period: typeof period === 'string' ? period : null,
    rotation_period_days: typeof period === 'number' ? period : null,
    next_rotation_at: toIso(nextAt),
    key_transition_period_ms: transitionMs,
  };
}

export function viewApiKey(key: ApiKeyRecord, limits: ShownLimits = NO_LIMITS): z.infer<typeof ApiKeyView> {
  return {
    id: key.id,
    object: 'api-key',
    key: key.masked,
    name: key.name,
    description: key.description,
    type: key.type,
    organisation_id: key.organisationId,
    workspace_id: key.workspaceId,
    user_id: key.userId,
    creation_mode: key.creationMode,
    ...limits,
    reset_usage: null,
    scopes: key.scopes,
    defaults: {
      metadata: key.defaults.metadata,
      config_id: key.defaults.configId,
      allow_config_override: key.defaults.allowConfigOverride,
    },
    alert_emails: key.alertEmails,
    rotation_policy: viewPolicy(key.rotation),
    previous_key:
      key.previous === null ? null : { key: key.previous.masked, expires_at: toIso(key.previous.expiresAt) },
    has_unrevealed_key: key.sealedSecret !== null,
    expires_at: toIsoOrNull(key.expiresAt),
    created_at: toIso(key.createdAt),
    last_updated_at: toIso(key.lastUpdatedAt),
  };
}
