/** What each person may spend in a period: of one person, of each member of a group of the directory, or of everybody. */
import type { OrganisationId } from '../../../kernel/ids.ts';

export const SPEND_PERIODS = ['daily', 'weekly', 'monthly'] as const;
export type SpendPeriod = (typeof SPEND_PERIODS)[number];

/** Whom a limit is for. `organisation`: everybody who has no other of that period. */
export type SpendScope =
  | { kind: 'user'; id: string }
  /** `id`: its name in lower case. */
  | { kind: 'group'; id: string }
  | { kind: 'organisation'; id: '' };

export interface SpendLimit {
  id: string;
  organisationId: OrganisationId;
  scopeKind: SpendScope['kind'];
  scopeId: string;
  period: SpendPeriod;
  /** Nano-dollars; 0 = nothing. null = no limit, also where a wider one would hold. */
  amount: number | null;
  createdAt: number;
  lastUpdatedAt: number;
}

/** Somebody who is in a group that has a limit. */
export interface CappedMember {
  organisationId: OrganisationId;
  /** In lower case. */
  group: string;
  userId: string;
}

export interface SpendLimitRepository {
  /** By whom and when it is for. */
  find(wanted: Pick<SpendLimit, 'scopeKind' | 'scopeId' | 'period'>): Promise<SpendLimit | null>;
  findById(id: string): Promise<SpendLimit | null>;
  /** Oldest first. */
  list(): Promise<SpendLimit[]>;
  /** Of groups that have a limit: whom SCIM, or a directory that is enabled, last said to be in one. Ordered. */
  members(): Promise<CappedMember[]>;
  /** Inserts it, or replaces the one of that id. */
  put(limit: SpendLimit): Promise<void>;
  remove(id: string): Promise<void>;
}
