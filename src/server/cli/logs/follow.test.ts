import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createFollower, type FetchPage } from './follow.ts';
import { readLogPage, type LogPage } from './log-row.ts';

interface Request {
  id: string;
  startedAt: number;
  ms: number;
}

const raw = ({ id, startedAt, ms }: Request) => ({
  id,
  created_at: new Date(startedAt).toISOString(),
  response_time: ms,
});

/** The log as the gateway has it: rows arrive when requests end, and are listed by when they began. */
function gatewayLog(pageSize: number) {
  const rows: Request[] = [];
  const list = (matching: Request[], cursor: string | null, size: number): LogPage => {
    const sorted = matching.toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
    const from = cursor === null ? 0 : sorted.findIndex(({ id }) => id === cursor) + 1;
    const page = sorted.slice(from, from + size);
    const next = from + size < sorted.length ? (page.at(-1)?.id ?? null) : null;
    return readLogPage({ data: page.map(raw), next_cursor: next });
  };
  const fetchPage: FetchPage = async ({ endedFrom, cursor }) =>
    list(
      rows.filter(({ startedAt, ms }) => endedFrom === null || startedAt + ms >= endedFrom),
      cursor,
      pageSize,
    );
  return { rows, fetchPage, newest: (limit: number) => list(rows, null, limit) };
}

const idsOf = (arrivals: { line: { id: string } }[]): string[] => arrivals.map(({ line }) => line.id);

describe('following the log', () => {
  it('shows a long request that ends after many short ones which began later', async () => {
    const log = gatewayLog(10);
    log.rows.push({ id: 'short', startedAt: 600_000, ms: 5 });
    const follow = createFollower(log.fetchPage, log.newest(20));
    log.rows.push({ id: 'long', startedAt: 1_000, ms: 600_000 });
    expect(idsOf(await follow())).toEqual(['long']);
    expect(await follow()).toEqual([]);
  });

  it('does not dig out rows that were old when it began', async () => {
    const log = gatewayLog(10);
    for (let n = 0; n < 30; n += 1) log.rows.push({ id: `old_${n}`, startedAt: 100_000 + n, ms: 1 });
    const follow = createFollower(log.fetchPage, log.newest(5));
    expect(await follow()).toEqual([]);
  });

  it('begins with the first row there ever is', async () => {
    const log = gatewayLog(10);
    const follow = createFollower(log.fetchPage, log.newest(20));
    expect(await follow()).toEqual([]);
    log.rows.push({ id: 'first', startedAt: 5, ms: 1 });
    expect(idsOf(await follow())).toEqual(['first']);
  });

  it('shows each row once and leaves none out, whatever the durations and the pages', async () => {
    const request = fc.record({ gap: fc.integer({ min: 0, max: 4_000 }), ms: fc.integer({ min: 0, max: 3_600_000 }) });
    const polls = fc.array(fc.array(request, { maxLength: 6 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(polls, fc.integer({ min: 1, max: 4 }), async (batches, pageSize) => {
        const log = gatewayLog(pageSize);
        let endedAt = 10_000_000;
        log.rows.push({ id: 'before', startedAt: endedAt, ms: 0 });
        const follow = createFollower(log.fetchPage, log.newest(20));
        const expected: string[] = [];
        const shown: string[] = [];
        for (const batch of batches) {
          for (const { gap, ms } of batch) {
            endedAt += gap + 1;
            const id = `r${expected.length}`;
            log.rows.push({ id, startedAt: endedAt - ms, ms });
            expected.push(id);
          }
          shown.push(...idsOf(await follow()));
        }
        expect(shown).toEqual(expected);
      }),
    );
  });
});
