import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { createTroubles } from './troubles.ts';

const full = () => Object.assign(new Error('no space left on device, write /data/log'), { code: 'ENOSPC' });

function watched() {
  const told: string[] = [];
  let time = 1000;
  const logger = createLogger({ level: 'warn', now: () => 0, write: (line) => void told.push(line) });
  const troubles = createTroubles({ logger, now: () => time });
  const disk = { isFull: false };
  const store = troubles.watch('request log', {
    append: async (row: string) => {
      if (disk.isFull) throw full();
      return `kept ${row}`;
    },
    list: () => ['what was there'],
  });
  return { told, troubles, disk, store, pass: (ms: number) => void (time += ms) };
}

it('a store that works is no trouble, and answers as it did', async () => {
  const { store, told, troubles } = watched();
  expect(await store.append('a')).toBe('kept a');
  expect(store.list()).toEqual(['what was there']);
  expect(troubles.current()).toEqual([]);
  expect(told).toEqual([]);
});

it('a store that fails is one trouble, however often, and its end is told with what was lost', async () => {
  const { disk, pass, store, told, troubles } = watched();
  disk.isFull = true;
  for (const row of ['a', 'b', 'c']) {
    await expect(store.append(row)).rejects.toThrow('no space left');
    pass(10);
  }
  expect(troubles.current()).toEqual([{ part: 'request log', since: 1000, reason: 'ENOSPC', lost: 3 }]);
  expect(told).toEqual([expect.stringContaining('"level":"error"')]);

  disk.isFull = false;
  await store.append('d');
  await store.append('e');
  expect(troubles.current()).toEqual([]);
  expect(told).toHaveLength(2);
  expect(told[1]).toContain('"lost":3,"ms":30');
});

it('a part that finds out by itself is a trouble until it says otherwise', () => {
  const { told, troubles, pass } = watched();
  troubles.set('Valkey', 'away');
  expect(troubles.current()).toEqual([{ part: 'Valkey', since: 1000, reason: 'away', lost: null }]);
  pass(10);
  troubles.set('Valkey', 'refuses');
  expect(troubles.current()).toEqual([{ part: 'Valkey', since: 1000, reason: 'refuses', lost: null }]);
  troubles.set('Valkey', null);
  expect(troubles.current()).toEqual([]);
  expect(told).toEqual([]);
});

it('what anybody may read of it holds no path', async () => {
  const { disk, store, troubles } = watched();
  disk.isFull = true;
  await expect(store.append('a')).rejects.toThrow();
  expect(JSON.stringify(troubles.current())).not.toContain('/data');
});
