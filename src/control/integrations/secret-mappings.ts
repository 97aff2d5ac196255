/** Fields of an integration's credentials whose values a secret manager keeps. They are fetched once when they are saved. */
import { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import { valueIn } from '../../kernel/secret-value.ts';
import type { Provider, ProviderCredentials } from '../../providers/provider.ts';
import type { SecretMapping, SecretReference } from '../../storage/ports/records/secret-references.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { findSecretReference } from '../secret-references/references.ts';
import { look } from '../transaction.ts';

const CONFIGURATIONS = 'configurations.';

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
  values: Readonly<Record<string, unknown>>;
}

/** Asks the managers. Throws `invalid_request` with the mapping that is wrong, or whose secret cannot be had. */
export async function resolveMappings(
  context: ControlContext,
  provider: Provider,
  wanted: z.output<typeof SecretMappings>,
): Promise<Mapped> {
  const references = new Map<string, SecretReference>();
  const values: Record<string, unknown> = {};
  const mappings: SecretMapping[] = [];
  for (const [index, { target_field: targetField, secret_reference_id: ref, ...one }] of wanted.entries()) {
    const at = `secret_mappings[${index}]`;
    requireField(provider, targetField, at);
    if (Object.hasOwn(values, targetField)) throw invalid(`${at}.target_field`, 'stands twice in the list');
    const reference = await findReference(context, ref, at);
    const format = one.value_format ?? 'string';
    const mapping: SecretMapping = { targetField, referenceId: reference.id, key: one.secret_key ?? null, format };
    mappings.push(mapping);
    references.set(reference.id, reference);
    values[targetField] = await fetchValue(context, reference, { mapping, at });
  }
  return { mappings, references, values };
}

/** The same of mappings that are stored. */
export function resolveStored(
  context: ControlContext,
  provider: Provider,
  mappings: readonly SecretMapping[],
): Promise<Mapped> {
  const wanted = mappings.map(({ targetField, referenceId, key, format }) => ({
    target_field: targetField,
    secret_reference_id: referenceId,
    secret_key: key,
    value_format: format,
  }));
  return resolveMappings(context, provider, wanted);
}

function requireField({ settings, id, takesKey }: Provider, field: string, at: string): void {
  if (field === 'key' && takesKey) return;
  const name = field.startsWith(CONFIGURATIONS) ? field.slice(CONFIGURATIONS.length) : '';
  if (settings.some((setting) => setting.name === name)) return;
  const known = [...(takesKey ? ['key'] : []), ...settings.map((setting) => CONFIGURATIONS + setting.name)];
  throw invalid(`${at}.target_field`, `is no field of ${id}; known: ${known.join(', ')}`);
}

async function findReference(context: ControlContext, ref: string, at: string): Promise<SecretReference> {
  try {
    return await look(context, (tx) => findSecretReference(tx, ref));
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw invalid(`${at}.secret_reference_id`, error.message);
  }
}

async function fetchValue(
  context: ControlContext,
  reference: SecretReference,
  { mapping: { key, format }, at }: { mapping: SecretMapping; at: string },
): Promise<unknown> {
  try {
    const value = valueIn(await context.fetchSecret(reference), key ?? reference.key);
    if (!value.ok) throw invalid(at, value.problem);
    return format === 'json' ? parsed(value.value, at) : value.value;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code === 'invalid_request') throw error;
    throw invalid(at, error.message);
  }
}

function parsed(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`${at}.value_format`, 'is json, and the secret is none');
  }
}

/** The credentials as they would be used. Throws where a field is both given and mapped. */
export function withMapped({ key, configurations }: ProviderCredentials, { values }: Mapped): ProviderCredentials {
  const given = new Set([
    ...(key === null ? [] : ['key']),
    ...Object.entries(configurations).flatMap(([name, value]) => (value == null ? [] : [CONFIGURATIONS + name])),
  ]);
  const both = Object.keys(values).find((field) => given.has(field));
  if (both !== undefined)
    throw invalid(both, 'is given, and mapped to a secret reference as well: one of them must go');
  const mapped = Object.entries(values).filter(([field]) => field !== 'key');
  return {
    key: typeof values['key'] === 'string' ? values['key'] : key,
    configurations: {
      ...configurations,
      ...Object.fromEntries(mapped.map(([field, value]) => [field.slice(CONFIGURATIONS.length), value])),
    },
  };
}

/** The credentials as they are stored: what is mapped is not among them. */
export function withoutMapped({ key, configurations }: ProviderCredentials, { values }: Mapped): ProviderCredentials {
  const kept = Object.entries(configurations).filter(([name]) => !Object.hasOwn(values, CONFIGURATIONS + name));
  return { key: Object.hasOwn(values, 'key') ? null : key, configurations: Object.fromEntries(kept) };
}

interface Destination {
  workspaceId: string | null;
  /** Hosts that the integration names itself. */
  hosts: readonly string[];
}

/**
 * A workspace may use what is shared with it. To have a secret sent to a host of one's own choice is to read it, and takes
 * the power to read secret references.
 */
export function requireUse(context: ControlContext, { references }: Mapped, { workspaceId, hosts }: Destination): void {
  for (const { slug, access } of references.values()) {
    const isShared = access.everyWorkspace || access.workspaceIds.some((id) => id === workspaceId);
    if (!isShared)
      throw invalid('secret_mappings', `the secret reference "${slug}" is not for ${ownerOf(workspaceId)}`);
  }
  if (references.size > 0 && hosts.length > 0) requireScope(context, 'secret_references.read');
}

const ownerOf = (workspaceId: string | null): string =>
  workspaceId === null ? 'integrations of the organisation, because some workspaces may not use it' : 'this workspace';

export function viewMappings(mappings: readonly SecretMapping[]) {
  return mappings.map(({ targetField, referenceId, key, format }) => ({
    target_field: targetField,
    secret_reference_id: referenceId,
    secret_key: key,
    value_format: format,
  }));
}
