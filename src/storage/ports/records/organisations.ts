/** Organisations: the tenants. Everything else belongs to one. */
import type { OrganisationId } from '../../../kernel/ids.ts';

export interface Organisation {
  id: OrganisationId;
  name: string;
  createdAt: number;
}

/** Across all tenants, so for the first start and for the operator alone. */
export interface OrganisationRepository {
  insert(row: Organisation): Promise<void>;
  /** Oldest first. */
  list(): Promise<Organisation[]>;
}

/** The operator's own organisation: the oldest. The admin key of the environment and the declarative file are its. */
export function homeOrganisation(oldestFirst: readonly Organisation[]): Organisation | null {
  return oldestFirst[0] ?? null;
}
