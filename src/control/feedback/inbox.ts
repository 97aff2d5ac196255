/**
 * Ratings that guardrails give, waiting to be stored: written together every few seconds, because no request waits for the
 * records. A process that is killed loses those seconds; the verdicts themselves are in the log rows.
 */
import type { Feedback } from '../../storage/ports/records/feedback.ts';
import type { Records } from '../../storage/ports/records/records.ts';
import { newId, type Chance } from '../identity.ts';

export interface FeedbackInbox {
  /** Where too much waits already, the rating is dropped. */
  add(feedback: Omit<Feedback, 'id'>): void;
  /** Stores what waits, each organisation by itself. Rejects where something cannot be written; that waits on, and nothing else does. */
  flush(): Promise<void>;
  /** How many were dropped since this was asked the last time. */
  takeDropped(): number;
}

/** A few seconds of thousands of requests. */
const MAX_WAITING = 10_000;
/** In one transaction. */
const ROWS_AT_ONCE = 200;

export function createFeedbackInbox(records: Pick<Records, 'within'>, chance: Chance): FeedbackInbox {
  let waiting: Feedback[] = [];
  /** How many are being stored: they may have to wait again. */
  let leaving = 0;
  let dropped = 0;
  const store = async (rows: readonly Feedback[]): Promise<void> => {
    const [first] = rows;
    if (first === undefined) return;
    await records.within(first.organisationId, async (tx) => {
      for (const row of rows) await tx.feedback.insert(row);
    });
  };
  return {
    add(feedback) {
      if (waiting.length + leaving < MAX_WAITING) waiting.push({ id: newId(chance), ...feedback });
      else dropped += 1;
    },
    async flush() {
      const byOrganisation = Map.groupBy(waiting, ({ organisationId }) => organisationId);
      leaving = waiting.length;
      waiting = [];
      const failures: { rows: readonly Feedback[]; error: unknown }[] = [];
      for (const rows of [...byOrganisation.values()].flatMap((all) => inBatches(all))) {
        try {
          await store(rows);
          leaving -= rows.length;
        } catch (error) {
          failures.push({ rows, error });
        }
      }
      leaving = 0;
      const [first] = failures;
      if (first === undefined) return;
      waiting.unshift(...failures.flatMap(({ rows }) => rows));
      throw first.error;
    },
    takeDropped() {
      const count = dropped;
      dropped = 0;
      return count;
    },
  };
}

function inBatches(rows: readonly Feedback[]): Feedback[][] {
  const count = Math.ceil(rows.length / ROWS_AT_ONCE);
  return Array.from({ length: count }, (_, index) => rows.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE));
}
