/** The limits of every owner in one list, and setting those of any. */
import { z } from 'zod';
import { EACH_WORKSPACE, type LimitOwnerKind, type LimitsRecord } from '../../storage/ports/records/limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { lookUpIntegration } from '../integrations/find.ts';
import { listOf } from '../listing.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { lookUpWorkspace, resolveWorkspace, WorkspaceRef } from '../tenancy.ts';
import { audit, change, look } from '../transaction.ts';
import { LIMIT_FIELDS, LIMIT_VIEW, RESET_USAGE } from './schemas.ts';
import { factsOfOwner, type LimitOwnerFacts } from './owner.ts';
import { reachesLimits, requireLimitsOfWorkspace, requirePowerOver, seesLimits } from './reach.ts';
import { showLimits } from './view.ts';
import { resetUsage, writeLimits } from './write.ts';

const OWNERS = ['api_key', 'provider', 'workspace', 'organisation', 'user', 'integration_workspace'] as const;

export const ListLimits = z.strictObject({
  workspace_id: WorkspaceRef.meta({
    description: 'Id or slug: limits of this workspace, and of its keys and providers; absent means all of them.',
  }),
});

const LimitsOfOwner = z.object({
  owner_kind: z.enum(OWNERS),
  owner_id: z.string(),
  owner_name: z.string(),
  ...LIMIT_VIEW,
  status: z.enum(['active', 'exhausted']),
});
export const LimitsList = listOf(LimitsOfOwner);

export const SetLimits = z.strictObject({
  owner_kind: z.enum(OWNERS),
  owner_id: z
    .string()
    .min(1)
    .max(300)
    .meta({
      description:
        'The id; of a workspace its slug too; of a user the id that keys name; `<integration>:<workspace>`, ' +
        'each by slug or id, with `*` for each workspace that has no such limits; `self` for the organisation.',
    }),
  ...LIMIT_FIELDS,
  ...RESET_USAGE,
});
export { LimitsOfOwner };

export async function listLimits(context: ControlContext, input: unknown): Promise<z.infer<typeof LimitsList>> {
  requireScope(context, 'organisation_settings.read', 'policies.list');
  const { workspace_id: ref } = parseInput(ListLimits, input);
  return look(context, async (tx) => {
    const workspace = ref ? await resolveWorkspace(context, tx, ref) : null;
    const data = [];
    for (const limits of await tx.limits.list()) {
      const owner = await factsOfOwner(tx, limits);
      const isAsked = workspace === null || owner.workspaceId === workspace.id;
      if (isAsked && seesLimits(context, limits, owner)) data.push(view(context, limits, owner));
    }
    return { object: 'list', total: data.length, data };
  });
}

/** Replaces what is given, and keeps what is absent; `usage_limits: null` removes a budget. */
export async function setLimits(context: ControlContext, input: unknown): Promise<z.infer<typeof LimitsOfOwner>> {
  requireScope(context, 'organisation_settings.update', 'workspaces.update');
  requireLimitsOfWorkspace(context);
  const wanted = parseInput(SetLimits, input);
  requirePowerOver(context, wanted.owner_kind);
  const { limits, shown } = await change(context, async (tx) => {
    const id = await resolveOwner(context, tx, wanted);
    const owner = { kind: wanted.owner_kind, id, organisationId: tx.organisationId };
    const { before, after } = await writeLimits(context, tx, { owner, wanted });
    const facts = await factsOfOwner(tx, after);
    const now = view(context, after, facts);
    await audit(context, tx, {
      action: `${NOUNS[wanted.owner_kind]}.update_limits`,
      subject: { id, organisationId: tx.organisationId, workspaceId: null },
      before: before === null ? null : view(context, before, facts),
      after: now,
    });
    return { limits: after, shown: now };
  });
  await resetUsage(context, wanted, limits);
  return wanted.reset_usage === true ? { ...shown, ...showLimits(context, limits) } : shown;
}

/** Of the audit trail: what the data plane reads again. */
const NOUNS: Readonly<Record<LimitOwnerKind, string>> = {
  api_key: 'api_key',
  provider: 'provider',
  workspace: 'workspace',
  organisation: 'organisation',
  user: 'organisation',
  integration_workspace: 'organisation',
};

/** Throws `invalid_request`, 404, where there is no such owner. */
async function resolveOwner(
  context: ControlContext,
  tx: TenantRecords,
  { owner_kind: kind, owner_id: ref }: z.output<typeof SetLimits>,
): Promise<string> {
  if (kind === 'organisation') return tx.organisationId;
  if (kind === 'user') return ref;
  const id = await OWNER_OF[kind](context, tx, ref);
  const isReached = id !== null && (await reachesLimits(context, tx, { ownerKind: kind, ownerId: id }));
  if (!isReached) throw unknownReference('owner_id', `no ${kind.replaceAll('_', ' ')} "${ref}"`);
  return id;
}

type Finder = (context: ControlContext, tx: TenantRecords, ref: string) => Promise<string | null>;

const OWNER_OF: Readonly<Record<Exclude<LimitOwnerKind, 'organisation' | 'user'>, Finder>> = {
  async api_key(_, tx, ref) {
    const key = await tx.apiKeys.findById(ref);
    return key?.status === 'active' ? key.id : null;
  },
  async provider(_, tx, ref) {
    const provider = await tx.providers.findById(ref);
    return provider?.status === 'active' ? provider.id : null;
  },
  workspace: async (_, tx, ref) => (await lookUpWorkspace(tx, ref))?.id ?? null,
  async integration_workspace(context, tx, ref) {
    const [integrationRef = '', workspaceRef = ''] = ref.split(':');
    const integration = await lookUpIntegration(context, tx, integrationRef);
    if (integration !== null && workspaceRef === EACH_WORKSPACE) return `${integration.id}:${EACH_WORKSPACE}`;
    const workspace = workspaceRef === '' ? null : await lookUpWorkspace(tx, workspaceRef);
    return integration === null || workspace === null ? null : `${integration.id}:${workspace.id}`;
  },
};

function view(context: ControlContext, limits: LimitsRecord, { name }: LimitOwnerFacts): z.infer<typeof LimitsOfOwner> {
  const { ownerKind, ownerId } = limits;
  return { owner_kind: ownerKind, owner_id: ownerId, owner_name: name, ...showLimits(context, limits) };
}
