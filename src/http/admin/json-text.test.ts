import { expect, it } from 'vitest';
import { jsonText } from './json-text.ts';

const long = Array.from({ length: 120 }, (_, n) => ({ n, text: `"${n}"`, left: undefined, when: new Date(n) }));

it.each([
  {},
  { data: long, total: 3, left: undefined },
  { a: null, 'odd "name"': [1, undefined, 'x'], nested: { data: long } },
  { data: long.slice(0, 50) },
  { data: long.slice(0, 51) },
  { data: Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? null : undefined)) },
])('is the text of JSON.stringify, case %#', async (answer) => {
  expect(await jsonText(answer, () => Promise.resolve())).toBe(JSON.stringify(answer));
});

it('lets others have a turn between the pieces of a long list, and not for a short one', async () => {
  let turns = 0;
  const nextTurn = async (): Promise<void> => void (turns += 1);
  await jsonText({ data: long.slice(0, 50) }, nextTurn);
  expect(turns).toBe(0);
  await jsonText({ data: long }, nextTurn);
  expect(turns).toBe(2);
});
