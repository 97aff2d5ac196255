/** Which rows of the log count against a limit, and what it counts together of them. */
import { compilePolicy } from '../../routing/compiled-policies.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import type { AnalyticsScope, UsageDimension, UsageStep } from '../../storage/ports/analytics.ts';
import type { LimitOwnerKind } from '../../storage/ports/records/limits.ts';
import type { Policy } from '../../storage/ports/records/policies.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, pinnedWorkspace, type ControlContext } from '../context.ts';
import { unknownReference } from '../parse.ts';
import { lookUpWorkspace } from '../tenancy.ts';
import type { OwnerOfLimits } from './owner.ts';

type Where = Omit<AnalyticsScope, 'from' | 'to'>;

export interface CountedUses {
  scope: Where;
  by: readonly UsageDimension[];
  /** What is counted together; null = the limit is not for it. */
  entityOf: (values: Values) => string | null;
}

export type Values = ReadonlyMap<UsageDimension, string | null>;

export const valuesOf = ({ keys }: UsageStep, by: readonly UsageDimension[]): Values =>
  new Map(by.map((dimension, index) => [dimension, keys[index] ?? null]));

/** What rows have that count against the limits of an owner: of each list one, and the workspace. */
export type RowsOfOwner = Pick<Where, 'apiKeyIds' | 'users' | 'workspaceId' | 'providerSlugs'>;

/** A workspace by its slug too. null = there is no such owner, or not any more. */
export function rowsOfOwner(tx: TenantRecords, { ownerKind, ownerId }: OwnerOfLimits): Promise<RowsOfOwner | null> {
  return ROWS_OF[ownerKind](tx, ownerId);
}

const ROWS_OF: Record<LimitOwnerKind, (tx: TenantRecords, id: string) => Promise<RowsOfOwner | null>> = {
  organisation: () => Promise.resolve({}),
  api_key: (_, id) => Promise.resolve({ apiKeyIds: [id] }),
  user: (_, id) => Promise.resolve({ users: [id] }),
  async workspace(tx, ref) {
    const workspace = await lookUpWorkspace(tx, ref);
    return workspace === null ? null : { workspaceId: workspace.id };
  },
  // Other workspaces have providers of the same slug.
  async provider(tx, id) {
    const provider = await tx.providers.findById(id);
    return provider === null ? null : { workspaceId: provider.workspaceId, providerSlugs: [provider.slug] };
  },
  async integration_workspace(tx, id) {
    const [integrationId = '', workspaceRef = ''] = id.split(':');
    const workspace = workspaceRef === '' ? null : await lookUpWorkspace(tx, workspaceRef);
    if (workspace === null) return null;
    const providers = await tx.providers.listByIntegration(integrationId);
    const own = providers.filter(({ workspaceId }) => workspaceId === workspace.id);
    return { workspaceId: workspace.id, providerSlugs: own.map(({ slug }) => slug) };
  },
};

/** What owners are told apart by. */
export const OWNER_DIMENSIONS = ['api_key', 'user', 'workspace_id', 'provider'] as const satisfies UsageDimension[];

/** `values`: of the dimensions that the rows are told apart by. `users` of a filter are also those whom a caller named. */
export function isRowOfOwner({ apiKeyIds, users, workspaceId, providerSlugs }: RowsOfOwner, values: Values): boolean {
  const isOneOf = (wanted: readonly string[] | undefined, dimension: UsageDimension): boolean =>
    wanted === undefined || wanted.includes(values.get(dimension) ?? '');
  return (
    isOneOf(apiKeyIds, 'api_key') &&
    isOneOf(users, 'user') &&
    isOneOf(workspaceId === undefined ? undefined : [workspaceId], 'workspace_id') &&
    isOneOf(providerSlugs, 'provider')
  );
}

/** All of them are counted together. Throws `invalid_request` where there is no such owner, or the caller does not reach it. */
export async function usesOfOwner(
  context: ControlContext,
  tx: TenantRecords,
  owner: OwnerOfLimits,
): Promise<CountedUses> {
  const pinned = pinnedWorkspace(context);
  const { ownerKind: kind, ownerId: id } = owner;
  // A provider is named by its slug too.
  const rows = (await rowsOfOwner(tx, owner)) ?? (kind === 'provider' ? { providerSlugs: [id] } : null);
  const workspaceId = rows?.workspaceId ?? pinned ?? undefined;
  if (rows === null || (pinned !== null && workspaceId !== pinned)) {
    throw unknownReference('owner_id', `no ${kind.replaceAll('_', ' ')} "${id}"`);
  }
  const scope = {
    organisationId: organisationOf(context),
    ...rows,
    ...(workspaceId === undefined ? {} : { workspaceId }),
  };
  const { users } = rows;
  if (users === undefined) return { scope, by: [], entityOf: () => '' };
  return { scope, by: ['user'], entityOf: (values) => (isRowOfOwner({ users }, values) ? '' : null) };
}

/** Which conditions a policy asks for, in the log's words. */
const DIMENSIONS: Readonly<Record<string, readonly UsageDimension[]>> = {
  api_key: ['api_key'],
  user: ['user'],
  workspace_id: ['workspace_id', 'workspace'],
  provider: ['provider', 'provider_id'],
  virtual_key: ['provider'],
  config: ['config'],
  model: ['provider', 'model'],
  endpoint_type: ['operation'],
};

const dimensionsOf = (key: string): readonly UsageDimension[] =>
  DIMENSIONS[key] ?? (key.startsWith('metadata.') ? [key as `metadata.${string}`] : []);

/** The entity is the policy's value key. */
export function usesOfPolicy(
  organisationId: OrganisationId,
  { rule, workspaceId }: Pick<Policy, 'rule' | 'workspaceId'>,
): CountedUses {
  const policy = compilePolicy({ id: 'preview', workspaceId, name: null, rule });
  const keys = [...rule.conditions.map(({ key }) => key), ...rule.groupBy];
  return {
    scope: { organisationId, ...(workspaceId === null ? {} : { workspaceId }) },
    by: [...new Set(keys.flatMap(dimensionsOf))],
    entityOf: (values) => policy.valueKey((key) => factsUnder(key, values)),
  };
}

/** As a request has them. */
function factsUnder(key: string, values: Values): string[] {
  const facts = dimensionsOf(key).map((dimension) => values.get(dimension) ?? null);
  if (key !== 'model') return facts.filter((value) => value !== null);
  const [slug = null, model = null] = facts;
  return model === null ? [] : [`@${slug ?? ''}/${model}`, model];
}
