import { expect, it } from 'vitest';
import { createWaiting } from './waiting.ts';

const never = new Promise<void>(() => undefined);
const turns = () => new Promise((resolve) => setImmediate(resolve));

it('serves who came first, and nobody passes who waits for the same', async () => {
  const waiting = createWaiting();
  const served: string[] = [];
  const wait = (name: string, accounts: string[]) => {
    const ticket = waiting.open();
    waiting.join(ticket, accounts);
    void waiting.turn(ticket, never).then(() => served.push(name));
    return ticket;
  };
  const first = wait('first', ['a']);
  wait('second', ['a', 'b']);
  wait('third', ['b']);
  wait('other', ['c']);
  expect(waiting.lines(['a', 'd'])).toEqual(['a']);
  waiting.tell();
  await turns();
  expect(served, 'the third waits behind the second').toEqual(['first', 'other']);
  waiting.leave(first);
  await turns();
  expect(served).toEqual(['first', 'other', 'second']);
});

it('lets nobody wait longer than they will, and keeps no line that is empty', async () => {
  const waiting = createWaiting();
  const [patient, hasty] = [waiting.open(), waiting.open()];
  for (const ticket of [patient, hasty]) waiting.join(ticket, ['a']);
  await waiting.turn(hasty, Promise.resolve());
  waiting.leave(hasty);
  expect(waiting.isFirst(patient)).toBe(true);
  waiting.leave(patient);
  expect(waiting.lines(['a'])).toEqual([]);
});
