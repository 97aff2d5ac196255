import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordChange } from '../storage/ports/records/configuration.ts';
import { createAnnounce, type Announce } from './announce.ts';
import { createConfig } from './configs/create.ts';
import { openWorld } from './control.suite.ts';

const CHANGES: RecordChange[] = [{ noun: 'config', id: 'c' }];
const FOREVER = Number.POSITIVE_INFINITY;

/** How many more times publishing fails. */
let failures: number;
/** What each success reported. */
let told: (readonly RecordChange[])[];
let published: number;
let errors: string[];
/** Tries that are waited for: after how long, and what they do. */
let waiting: { ms: number; run: () => void }[];
let announce: Announce;

beforeEach(() => {
  failures = 0;
  published = 0;
  told = [];
  errors = [];
  waiting = [];
  const ignore = (): void => undefined;
  announce = createAnnounce({
    signals: {
      async publish(_topic, changes) {
        failures -= 1;
        if (failures >= 0) throw new Error('the records are away');
        published += 1;
        told.push(changes);
      },
    },
    logger: { debug: ignore, info: ignore, warn: ignore, error: (message) => void errors.push(message) },
    after(ms, run) {
      const entry = { ms, run };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
  });
});

/** Lets the next waited-for try happen; its wait in ms. */
async function passTime(): Promise<number> {
  const next = waiting.shift();
  next?.run();
  await new Promise((resolve) => setImmediate(resolve));
  return next?.ms ?? 0;
}

describe('news of a change that cannot be delivered', () => {
  it('is reported again until it is, and the operator hears of each failure', async () => {
    failures = 3;
    await announce(CHANGES);
    expect([await passTime(), await passTime(), await passTime()]).toEqual([250, 1000, 2000]);
    expect(published).toBe(1);
    expect(errors).toHaveLength(3);
    expect(waiting).toEqual([]);
  });

  it('is not reported for ever', async () => {
    failures = FOREVER;
    await announce(CHANGES);
    let tries = 0;
    while (waiting.length > 0 && tries < 100) {
      await passTime();
      tries += 1;
    }
    expect(tries).toBe(10);
    expect(errors.at(-1)).toContain('will not be live before');
  });

  it('is reported by the news of the next change as well: nobody waits for two', async () => {
    failures = 1;
    await announce(CHANGES);
    expect(waiting).toHaveLength(1);
    await announce(CHANGES);
    expect(waiting).toEqual([]);
    expect(published).toBe(1);
  });

  it('reports what failed together with what comes next, and nothing twice once it got through', async () => {
    failures = 1;
    await announce([{ noun: 'config', id: 'first' }]);
    await announce([{ noun: 'api_key', id: 'second' }]);
    await announce([{ noun: 'provider', id: 'third' }]);
    expect(told.map((changes) => changes.map(({ id }) => id))).toEqual([['first', 'second'], ['third']]);
  });

  it('is waited for once when two changes fail at a time', async () => {
    failures = 2;
    await Promise.all([announce(CHANGES), announce(CHANGES)]);
    expect(waiting).toHaveLength(1);
  });

  it('does not make an error of a change that is committed', async () => {
    failures = FOREVER;
    const world = await openWorld();
    const context = { ...world.context({ kind: 'declarative-file', organisationId: world.organisationId }), announce };
    await createConfig(context, { name: 'Main', slug: 'pc-main', config: { provider: '@vertex' } });
    expect((await world.records.configuration()).configs.map(({ slug }) => slug)).toEqual(['pc-main']);
    expect(errors).toHaveLength(1);
  });
});
