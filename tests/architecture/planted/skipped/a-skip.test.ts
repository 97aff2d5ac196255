import { expect, it } from 'vitest';

it('is run', () => {
  expect(1).toBe(1);
});

it.skip('is left out', () => {
  expect(1).toBe(2);
});
