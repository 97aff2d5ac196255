/** Fields of an integration's credentials whose values a secret manager keeps. They are fetched once when they are saved. */
import { z } from 'zod';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { settingIn, type Secret } from '../../kernel/secret-value.ts';
import { integrationSettings } from '../../routing/custom-headers.ts';
import { CONFIGURATIONS, type MappedValues } from '../../routing/mapped-credentials.ts';
import type { Provider, ProviderCredentials } from '../../providers/provider.ts';
import {
  isSharedWith,
  type SecretMapping,
  type SecretReference,
} from '../../storage/ports/records/secret-references.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { findSecretReference } from '../secret-references/references.ts';
import { look } from '../transaction.ts';

export const SecretMappings = z
  .array(
    z.strictObject({
      target_field: z.string().min(1).max(255).meta({ description: '`key`, or `configurations.<name>`.' }),
      secret_reference_id: z.string().min(1).meta({ description: 'Id or slug.' }),
      secret_key: z.string().min(1).max(255).nullish(),
      value_format: z.enum(['string', 'json']).nullish(),
    }),
  )
  .max(50);

/** Mappings with the values that they give now. */
export interface Mapped {
  mappings: readonly SecretMapping[];
  references: ReadonlyMap<string, SecretReference>;
  values: MappedValues;
}

/**
 * Asks the managers, once for each reference. Throws `invalid_request` with the mapping that is wrong, or whose secret cannot
 * be had.
 */
export async function resolveMappings(
  context: ControlContext,
  provider: Provider,
  wanted: z.output<typeof SecretMappings>,
): Promise<Mapped> {
  const references = new Map<string, SecretReference>();
  const secrets = new Map<string, Secret>();
  const values: Record<string, unknown> = {};
  const mappings: SecretMapping[] = [];
  for (const [index, { target_field: targetField, secret_reference_id: ref, ...one }] of wanted.entries()) {
    const at = `secret_mappings[${index}]`;
    requireField(provider, targetField, at);
    if (Object.hasOwn(values, targetField)) throw invalid(`${at}.target_field`, 'stands twice in the list');
    const reference = await reportedAt(`${at}.secret_reference_id`, () =>
      look(context, (tx) => findSecretReference(tx, ref)),
    );
    const { id } = reference;
    const secret = secrets.get(id) ?? (await reportedAt(at, () => context.fetchSecret(reference)));
    secrets.set(id, secret);
    references.set(id, reference);
    const [key, format] = [one.secret_key ?? null, one.value_format ?? 'string'] as const;
    const value = settingIn(secret, { key: key ?? reference.key, format });
    if (!value.ok) throw invalid(at, value.problem);
    values[targetField] = value.value;
    mappings.push({ targetField, referenceId: id, key, format });
  }
  return { mappings, references, values };
}

/** What cannot be had is a mistake of the field that asks for it. */
async function reportedAt<Result>(field: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw invalid(field, error.message);
  }
}

function requireField(provider: Provider, field: string, at: string): void {
  const { id, takesKey } = provider;
  const settings = integrationSettings(provider);
  if (field === 'key' && takesKey) return;
  const name = field.startsWith(CONFIGURATIONS) ? field.slice(CONFIGURATIONS.length) : '';
  if (settings.some((setting) => setting.name === name)) return;
  const known = [...(takesKey ? ['key'] : []), ...settings.map((setting) => CONFIGURATIONS + setting.name)];
  throw invalid(`${at}.target_field`, `is no field of ${id}; known: ${known.join(', ')}`);
}

/** Throws where a field is both given and mapped. */
export function refuseGivenTwice({ key, configurations }: ProviderCredentials, { values }: Mapped): void {
  const given = new Set([
    ...(key === null ? [] : ['key']),
    ...Object.entries(configurations).flatMap(([name, value]) => (value == null ? [] : [CONFIGURATIONS + name])),
  ]);
  const both = Object.keys(values).find((field) => given.has(field));
  if (both === undefined) return;
  throw invalid(both, 'is given, and mapped to a secret reference as well: one of them must go');
}

interface Destination {
  workspaceId: WorkspaceId | null;
  /** Hosts that the integration names itself. */
  hosts: readonly string[];
}

/**
 * A workspace may use what is shared with it. To have a secret sent to a host of one's own choice is to read it, and takes
 * the power to read secret references.
 */
export function requireUse(context: ControlContext, { references }: Mapped, { workspaceId, hosts }: Destination): void {
  const denied = [...references.values()].find((reference) => !isSharedWith(reference, workspaceId));
  if (denied !== undefined) {
    throw invalid('secret_mappings', `the secret reference "${denied.slug}" is not for ${ownerOf(workspaceId)}`);
  }
  if (references.size > 0 && hosts.length > 0) requireScope(context, 'secret_references.read');
}

const ownerOf = (workspaceId: string | null): string =>
  workspaceId === null ? 'integrations of the organisation, because some workspaces may not use it' : 'this workspace';

/** As the API has them, in and out. */
export function viewMappings(mappings: readonly SecretMapping[]) {
  return mappings.map(({ targetField, referenceId, key, format }) => ({
    target_field: targetField,
    secret_reference_id: referenceId,
    secret_key: key,
    value_format: format,
  }));
}
