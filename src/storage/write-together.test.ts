/** Group commit: which caller gets which result, and when. */
import { expect, it } from 'vitest';
import type { Slices } from '../kernel/slices.ts';
import { writeTogether } from './write-together.ts';

/** One that writes all in one slice. */
const atOnce = (write: (items: readonly string[]) => void) =>
  function* (items: readonly string[]): Slices<void> {
    yield* [];
    write(items);
  };
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('writes what was added in one turn at once, in order, and nothing when nothing was added', async () => {
  const writes: string[][] = [];
  const group = writeTogether<string>(atOnce((items) => writes.push([...items])));
  group.flush();
  const added = Promise.all([group.add('a'), group.add('b')]);
  expect(writes).toEqual([]);
  await added;
  await group.add('c');
  await nextTurn();
  expect(writes).toEqual([['a', 'b'], ['c']]);
});

it('writes before the turn ends when it is asked to, and what comes later in the same turn is not lost', async () => {
  const writes: string[][] = [];
  const group = writeTogether<string>(atOnce((items) => writes.push([...items])));
  const early = group.add('early');
  group.flush();
  expect(writes).toEqual([['early']]);
  const late = group.add('late');
  await Promise.all([early, late]);
  expect(writes).toEqual([['early'], ['late']]);
});

it('reports a failure to everyone whose item was in the write, and to nobody else', async () => {
  let isDiskFull = true;
  const group = writeTogether<string>(
    atOnce(() => {
      if (isDiskFull) throw new Error('No space left on device');
    }),
  );
  const told = await Promise.allSettled([group.add('a'), group.add('b')]);
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isDiskFull = false;
  await expect(group.add('c')).resolves.toBeUndefined();
});

it('writes a slice for each turn, and what was added meanwhile behind all of it', async () => {
  const writes: string[] = [];
  const group = writeTogether<string>(function* ([first = '']) {
    writes.push(`${first} 1`);
    yield;
    writes.push(`${first} 2`);
  });
  const large = group.add('large');
  await nextTurn();
  expect(writes).toEqual(['large 1']);
  const next = group.add('next');
  await Promise.all([large, next]);
  expect(writes).toEqual(['large 1', 'large 2', 'next 1', 'next 2']);
});

it('ends what was begun, and writes what waits, when it is asked to', async () => {
  const writes: string[] = [];
  const group = writeTogether<string>(function* ([first = '']) {
    writes.push(`${first} 1`);
    yield;
    writes.push(`${first} 2`);
  });
  const added = [group.add('large')];
  await nextTurn();
  added.push(group.add('next'));
  group.flush();
  expect(writes).toEqual(['large 1', 'large 2', 'next 1', 'next 2']);
  await Promise.all(added);
});
