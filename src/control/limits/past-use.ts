/** Which rows of the log count against a limit, and what it counts together of them. */
import { compilePolicy } from '../../routing/compiled-policies.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import type { AnalyticsScope, UsageDimension, UsageStep } from '../../storage/ports/analytics.ts';
import type { LimitOwnerKind } from '../../storage/ports/records/limits.ts';
import type { Policy } from '../../storage/ports/records/policies.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, pinnedWorkspace, type ControlContext } from '../context.ts';
import { unknownReference } from '../parse.ts';
import { lookUpWorkspace, resolveWorkspace } from '../tenancy.ts';

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

interface Owner {
  kind: LimitOwnerKind;
  id: string;
}

/** All of them are counted together. Throws `invalid_request` where there is no such owner. */
export async function usesOfOwner(context: ControlContext, tx: TenantRecords, owner: Owner): Promise<CountedUses> {
  const scope = await scopeOfOwner(context, tx, owner);
  if (owner.kind !== 'user') return { scope, by: [], entityOf: () => '' };
  // The scope has requests too whose caller only named that person.
  return { scope, by: ['user'], entityOf: (values) => (values.get('user') === owner.id ? '' : null) };
}

async function scopeOfOwner(context: ControlContext, tx: TenantRecords, { kind, id }: Owner): Promise<Where> {
  const pinned = pinnedWorkspace(context);
  const ours: Where = {
    organisationId: organisationOf(context),
    ...(pinned === null ? {} : { workspaceId: pinned }),
  };
  const SCOPES: Record<LimitOwnerKind, () => Promise<Where>> = {
    organisation: () => Promise.resolve(ours),
    api_key: () => Promise.resolve({ ...ours, apiKeyIds: [id] }),
    user: () => Promise.resolve({ ...ours, users: [id] }),
    workspace: async () => ({ ...ours, workspaceId: (await resolveWorkspace(context, tx, id)).id }),
    provider: () => scopeOfProvider(tx, ours, id),
    integration_workspace: () => scopeOfIntegration(tx, ours, id),
  };
  return SCOPES[kind]();
}

/** Other workspaces have providers of the same slug. */
async function scopeOfProvider(tx: TenantRecords, ours: Where, ref: string): Promise<Where> {
  const provider = await tx.providers.findById(ref);
  if (provider === null) return { ...ours, providerSlugs: [ref] };
  return { ...ours, workspaceId: provider.workspaceId, providerSlugs: [provider.slug] };
}

async function scopeOfIntegration(tx: TenantRecords, ours: Where, id: string): Promise<Where> {
  const [integrationRef = '', workspaceRef = ''] = id.split(':');
  const workspace = await lookUpWorkspace(tx, workspaceRef);
  if (workspace === null || (ours.workspaceId !== undefined && ours.workspaceId !== workspace.id)) {
    throw unknownReference('owner_id', `no integration and workspace "${id}"`);
  }
  const providers = await tx.providers.listByIntegration(integrationRef);
  return { ...ours, workspaceId: workspace.id, providerSlugs: providers.map(({ slug }) => slug) };
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
