/** The port that reads the log: one row, or pages of rows. Engines: src/storage/log/. */
import type { LogFilter, LogRow } from '../log.ts';

/** How fresh an answer must be, and who stops waiting for it. */
export interface Reading {
  /**
   * Rows that were appended in the last so many ms may be missing from the answer: that spares the reader the work of
   * fetching them. 0, the default: every row whose append was called before is in it.
   */
  maxBehindMs?: number;
  /** Aborted when nobody wants the answer any more: the reading stops, and the promise rejects. */
  signal?: AbortSignal;
}

export interface AsOf {
  /** ms since the epoch: every row that was appended before this moment was there to be read. */
  asOf: number;
}

export interface LogPage extends AsOf {
  rows: LogRow[];
  /** Opaque; hand it back as `cursor` for the next (older) page; null at the end. */
  nextCursor: string | null;
}

export interface LogReader {
  /** Newest first, keyset paging. `limit` 1..1000. Throws GatewayError `invalid_request` on a cursor that is none of ours. */
  list(filter: LogFilter, page: { limit: number; cursor?: string }, reading?: Reading): Promise<LogPage>;
  /** null = the tenant has no such row. */
  get(tenant: Pick<LogFilter, 'organisationId' | 'workspaceId'>, id: string, reading?: Reading): Promise<LogRow | null>;
}
