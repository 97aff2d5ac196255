import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { createDegradations } from './degradations.ts';

const full = () => Object.assign(new Error('no space left on device, write /data/log'), { code: 'ENOSPC' });

function watched() {
  const told: string[] = [];
  let time = 1000;
  const logger = createLogger({ level: 'warn', now: () => 0, write: (line) => void told.push(line) });
  const degradations = createDegradations({ logger, now: () => time });
  const disk = { isFull: false };
  const store = degradations.watch('request log', {
    append: async (row: string) => {
      if (disk.isFull) throw full();
      return `kept ${row}`;
    },
    list: () => ['what was there'],
  });
  return { told, degradations, disk, store, pass: (ms: number) => void (time += ms) };
}

it('a store that works is no degradation, and answers as it did', async () => {
  const { store, told, degradations } = watched();
  expect(await store.append('a')).toBe('kept a');
  expect(store.list()).toEqual(['what was there']);
  expect(degradations.current()).toEqual([]);
  expect(told).toEqual([]);
});

it('a store gets everything that it was given', async () => {
  const got: unknown[][] = [];
  const degradations = createDegradations({
    logger: createLogger({ level: 'error', write: () => undefined, now: () => 0 }),
    now: () => 0,
  });
  const store = degradations.watch('archive', {
    append: async (...given: [string, string]) => void got.push(given),
  });
  await store.append('a block', 'and its owner');
  expect(got).toEqual([['a block', 'and its owner']]);
});

it('a store that fails is one degradation, however often, and its end is reported with what was lost', async () => {
  const { disk, pass, store, told, degradations } = watched();
  disk.isFull = true;
  for (const row of ['a', 'b', 'c']) {
    await expect(store.append(row)).rejects.toThrow('no space left');
    pass(10);
  }
  expect(degradations.current()).toEqual([{ part: 'request log', since: 1000, reason: 'ENOSPC', lost: 3 }]);
  expect(told).toEqual([expect.stringContaining('"level":"error"')]);

  disk.isFull = false;
  await store.append('d');
  await store.append('e');
  expect(degradations.current()).toEqual([]);
  expect(told).toHaveLength(2);
  expect(told[1]).toContain('"lost":3,"ms":30');
});

it('a part that finds out by itself is a degradation until it says otherwise', () => {
  const { told, degradations, pass } = watched();
  degradations.set('Valkey', 'away');
  expect(degradations.current()).toEqual([{ part: 'Valkey', since: 1000, reason: 'away', lost: null }]);
  pass(10);
  degradations.set('Valkey', 'refuses');
  expect(degradations.current()).toEqual([{ part: 'Valkey', since: 1000, reason: 'refuses', lost: null }]);
  degradations.set('Valkey', null);
  expect(degradations.current()).toEqual([]);
  expect(told).toEqual([]);
});

it('what anybody may read of it holds no path', async () => {
  const { disk, store, degradations } = watched();
  disk.isFull = true;
  await expect(store.append('a')).rejects.toThrow();
  expect(JSON.stringify(degradations.current())).not.toContain('/data');
});
