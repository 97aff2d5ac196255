/** Ratings of requests, by people and by guardrails, with what is known of the request that was rated. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';

export interface Feedback {
  id: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId;
  /** All requests of the trace are rated together. */
  traceId: string;
  /** -10 to 10. */
  value: number;
  /** 0 to 1. */
  weight: number;
  metadata: Record<string, unknown>;
  /** Of the newest request of the trace; null = the log had none when the rating came. */
  model: string | null;
  /** Key that sent that request. */
  apiKeyId: string | null;
  createdAt: number;
}

export interface FeedbackScope {
  workspaceId?: WorkspaceId;
  /** ms since the epoch, inclusive. */
  from: number;
  /** ms since the epoch, exclusive. */
  to: number;
  /** Of the requests' keys; absent = of all. */
  apiKeyIds?: readonly string[];
  models?: readonly string[];
  traceId?: string;
}

/** In nobody's way: what a rating counts for is its value times its weight. */
export interface FeedbackTotals {
  count: number;
  /** Of value × weight; null = there is none. */
  average: number | null;
}

export interface FeedbackRepository {
  insert(feedback: Feedback): Promise<void>;
  /** By id. Throws when there is none. */
  replace(feedback: Feedback): Promise<void>;
  findById(id: string): Promise<Feedback | null>;
  /** By the start of each bucket that has any, ms since the epoch; buckets are multiples of `widthMs`. */
  overTime(scope: FeedbackScope, widthMs: number): Promise<Map<number, FeedbackTotals>>;
  total(scope: FeedbackScope): Promise<FeedbackTotals>;
  byScore(scope: FeedbackScope): Promise<{ score: number; count: number }[]>;
  /** Largest first; null = of requests that the log did not have. */
  byModel(scope: FeedbackScope): Promise<({ model: string | null } & FeedbackTotals)[]>;
  /** Of each trace that was rated since `from`, the newest first, at most `limit`; `sum` is of value × weight. */
  sumsByTrace(
    scope: Pick<FeedbackScope, 'workspaceId' | 'from'>,
    limit: number,
  ): Promise<{ traceId: string; count: number; sum: number }[]>;
  /** Traces whose average of value × weight lies in the range, newest first, at most `limit`. */
  tracesRated(
    scope: Pick<FeedbackScope, 'workspaceId'>,
    range: { min: number; max: number; limit: number },
  ): Promise<string[]>;
  /** Deletes the oldest that were made before, ms since the epoch; at most `limit`. Returns how many. */
  trim(before: number, limit: number): Promise<number>;
}
