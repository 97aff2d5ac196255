/** What goes when something is too old or too large, against stores in memory. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../observe/logger.ts';
import type { OrganisationId } from '../kernel/ids.ts';
import type { Owner, Retained } from './ports/retention.ts';
import { deleteOld, type RetentionOptions } from './retention.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 1000 * DAY;

let pauses: number;
let complaints: string[];
let isStopped: boolean;
beforeEach(() => {
  pauses = 0;
  complaints = [];
  isStopped = false;
});

/** Things of one size, by when they were written; two go with each slice. */
function kept(ages: readonly number[], size = 1): Retained & { ages: () => number[] } {
  let moments = ages.map((age) => NOW - age).sort((a, b) => a - b);
  return {
    bytes: async () => moments.length * size,
    oldest: async () => moments[0] ?? null,
    async deleteSlice(before) {
      const old = moments.filter((moment) => moment < before);
      moments = moments.filter((moment) => !old.slice(0, 2).includes(moment));
      return old.length > 2;
    },
    ages: () => moments.map((moment) => NOW - moment),
  };
}

function round(options: Partial<RetentionOptions> & Pick<RetentionOptions, 'rows' | 'bodies'>): Promise<void> {
  return deleteOld({
    directory: '/',
    maxAgeMs: null,
    owners: async () => [],
    maxSize: { bytes: Infinity },
    now: () => NOW,
    pause: async () => {
      pauses += 1;
      return !isStopped;
    },
    logger: createLogger({ level: 'warn', write: (line) => complaints.push(line), now: () => 0 }),
    ...options,
  });
}

describe('what is too old', () => {
  it('goes in slices, with a pause between them; a body a day later than a row', async () => {
    const rows = kept([9 * DAY, 8 * DAY, 7 * DAY, 6 * DAY, 5 * DAY + HOUR, 4 * DAY]);
    const bodies = kept([9 * DAY, 6 * DAY + HOUR, 5 * DAY + HOUR]);
    await round({ rows, bodies, maxAgeMs: 5 * DAY });
    expect(rows.ages()).toEqual([4 * DAY]);
    expect(bodies.ages()).toEqual([5 * DAY + HOUR]);
    expect(pauses).toBe(2);
    expect(complaints).toEqual([]);
  });

  it('goes earlier where an organisation says so, and only what is its own', async () => {
    const asked: [string, string | null, number][] = [];
    const noting = (name: string): Retained => ({
      ...kept([]),
      async deleteSlice(before: number, owner?: Owner) {
        asked.push([name, owner?.organisationId ?? null, (NOW - before) / DAY]);
        return false;
      },
    });
    const own = { organisationId: 'org_quick' as OrganisationId, workspaces: [], maxAgeMs: 3 * DAY };
    const stores = { rows: noting('rows'), bodies: noting('bodies') };
    await round({ ...stores, maxAgeMs: 30 * DAY, owners: async () => [own] });
    expect(asked).toEqual([
      ['rows', null, 30],
      ['bodies', null, 31],
      ['rows', 'org_quick', 3],
      ['bodies', 'org_quick', 4],
    ]);
  });

  it('stays where nothing is said of age', async () => {
    const rows = kept([9000 * DAY]);
    await round({ rows, bodies: kept([]) });
    expect(rows.ages()).toHaveLength(1);
  });

  it('is left where it is when the gateway ends in the middle', async () => {
    isStopped = true;
    const rows = kept([9 * DAY, 8 * DAY, 7 * DAY]);
    await round({ rows, bodies: kept([]), maxAgeMs: DAY });
    expect(rows.ages()).toEqual([7 * DAY]);
  });
});

describe('what takes too much of the disk', () => {
  it('loses its oldest until the rest fits, and is reported', async () => {
    const days = Array.from({ length: 20 }, (_, index) => (index + 1) * DAY);
    const [rows, bodies] = [kept(days), kept(days, 10)];
    await round({ rows, bodies, maxSize: { bytes: 110 } });
    expect((await rows.bytes()) + (await bodies.bytes())).toBeLessThanOrEqual(110);
    expect(bodies.ages().length).toBeGreaterThan(5);
    expect(Math.max(...bodies.ages())).toBeLessThan(12 * DAY);
    expect(complaints.join()).toContain('more of the disk than they may');
  });

  it('keeps the rest where deleting gives no room back at once', async () => {
    const rows = { ...kept([9 * DAY, 8 * DAY, 7 * DAY, 6 * DAY]), bytes: async () => 1000 };
    await round({ rows, bodies: kept([]), maxSize: { bytes: 1 } });
    expect(rows.ages()).toHaveLength(3);
  });

  it('is measured against what is free, where a share is meant', async () => {
    const rows = kept([DAY], 1_000);
    await round({ rows, bodies: kept([]), maxSize: { share: 0.8 } });
    expect(rows.ages()).toHaveLength(1);
    await round({ rows: { ...rows, bytes: async () => 1e18 }, bodies: kept([]), maxSize: { share: 0.8 } });
    expect(rows.ages()).toHaveLength(0);
  });
});

it('reports a failure and does not throw it', async () => {
  const rows = { ...kept([]), deleteSlice: () => Promise.reject(new Error('Broken disk')) };
  await round({ rows, bodies: kept([]), maxAgeMs: 1 });
  expect(complaints.join()).toContain('Broken disk');
});
