/** The settings of an organisation as shown. */
import type { z } from 'zod';
import type {
  JwtSettings,
  MetadataSchema,
  OrganisationSettings,
  UserKeySettings,
} from '../../storage/ports/records/organisation-settings.ts';
import { EXPORTED_FIELDS } from '../log-exports/schemas.ts';
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
    guardrail_answers: settings.guardrailAnswers,
    log_retention_days: settings.logRetentionDays,
    export_settings: { deniedFields: EXPORTED_FIELDS.filter((name) => settings.deniedExportFields.includes(name)) },
    ...viewUserKeys(settings.userKeys),
    request_logging: settings.requestLogging.mode,
    workspaces_set_request_logging: settings.requestLogging.workspacesDecide,
    enforce_debug_log_setting: settings.requestLogging.ignoresDebugHeader,
    cache_max_age: settings.maxCacheAgeMs === null ? null : settings.maxCacheAgeMs / 1000,
    jwt: settings.jwt === null ? null : viewJwt(settings.jwt),
    further_jwt: settings.furtherJwt.map(viewJwt),
  };
}

const viewUserKeys = ({ isMadeOnJoining, isMadeInDefaultWorkspace, ttlDays, rotationDays }: UserKeySettings) => ({
  user_api_key_auto_create: isMadeOnJoining,
  default_workspace_user_api_key_auto_create: isMadeInDefaultWorkspace,
  user_api_key_ttl: ttlDays,
  user_api_key_rotation_period: rotationDays,
});

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
