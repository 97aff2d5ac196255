import { expect, it } from 'vitest';
import { everyPage } from './every-page.ts';

const listOf = (rows: number, total = rows) => {
  const asked: number[] = [];
  const ask = ({ current_page: page, page_size: size }: { current_page: number; page_size: number }) => {
    asked.push(page);
    const start = page * size;
    return Promise.resolve({
      total,
      data: Array.from({ length: Math.max(0, Math.min(size, rows - start)) }, (_, n) => start + n),
    });
  };
  return { ask, asked };
};

it('a list longer than a page loses none of its rows', async () => {
  const { ask, asked } = listOf(25);
  expect((await everyPage(ask, 10)).data).toEqual(Array.from({ length: 25 }, (_, n) => n));
  expect(asked).toEqual([0, 1, 2]);
});

it('a list that fits into a page is asked for once', async () => {
  const { ask, asked } = listOf(10);
  await everyPage(ask, 10);
  expect(asked).toEqual([0]);
});

it('a list that became shorter meanwhile comes to an end', async () => {
  const { ask, asked } = listOf(10, 50);
  expect((await everyPage(ask, 10)).data).toHaveLength(10);
  expect(asked).toEqual([0, 1]);
});
