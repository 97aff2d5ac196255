/** What can be kept for a time and no longer: rows of the log, and bodies. */
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';

/** An organisation, whose own retention may be shorter than the gateway's. */
export interface Owner {
  organisationId: OrganisationId;
  /** All that it has and had. */
  workspaces: readonly WorkspaceId[];
}

/** One that keeps what is its own for less time than the gateway keeps the rest. */
export interface OwnerRetention extends Owner {
  maxAgeMs: number;
}

export interface Retained {
  /** Bytes on the disk that what is kept takes. */
  bytes(): Promise<number>;
  /** When the oldest of it was written, ms since the epoch; null = there is nothing. */
  oldest(): Promise<number | null>;
  /**
   * Deletes what was written before this moment (ms since the epoch), or some of it: a small slice, so that nobody waits
   * long. `owner`: only what belongs to it. True = there may be more.
   */
  deleteSlice(before: number, owner?: Owner): Promise<boolean>;
}
