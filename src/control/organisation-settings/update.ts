/** Changes what the organisation says for all of its workspaces. Keys and workspaces that exist are not looked at again. */
import type { z } from 'zod';
import type {
  JwtSettings,
  LoggingRules,
  MetadataSchema,
  OrganisationSettings,
  UserKeySettings,
} from '../../storage/ports/records/organisation-settings.ts';
import type { ControlContext } from '../context.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import type { OrganisationSettingsView, WantedJwt, WantedMetadataSchema } from './schemas.ts';
import { UpdateOrganisationSettings } from './schemas.ts';
import { viewSettings } from './view.ts';

export async function updateOrganisationSettings(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof OrganisationSettingsView>> {
  requireScope(context, 'organisation_settings.update');
  const wanted = parseInput(UpdateOrganisationSettings, input);
  return change(context, async (tx) => {
    const before = await tx.settings.read();
    const after: OrganisationSettings = {
      ...before,
      savedOnly: wanted.saved_only ?? before.savedOnly,
      inlineHosts: wanted.inline_hosts === undefined ? before.inlineHosts : wanted.inline_hosts,
      apiKeyMetadataSchema: merged('api_key_metadata_schema', wanted, before.apiKeyMetadataSchema),
      jwt: mergedJwt(context, wanted.jwt, before.jwt),
      furtherJwt:
        wanted.further_jwt?.map((one, index) => toJwt(context, one, `further_jwt[${index}]`)) ?? before.furtherJwt,
      notificationThresholds: ordered(wanted.notification_thresholds) ?? before.notificationThresholds,
      limitAnswers: wanted.limit_answers ?? before.limitAnswers,
      guardrailAnswers: wanted.guardrail_answers ?? before.guardrailAnswers,
      logRetentionDays: wanted.log_retention_days === undefined ? before.logRetentionDays : wanted.log_retention_days,
      deniedExportFields: wanted.export_settings?.deniedFields ?? before.deniedExportFields,
      userKeys: mergedUserKeys(wanted, before.userKeys),
      requestLogging: mergedLogging(wanted, before.requestLogging),
      maxCacheAgeMs: mergedCacheAge(wanted.cache_max_age, before.maxCacheAgeMs),
      workspaceMetadataSchema: merged('workspace_metadata_schema', wanted, before.workspaceMetadataSchema),
    };
    requireTaggable(after);
    requireIssuers(after);
    await tx.settings.write(after);
    await audit(context, tx, {
      action: 'organisation.update',
      subject: { id: tx.organisationId, organisationId: tx.organisationId, workspaceId: null },
      before: viewSettings(before),
      after: viewSettings(after),
    });
    return viewSettings(after);
  });
}

type WantedLogging = Pick<
  z.output<typeof UpdateOrganisationSettings>,
  'request_logging' | 'workspaces_set_request_logging' | 'enforce_debug_log_setting'
>;

function mergedLogging(wanted: WantedLogging, before: LoggingRules): LoggingRules {
  return {
    mode: wanted.request_logging ?? before.mode,
    workspacesDecide: wanted.workspaces_set_request_logging ?? before.workspacesDecide,
    ignoresDebugHeader: wanted.enforce_debug_log_setting ?? before.ignoresDebugHeader,
  };
}

/** `seconds`: undefined = nothing is said. */
function mergedCacheAge(seconds: number | null | undefined, before: number | null): number | null {
  if (seconds === undefined) return before;
  return seconds === null ? null : seconds * 1000;
}

type WantedUserKeys = Pick<
  z.output<typeof UpdateOrganisationSettings>,
  | 'user_api_key_auto_create'
  | 'default_workspace_user_api_key_auto_create'
  | 'user_api_key_ttl'
  | 'user_api_key_rotation_period'
>;

function mergedUserKeys(wanted: WantedUserKeys, before: UserKeySettings): UserKeySettings {
  const {
    user_api_key_auto_create: isMade = before.isMadeOnJoining,
    default_workspace_user_api_key_auto_create: inDefault = before.isMadeInDefaultWorkspace,
    user_api_key_ttl: ttlDays = before.ttlDays,
    user_api_key_rotation_period: rotationDays = before.rotationDays,
  } = wanted;
  return { isMadeOnJoining: isMade, isMadeInDefaultWorkspace: inDefault, ttlDays, rotationDays };
}

/** A key that is made by itself has no tags but those that the rules fill in. */
function requireTaggable({ userKeys, apiKeyMetadataSchema: schema }: OrganisationSettings): void {
  if (!userKeys.isMadeOnJoining && userKeys.isMadeInDefaultWorkspace !== true) return;
  const missing = schema?.required.find((name) => schema.properties[name]?.default == null);
  if (missing === undefined) return;
  throw invalid(
    'user_api_key_auto_create',
    `keys that are made by themselves would lack the tag "${missing}": give it a default in api_key_metadata_schema`,
  );
}

/** Each once. */
const ordered = (percents: number[] | undefined): number[] | undefined =>
  percents && [...new Set(percents)].toSorted((a, b) => a - b);

/** Members that hold the private or the secret part of a key. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function mergedJwt(context: ControlContext, wanted: WantedJwt | null | undefined, before: JwtSettings | null) {
  if (wanted === undefined) return before;
  if (wanted === null) return null;
  return toJwt(context, wanted, 'jwt');
}

/** By the issuer it is known whose keys a token is verified with: two of the same would each be taken for the other. */
function requireIssuers({ jwt, furtherJwt }: OrganisationSettings): void {
  const all = [...(jwt === null ? [] : [jwt]), ...furtherJwt];
  if (all.length < 2) return;
  const nameOf = (index: number): string =>
    jwt !== null && index === 0 ? 'jwt' : `further_jwt[${index - (jwt === null ? 0 : 1)}]`;
  for (const [index, { issuer }] of all.entries()) {
    if (issuer === null)
      throw invalid(`${nameOf(index)}.issuer`, 'is needed where there are several identity providers');
    const first = all.findIndex((other) => other.issuer === issuer);
    if (first !== index) throw invalid(`${nameOf(index)}.issuer`, `is that of ${nameOf(first)} already`);
  }
}

/** Throws `invalid_request`. */
function refusePrivateKeys(jwks: WantedJwt['jwks'] | null, field: string): void {
  for (const [index, key] of (jwks?.keys ?? []).entries()) {
    if (!PRIVATE_MEMBERS.some((name) => Object.hasOwn(key, name))) continue;
    throw invalid(`${field}.jwks.keys[${index}]`, 'holds a private key: give public keys only');
  }
}

function toJwt(context: ControlContext, wanted: WantedJwt, field: string): JwtSettings {
  const { jwks_url: jwksUrl = null, jwks = null, audience = null, issuer = null } = wanted;
  if ((jwksUrl === null) === (jwks === null)) throw invalid(field, 'takes either jwks_url or jwks');
  const reason = jwksUrl === null ? null : context.checkUrl(jwksUrl);
  if (reason !== null) throw invalid(`${field}.jwks_url`, `the URL is not allowed: ${reason}`);
  refusePrivateKeys(jwks, field);
  const { algorithms, default_scopes: defaultScopes, default_workspace: defaultWorkspace } = wanted;
  const settings = { jwksUrl, jwks, algorithms, audience, issuer, defaultScopes };
  if (defaultWorkspace === undefined) return settings;
  // Or every token of the identity provider, made for whatever service, would open that workspace.
  if (issuer === null || audience === null) throw invalid(`${field}.default_workspace`, 'takes issuer and audience');
  return { ...settings, defaultWorkspace };
}

type SchemaField = 'api_key_metadata_schema' | 'workspace_metadata_schema';

function merged(
  field: SchemaField,
  wanted: { [Name in SchemaField]?: WantedMetadataSchema | null | undefined },
  before: MetadataSchema | null,
): MetadataSchema | null {
  const given = wanted[field];
  if (given === undefined) return before;
  return given === null ? null : toSchema(field, given);
}

function toSchema(field: SchemaField, { properties, required }: WantedMetadataSchema): MetadataSchema {
  const unknown = required.find((name) => !Object.hasOwn(properties, name));
  if (unknown !== undefined) throw invalid(`${field}.required`, `"${unknown}" is not among the properties`);
  const rules = Object.entries(properties).map(([name, rule]) => {
    const isOther = rule.default !== undefined && rule.enum?.includes(rule.default) === false;
    if (isOther) throw invalid(`${field}.properties.${name}.default`, 'is not among its enum');
    return [name, { enum: rule.enum ?? null, default: rule.default ?? null }] as const;
  });
  return { properties: Object.fromEntries(rules), required };
}
