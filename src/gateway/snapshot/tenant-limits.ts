/** The limits of an organisation that belong to no row of its configuration: its own, those of its users, policies. */
import type { OrganisationId } from '../../kernel/ids.ts';
import { compileLimits, NO_LIMITS, type CompiledLimits } from '../../routing/compiled-limits.ts';
import { compilePolicy, type CompiledPolicy } from '../../routing/compiled-policies.ts';
import type { Configuration } from '../../storage/ports/records/configuration.ts';
import { CompiledSpendLimits } from './compiled-spend-limits.ts';
import { CompiledStops } from './compiled-stops.ts';
import { EACH_WORKSPACE, limitsInWorkspace, type LimitsRecord } from '../../storage/ports/records/limits.ts';

export interface TenantLimits {
  readonly organisation: CompiledLimits;
  /** By the user's id. */
  readonly users: ReadonlyMap<string, CompiledLimits>;
  readonly integrations: IntegrationLimits;
  readonly policies: readonly CompiledPolicy[];
  readonly stops: CompiledStops;
  readonly spendLimits: CompiledSpendLimits;
}

/** What workspaces may spend on integrations. Compiled when it is asked for first: most pairs never are. */
export class IntegrationLimits {
  readonly #records = new Map<string, LimitsRecord>();
  readonly #compiled = new Map<string, CompiledLimits>();

  /** Before anything is asked for. */
  add(record: LimitsRecord): void {
    this.#records.set(record.ownerId, record);
  }

  in(workspaceId: string, integrationId: string): CompiledLimits {
    if (this.#records.size === 0) return NO_LIMITS;
    const ownerId = `${integrationId}:${workspaceId}`;
    const known = this.#compiled.get(ownerId);
    if (known !== undefined) return known;
    const own = this.#records.get(ownerId);
    const each = this.#records.get(`${integrationId}:${EACH_WORKSPACE}`);
    const record = limitsInWorkspace(ownerId, { own, each });
    const compiled = record === null ? NO_LIMITS : compileLimits(record, integrationId);
    this.#compiled.set(ownerId, compiled);
    return compiled;
  }
}

export type TenantRows = Pick<
  Configuration,
  'organisations' | 'limits' | 'policies' | 'stops' | 'spendLimits' | 'cappedMembers'
>;

/** Only organisations that have any. */
export function compileTenantLimits(rows: TenantRows): Map<OrganisationId, TenantLimits> {
  const compiled = new Map<OrganisationId, Draft>();
  const draftOf = (id: OrganisationId): Draft => {
    const draft = compiled.get(id) ?? {
      organisation: NO_LIMITS,
      users: new Map(),
      integrations: new IntegrationLimits(),
      policies: [],
      stops: new CompiledStops(),
      spendLimits: new CompiledSpendLimits(),
    };
    compiled.set(id, draft);
    return draft;
  };
  const names = new Map(rows.organisations.map(({ id, name }) => [id, name]));
  for (const record of rows.limits) addTo(draftOf, record, names.get(record.organisationId) ?? record.organisationId);
  for (const policy of rows.policies) draftOf(policy.organisationId).policies.push(compilePolicy(policy));
  for (const stop of rows.stops) draftOf(stop.organisationId).stops.add(stop);
  for (const limit of rows.spendLimits) draftOf(limit.organisationId).spendLimits.add(limit);
  for (const member of rows.cappedMembers) draftOf(member.organisationId).spendLimits.join(member);
  return compiled;
}

interface Draft {
  organisation: CompiledLimits;
  users: Map<string, CompiledLimits>;
  integrations: IntegrationLimits;
  policies: CompiledPolicy[];
  stops: CompiledStops;
  spendLimits: CompiledSpendLimits;
}

function addTo(draftOf: (id: OrganisationId) => Draft, record: LimitsRecord, organisation: string): void {
  const { ownerKind, ownerId, organisationId } = record;
  if (ownerKind === 'organisation') draftOf(organisationId).organisation = compileLimits(record, organisation);
  else if (ownerKind === 'user') draftOf(organisationId).users.set(ownerId, compileLimits(record, ownerId));
  else if (ownerKind === 'integration_workspace') draftOf(organisationId).integrations.add(record);
}
