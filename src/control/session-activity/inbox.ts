/**
 * Work that clients report, waiting to be stored: added up in memory, and written together every few seconds. A process that is
 * killed loses those seconds; a report is no bill.
 */
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import {
  ACTIVITY_COUNTS,
  type ActivityCounts,
  type SessionActivity,
} from '../../storage/ports/records/session-activity.ts';
import type { Records } from '../../storage/ports/records/records.ts';
import type { ReportedWork } from './claude-code-work.ts';

/** The key by which the client reports. */
export interface Reporter {
  id: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId | null;
  userId: string | null;
}

export interface ActivityInbox {
  /** False = too much waits already: the work is not counted. */
  add(reporter: Reporter, work: readonly ReportedWork[], now: number): boolean;
  /** Stores what waits. Rejects where the records cannot be written; it waits on then. */
  flush(): Promise<void>;
}

/** Rows that wait: a few seconds of thousands of people. */
const MAX_WAITING = 10_000;
const MAX_SESSIONS_PER_KEY_AND_DAY = 10_000;
/** In one transaction. */
const ROWS_AT_ONCE = 200;
const DAY_MS = 86_400_000;

export function createActivityInbox(records: Pick<Records, 'within'>): ActivityInbox {
  let waiting = new Map<string, SessionActivity>();
  const put = (row: SessionActivity): boolean => {
    const key = JSON.stringify([row.organisationId, row.day, row.apiKeyId, row.sessionId]);
    const known = waiting.get(key);
    if (known === undefined && waiting.size >= MAX_WAITING) return false;
    waiting.set(key, known === undefined ? row : sum(known, row));
    return true;
  };
  const store = async (rows: readonly SessionActivity[]): Promise<void> => {
    const [first] = rows;
    if (first === undefined) return;
    await records.within(first.organisationId, (tx) => tx.sessionActivity.add(rows, MAX_SESSIONS_PER_KEY_AND_DAY));
  };
  return {
    add(reporter, work, now) {
      return work
        .map(({ sessionId, counts }) => put({ ...emptyRow(reporter, { sessionId, now }), ...counts }))
        .every((isTaken) => isTaken);
    },
    async flush() {
      const taken = [...waiting.values()];
      waiting = new Map();
      const byOrganisation = Map.groupBy(taken, ({ organisationId }) => organisationId);
      const batches = [...byOrganisation.values()].flatMap((rows) => inBatches(rows));
      while (batches.length > 0) {
        try {
          await store(batches[0] ?? []);
        } catch (error) {
          for (const row of batches.flat()) put(row);
          throw error;
        }
        batches.shift();
      }
    },
  };
}

function emptyRow(reporter: Reporter, { sessionId, now }: { sessionId: string; now: number }): SessionActivity {
  const { organisationId, workspaceId, userId, id: apiKeyId } = reporter;
  const counts = Object.fromEntries(ACTIVITY_COUNTS.map((name) => [name, 0])) as ActivityCounts;
  const day = Math.floor(now / DAY_MS) * DAY_MS;
  return { organisationId, workspaceId, userId, apiKeyId, sessionId, day, ...counts, firstAt: now, lastAt: now };
}

function sum(one: SessionActivity, other: SessionActivity): SessionActivity {
  const counts = Object.fromEntries(ACTIVITY_COUNTS.map((name) => [name, one[name] + other[name]])) as ActivityCounts;
  return {
    ...one,
    ...counts,
    firstAt: Math.min(one.firstAt, other.firstAt),
    lastAt: Math.max(one.lastAt, other.lastAt),
  };
}

function inBatches(rows: readonly SessionActivity[]): SessionActivity[][] {
  const count = Math.ceil(rows.length / ROWS_AT_ONCE);
  return Array.from({ length: count }, (_, index) => rows.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE));
}
