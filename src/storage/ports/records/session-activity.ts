/** What clients report of the work done in a session, beside its requests: one row for each day, key and session. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';

/** What is counted. */
export const ACTIVITY_COUNTS = [
  'linesAdded',
  'linesRemoved',
  'commits',
  'pullRequests',
  // Of the tools that edit files: what was decided about each edit.
  'editsAccepted',
  'editsRejected',
  // Of every tool, the editing ones included.
  'toolsAccepted',
  'toolsRejected',
  // ms in which the user typed, or the client worked.
  'activeMs',
] as const;

/** Whole numbers from 0, which add up. */
export type ActivityCounts = Record<(typeof ACTIVITY_COUNTS)[number], number>;

export interface SessionActivity extends ActivityCounts {
  organisationId: OrganisationId;
  /** null = the key is the organisation's. */
  workspaceId: WorkspaceId | null;
  apiKeyId: string;
  /** The person of the key. */
  userId: string | null;
  /** As the client names it; '' = it does not say, or there are too many of them. */
  sessionId: string;
  /** When the day begins in UTC, ms since the epoch. */
  day: number;
  /** Of the first and the latest report, ms since the epoch. */
  firstAt: number;
  lastAt: number;
}

export interface ActivityScope {
  workspaceId?: WorkspaceId;
  /** Absent = of all. */
  apiKeyIds?: readonly string[];
  sessionId?: string;
  /** ms since the epoch: days that begin from here on, and before. */
  from: number;
  to: number;
}

/** `user`: the person, or the key where it belongs to nobody. */
export type ActivityDimension = 'user' | 'workspace' | 'session' | 'day';

export interface ActivityGroup extends ActivityCounts {
  /** null = work of no workspace. A day is its beginning in ms. */
  key: string | null;
  sessions: number;
  lastAt: number;
}

export interface SessionActivityRepository {
  /**
   * Adds to the rows that are there, and makes the others. Of one key and day no more than `maxSessions` rows are made: what is
   * beyond is counted without its session.
   */
  add(rows: readonly SessionActivity[], maxSessions: number): Promise<void>;
  /** Those with the latest report first. */
  groups(
    by: ActivityDimension,
    scope: ActivityScope,
    page: { limit: number; offset: number },
  ): Promise<{ total: number; rows: ActivityGroup[] }>;
  /** Of the whole scope; null = nothing was reported. */
  total(scope: ActivityScope): Promise<Omit<ActivityGroup, 'key'> | null>;
  /** Days that began before. Resolves with how many rows went. */
  deleteBefore(day: number): Promise<number>;
}
