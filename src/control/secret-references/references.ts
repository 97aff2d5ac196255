/** References to secrets are made, changed, deleted, listed and tried. Their values are fetched by the data plane, and never shown. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { valueIn } from '../../kernel/secret-value.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { SecretReference } from '../../storage/ports/records/secret-references.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { toIso, type Nothing } from '../fields.ts';
import { newId, newSlug } from '../identity.ts';
import { everyRow } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { principalName } from '../principal.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { audit, change, look } from '../transaction.ts';
import { checkAuthConfig, mergeAuthConfig, viewAuthConfig, type AuthConfig } from './auth-config.ts';
import * as shape from './schemas.ts';

/** Of one organisation: each is asked for every few minutes. */
const MAX_REFERENCES = 500;

export async function createSecretReference(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.CreatedSecretReference>> {
  requireScope(context, 'secret_references.create');
  const wanted = parseInput(shape.CreateSecretReference, input);
  const auth = checkAuthConfig(context, wanted.manager_type, wanted.auth_config);
  return change(context, async (tx) => {
    if ((await tx.secretReferences.list({ currentPage: 0, pageSize: 1 })).total >= MAX_REFERENCES) {
      throw new GatewayError('invalid_request', `An organisation has at most ${MAX_REFERENCES} secret references.`);
    }
    const slug = wanted.slug ?? newSlug(context, wanted.name);
    if (await tx.secretReferences.findBySlug(slug)) {
      throw new GatewayError('already_exists', `There is already a secret reference "${slug}".`);
    }
    const id = newId(context);
    const now = context.clock.now();
    const made: SecretReference = {
      id,
      slug,
      organisationId: organisationOf(context),
      name: wanted.name,
      description: wanted.description ?? null,
      manager: wanted.manager_type,
      sealedAuth: seal(context, id, auth),
      path: wanted.secret_path,
      key: wanted.secret_key ?? null,
      access: await accessOf(context, tx, wanted),
      tags: wanted.tags ?? {},
      createdBy: principalName(context.principal),
      status: 'active',
      createdAt: now,
      lastUpdatedAt: now,
    };
    await tx.secretReferences.insert(made);
    await audit(context, tx, {
      action: 'secret_reference.create',
      subject: subjectOf(made),
      after: detail(context, made, []),
    });
    return { id, slug, object: 'secret-reference' };
  });
}

export async function updateSecretReference(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'secret_references.update');
  const wanted = parseInput(shape.UpdateSecretReference, input);
  return change(context, async (tx) => {
    const before = await findSecretReference(tx, wanted.secretReferenceId);
    const stored = openAuth(context, before);
    const auth =
      wanted.auth_config === undefined
        ? stored
        : checkAuthConfig(context, before.manager, mergeAuthConfig(stored, wanted.auth_config));
    const after: SecretReference = {
      ...before,
      name: wanted.name ?? before.name,
      description: wanted.description === undefined ? before.description : wanted.description,
      sealedAuth: seal(context, before.id, auth),
      path: wanted.secret_path ?? before.path,
      key: wanted.secret_key === undefined ? before.key : wanted.secret_key,
      access: await accessOf(context, tx, {
        allow_all_workspaces: wanted.allow_all_workspaces ?? before.access.everyWorkspace,
        allowed_workspaces: wanted.allowed_workspaces ?? before.access.workspaceIds,
      }),
      tags: wanted.tags ?? before.tags,
      lastUpdatedAt: context.clock.now(),
    };
    await tx.secretReferences.replace(after);
    await audit(context, tx, {
      action: 'secret_reference.update',
      subject: subjectOf(after),
      before: detail(context, before, []),
      // Secrets are hidden in the views, so a changed one would leave no trace.
      after: { ...detail(context, after, []), auth_config_given: Object.keys(wanted.auth_config ?? {}) },
    });
    return {};
  });
}

export async function deleteSecretReference(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'secret_references.delete');
  const { secretReferenceId } = parseInput(shape.SecretReferenceRef, input);
  return change(context, async (tx) => {
    const before = await findSecretReference(tx, secretReferenceId);
    const users = await usersOf(tx, before);
    if (users.length > 0) {
      throw new GatewayError('in_use', `The secret reference "${before.slug}" is used by ${users.join(', ')}.`, {
        hint: 'Take it out of the secret_mappings of these integrations first.',
      });
    }
    await tx.secretReferences.replace({ ...before, status: 'archived', lastUpdatedAt: context.clock.now() });
    await audit(context, tx, { action: 'secret_reference.delete', subject: subjectOf(before), before: view(before) });
    return {};
  });
}

export async function getSecretReference(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.SecretReferenceDetail>> {
  requireScope(context, 'secret_references.read');
  const { secretReferenceId } = parseInput(shape.SecretReferenceRef, input);
  return look(context, async (tx) => {
    const found = await findSecretReference(tx, secretReferenceId);
    return detail(context, found, await usersOf(tx, found));
  });
}

export async function listSecretReferences(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.SecretReferenceList>> {
  requireScope(context, 'secret_references.list');
  const wanted = parseInput(shape.ListSecretReferences, input);
  const { rows } = await look(context, (tx) => tx.secretReferences.list({ currentPage: 0, pageSize: MAX_REFERENCES }));
  const found = rows.filter((row) => isWanted(row, wanted));
  const first = wanted.current_page * wanted.page_size;
  return { object: 'list', total: found.length, data: found.slice(first, first + wanted.page_size).map(view) };
}

function isWanted(row: SecretReference, wanted: z.output<typeof shape.ListSecretReferences>): boolean {
  const search = wanted.search?.toLowerCase();
  const tags = (wanted.tags ?? '').split(',').flatMap((tag) => tag.trim() || []);
  return (
    (wanted.manager_type === undefined || row.manager === wanted.manager_type) &&
    (search === undefined || [row.name, row.slug].some((text) => text.toLowerCase().includes(search))) &&
    tags.every((tag) => {
      const [name = '', ...value] = tag.split(':');
      return Object.hasOwn(row.tags, name) && (value.length === 0 || row.tags[name] === value.join(':'));
    })
  );
}

/** Asks the manager now. What it says counts from then on. */
export async function testSecretReference(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.TestedSecretReference>> {
  requireScope(context, 'secret_references.update');
  const { secretReferenceId } = parseInput(shape.SecretReferenceRef, input);
  const reference = await look(context, (tx) => findSecretReference(tx, secretReferenceId));
  try {
    const secret = await context.fetchSecret(reference);
    const value = valueIn(secret, reference.key);
    const keys = typeof secret === 'string' ? [] : Object.keys(secret);
    return { ok: value.ok, problem: value.ok ? null : value.problem, fix: null, keys };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { ok: false, problem: error.message, fix: error.hint ?? null, keys: [] };
  }
}

/** By id or slug. Throws `not_found`. */
export async function findSecretReference(tx: TenantRecords, ref: string): Promise<SecretReference> {
  const found = (await tx.secretReferences.findById(ref)) ?? (await tx.secretReferences.findBySlug(ref));
  if (found !== null && found.status === 'active') return found;
  throw new GatewayError('not_found', `There is no secret reference "${ref}".`);
}

async function usersOf(tx: TenantRecords, reference: SecretReference): Promise<string[]> {
  const all = { ofOrganisation: true, ofWorkspaces: 'all' } as const;
  const uses = ({ secretMappings }: Integration): boolean =>
    secretMappings.some(({ referenceId }) => referenceId === reference.id);
  return (await everyRow((page) => tx.integrations.list(all, page))).filter(uses).map(({ slug }) => slug);
}

async function accessOf(
  context: ControlContext,
  tx: TenantRecords,
  wanted: { allow_all_workspaces: boolean; allowed_workspaces: readonly string[] },
): Promise<SecretReference['access']> {
  if (wanted.allow_all_workspaces) return { everyWorkspace: true, workspaceIds: [] };
  const workspaceIds: WorkspaceId[] = [];
  for (const ref of wanted.allowed_workspaces) workspaceIds.push((await resolveWorkspace(context, tx, ref)).id);
  return { everyWorkspace: false, workspaceIds };
}

const seal = (context: ControlContext, id: string, auth: AuthConfig): string =>
  context.sealer.seal(JSON.stringify(auth), `secret_reference:${id}`);

const openAuth = (context: ControlContext, { id, sealedAuth }: SecretReference): AuthConfig =>
  JSON.parse(context.sealer.open(sealedAuth, `secret_reference:${id}`)) as AuthConfig;

const subjectOf = ({ id, organisationId }: SecretReference) => ({ id, organisationId, workspaceId: null });

function view(row: SecretReference): z.infer<typeof shape.SecretReferenceView> {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    manager_type: row.manager,
    status: 'ACTIVE',
    created_at: toIso(row.createdAt),
    last_updated_at: toIso(row.lastUpdatedAt),
    object: 'secret-reference',
  };
}

function detail(
  context: ControlContext,
  row: SecretReference,
  usedBy: string[],
): z.infer<typeof shape.SecretReferenceDetail> {
  return {
    ...view(row),
    organisation_id: row.organisationId,
    description: row.description,
    secret_path: row.path,
    secret_key: row.key,
    allow_all_workspaces: row.access.everyWorkspace,
    allowed_workspaces: [...row.access.workspaceIds],
    tags: row.tags,
    created_by: row.createdBy,
    auth_config: viewAuthConfig(openAuth(context, row)),
    used_by: usedBy,
  };
}
