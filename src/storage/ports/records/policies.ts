/** Policies: budgets and rates for requests that meet conditions, counted together or by what they have in common. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Budget, RateLimit } from './limits.ts';
import type { RecordStatus } from './row.ts';

/** As in the paths of the admin API. */
export type PolicyKind = 'usage_limits' | 'rate_limits';

export interface PolicyCondition {
  /** `api_key`, `metadata.<name>`, `provider`, `virtual_key`, `config`, `model`, `workspace_id`, `endpoint_type` or `user`. */
  key: string;
  /** Any of them; `*` stands for any text. */
  values: readonly string[];
  /** The condition is met by every other value. */
  excludes: boolean;
}

export interface PolicyRule {
  /** All must be met. */
  conditions: readonly PolicyCondition[];
  /** Keys as in conditions: each combination of their values counts by itself. Empty = all together. */
  groupBy: readonly string[];
  /** Of `usage_limits`; null otherwise. */
  budget: Budget | null;
  /** Of `rate_limits`; null otherwise. */
  rate: RateLimit | null;
}

export interface Policy {
  id: string;
  organisationId: OrganisationId;
  /** null = of every workspace. */
  workspaceId: WorkspaceId | null;
  kind: PolicyKind;
  name: string | null;
  description: string | null;
  rule: PolicyRule;
  status: RecordStatus;
  createdAt: number;
  lastUpdatedAt: number;
}

export interface PolicyRepository {
  insert(row: Policy): Promise<void>;
  /** Throws when there is none. */
  replace(row: Policy): Promise<void>;
  /** Archived ones too. */
  findById(id: string): Promise<Policy | null>;
  /** Oldest first, archived ones too. */
  list(kind: PolicyKind): Promise<Policy[]>;
}
