/** How a secret manager is asked: the contract's `auth_config`, one shape for each way. */
import { z } from 'zod';
import { cleanSecret } from '../../kernel/secret-text.ts';
import type { SecretManager } from '../../storage/ports/records/secret-references.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';

const Text = z.string().min(1).max(2048);
const Url = z.url().max(2048);

const AWS = z.discriminatedUnion('aws_auth_type', [
  z.strictObject({
    aws_auth_type: z.literal('accessKey'),
    aws_access_key_id: Text,
    aws_secret_access_key: Text,
    aws_region: Text,
  }),
  z.strictObject({
    aws_auth_type: z.literal('assumedRole'),
    aws_role_arn: Text,
    aws_external_id: Text.nullish(),
    aws_region: Text,
  }),
  z.strictObject({ aws_auth_type: z.literal('serviceRole'), aws_region: Text.optional() }),
]);

const AZURE = z.discriminatedUnion('azure_auth_mode', [
  z.strictObject({
    azure_auth_mode: z.literal('entra'),
    azure_entra_tenant_id: Text,
    azure_entra_client_id: Text,
    azure_entra_client_secret: Text,
    azure_vault_url: Url,
  }),
  z.strictObject({
    azure_auth_mode: z.literal('managed'),
    azure_managed_client_id: Text.optional(),
    azure_vault_url: Url,
  }),
  z.strictObject({ azure_auth_mode: z.literal('default'), azure_vault_url: Url }),
]);

const VAULT = z.discriminatedUnion('vault_auth_type', [
  z.strictObject({
    vault_auth_type: z.literal('token'),
    vault_addr: Url,
    vault_token: Text,
    vault_namespace: Text.optional(),
  }),
  z.strictObject({
    vault_auth_type: z.literal('approle'),
    vault_addr: Url,
    vault_role_id: Text,
    vault_secret_id: Text,
    vault_namespace: Text.optional(),
  }),
  z.strictObject({
    vault_auth_type: z.literal('kubernetes'),
    vault_addr: Url,
    vault_role: Text,
    vault_namespace: Text.optional(),
  }),
]);

const SHAPES: Readonly<Record<SecretManager, z.ZodType<Record<string, string | null | undefined>>>> = {
  aws_sm: AWS,
  azure_kv: AZURE,
  hashicorp_vault: VAULT,
  file: z.strictObject({}),
  env: z.strictObject({}),
};

/** Shown as `masked_<name>`, and only as that they are there. */
const SECRET_FIELDS = ['aws_secret_access_key', 'azure_entra_client_secret', 'vault_token', 'vault_secret_id'] as const;
const isSecret = (name: string): boolean => SECRET_FIELDS.some((one) => one === name);
/** Where they are sent. */
const HOST_FIELDS = ['azure_vault_url', 'vault_addr'] as const;
const IN_PATHS = { aws_region: /^[a-z]{2}(?:-[a-z]+)+-\d$/, azure_entra_tenant_id: /^[\w.-]{1,128}$/ };

export type AuthConfig = Readonly<Record<string, string>>;

/** Without the fields that are null. Throws `invalid_request` at the wrong one. */
export function checkAuthConfig(context: ControlContext, manager: SecretManager, value: unknown): AuthConfig {
  const parsed = SHAPES[manager].safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(['auth_config', ...(issue?.path ?? [])].join('.'), issue?.message ?? 'is invalid');
  }
  const auth = Object.fromEntries(
    Object.entries(parsed.data).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, isSecret(name) ? cleanSecret(text) : text]] : [],
    ),
  );
  checkPlaces(context, auth);
  return auth;
}

/** What becomes part of a URL. */
function checkPlaces(context: ControlContext, auth: AuthConfig): void {
  for (const [name, shape] of Object.entries(IN_PATHS)) {
    const text = auth[name];
    if (text !== undefined && !shape.test(text)) throw invalid(`auth_config.${name}`, 'is none');
  }
  for (const name of HOST_FIELDS) {
    const url = auth[name];
    const reason = url === undefined ? null : context.checkUrl(url);
    if (reason !== null) throw invalid(`auth_config.${name}`, `the URL ${url ?? ''} is not allowed: ${reason}`);
  }
}

/**
 * An update's fields over the stored ones. A stored secret stays with the host it was stored for, so one that is not given
 * again must not be sent elsewhere.
 */
export function mergeAuthConfig(stored: AuthConfig, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isOtherWay = ['aws_auth_type', 'azure_auth_mode', 'vault_auth_type'].some(
    (name) => given[name] !== undefined && given[name] !== stored[name],
  );
  const merged: Record<string, unknown> = isOtherWay ? { ...given } : { ...stored, ...given };
  const moved = HOST_FIELDS.find((name) => merged[name] !== stored[name] && stored[name] !== undefined);
  const kept = SECRET_FIELDS.filter((name) => merged[name] !== undefined && given[name] === undefined);
  if (moved !== undefined && kept.length > 0) {
    const names = kept.map((name) => `auth_config.${name}`).join(', ');
    throw invalid(names, `must be given again, because this update changes ${moved}`);
  }
  return merged;
}

export function viewAuthConfig(auth: AuthConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(auth).map(([name, value]) => (isSecret(name) ? [`masked_${name}`, '****'] : [name, value])),
  );
}
