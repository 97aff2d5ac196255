/** The settings of an organisation as shown. */
import type { z } from 'zod';
import type {
  JwtSettings,
  MetadataSchema,
  OrganisationSettings,
} from '../../storage/ports/records/organisation-settings.ts';
import type { OrganisationSettingsView, WantedJwt, WantedMetadataSchema } from './schemas.ts';

export function viewSettings(settings: OrganisationSettings): z.infer<typeof OrganisationSettingsView> {
  return {
    object: 'organisation-settings',
    organisation_id: settings.organisationId,
    saved_only: settings.savedOnly,
    inline_hosts: settings.inlineHosts === null ? null : [...settings.inlineHosts],
    api_key_metadata_schema: viewSchema(settings.apiKeyMetadataSchema),
    workspace_metadata_schema: viewSchema(settings.workspaceMetadataSchema),
    notification_thresholds: [...settings.notificationThresholds],
    limit_answers: settings.limitAnswers,
    log_retention_days: settings.logRetentionDays,
    jwt: settings.jwt === null ? null : viewJwt(settings.jwt),
  };
}

function viewJwt({
  jwksUrl,
  jwks,
  algorithms,
  audience,
  issuer,
  defaultScopes,
  defaultWorkspace,
}: JwtSettings): WantedJwt {
  return {
    jwks_url: jwksUrl,
    jwks: jwks === null ? null : { keys: [...jwks.keys] },
    algorithms: algorithms as WantedJwt['algorithms'],
    audience,
    issuer,
    default_scopes: [...defaultScopes],
    ...(defaultWorkspace === undefined ? {} : { default_workspace: defaultWorkspace }),
  };
}

function viewSchema(schema: MetadataSchema | null): WantedMetadataSchema | null {
  if (schema === null) return null;
  const properties = Object.entries(schema.properties).map(([name, rule]) => [
    name,
    {
      type: 'string' as const,
      ...(rule.enum === null ? {} : { enum: [...rule.enum] }),
      ...(rule.default === null ? {} : { default: rule.default }),
    },
  ]);
  return {
    type: 'object',
    additionalProperties: true,
    properties: Object.fromEntries(properties) as WantedMetadataSchema['properties'],
    required: [...schema.required],
  };
}
