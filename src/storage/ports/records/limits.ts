/** Budgets and rate limits, as they are stored: what an owner may spend, whoever set it. */
import type { OrganisationId } from '../../../kernel/ids.ts';
import type { Period } from '../../../kernel/limit-window.ts';

export type LimitOwnerKind = 'api_key' | 'provider' | 'workspace' | TenantOwnerKind;

/** Owners that are no rows of the configuration; `integration_workspace` is `<integration id>:<workspace id>`, or `<integration id>:*`. */
export const TENANT_OWNERS = ['organisation', 'user', 'integration_workspace'] as const;
export type TenantOwnerKind = (typeof TENANT_OWNERS)[number];

/** What people call the owner of a limit, be it a record's or a policy's. */
export const LIMIT_OWNER_NAMES: Readonly<Record<LimitOwnerKind | 'policy', string>> = {
  api_key: 'API key',
  provider: 'provider',
  workspace: 'workspace',
  organisation: 'organisation',
  user: 'user',
  integration_workspace: 'integration',
  policy: 'policy',
};

export type BudgetUnit = 'cost' | 'tokens' | 'requests';

export interface Budget {
  unit: BudgetUnit;
  /** Nano-dollars, tokens or requests in one period. */
  amount: number;
  /** In the same unit; null = nobody is informed. */
  alertAt: number | null;
  /** Passing it warns, and refuses nothing. Absent = false. */
  isSoft?: boolean;
  period: Period;
}

export type RateUnit = 'requests' | 'tokens';
export type RatePeriod = 'second' | 'minute' | 'hour' | 'day' | 'week';

export const TOKEN_KINDS = ['uncached_input', 'cache_write', 'cache_read', 'output'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export interface RateLimit {
  unit: RateUnit;
  per: RatePeriod;
  /** In any stretch of that length; 0 = nothing passes. */
  value: number;
  /** Of tokens: which of them count. Absent = all. */
  kinds?: TokenKind[];
}

/** How fast each session, or each key, may go that counts against the owner. */
export interface VelocityLimit {
  per: 'session' | 'key';
  /** In any minute; null = no limit. */
  nanoUsdPerMinute: number | null;
  /** Alive at the same time; null = no limit. */
  subagents: number | null;
}

export interface LimitsRecord {
  ownerKind: LimitOwnerKind;
  ownerId: string;
  organisationId: OrganisationId;
  /** At most one for each unit. */
  budgets: Budget[];
  /** At most one for each unit, period and kinds. */
  rates: RateLimit[];
  /** At most one for each `per`. Absent = none. */
  velocity?: VelocityLimit[];
}

export interface LimitsRepository {
  /** null = the owner has none. */
  find(ownerKind: LimitOwnerKind, ownerId: string): Promise<LimitsRecord | null>;
  list(): Promise<LimitsRecord[]>;
  /** Replaces what the owner had. A record without limits removes it. */
  put(record: LimitsRecord): Promise<void>;
}

/** In the place of a workspace: what each workspace may spend on the integration, by itself, where nothing else is said. */
export const EACH_WORKSPACE = '*';

/** The limits of one workspace on an integration: budgets of its own or those of each workspace, and rates likewise. */
export function limitsInWorkspace(
  ownerId: string,
  { own, each }: { own: LimitsRecord | undefined; each: LimitsRecord | undefined },
): LimitsRecord | null {
  if (each === undefined) return own ?? null;
  const { budgets = [], rates = [] } = own ?? {};
  return {
    ...each,
    ownerId,
    budgets: budgets.length > 0 ? budgets : each.budgets,
    rates: rates.length > 0 ? rates : each.rates,
  };
}

/** The account of a budget in the ledger. */
export function budgetAccount(
  { ownerKind, ownerId }: Pick<LimitsRecord, 'ownerKind' | 'ownerId'>,
  unit: BudgetUnit,
): string {
  return `${ownerKind}:${ownerId}:${unit}`;
}
