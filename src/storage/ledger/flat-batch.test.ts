import { expect, it } from 'vitest';
import { flatten, unflatten } from './flat-batch.ts';
import type { Batch } from './ledger-file.ts';

const LARGE = Number.MAX_SAFE_INTEGER;
const claims = [
  { limit: 'api_key:a:cost', window: 0, amount: LARGE, max: LARGE },
  { limit: 'policy:p:metadata._user:ä "b", c', window: -86_400_000, amount: 0, max: 1, leave: 0 },
];
const posting = {
  hold: 'h-1',
  limit: 'api_key:a:cost',
  window: 1_795_000_000_000,
  available: -LARGE,
  held: LARGE,
  spent: 0,
};

it('brings every entry over as it was', () => {
  const batch: Batch = {
    id: 'batch-1',
    entries: [
      {
        at: 1_795_000_000_123,
        postings: [
          { ...posting, kind: 'reserve' },
          { ...posting, kind: 'resize', limit: 'x' },
        ],
        hold: { id: 'h-1', standing: { id: 'h-1', claims, expiresAt: 1_795_000_900_123 } },
      },
      {
        at: 5,
        postings: [{ ...posting, kind: 'settle', held: -7, spent: 9, available: -2 }],
        hold: { id: 'h-1', standing: null },
      },
      { at: 6, postings: [{ ...posting, hold: '', kind: 'reset', held: 0, spent: -4, available: 4 }] },
      { at: 7, postings: [{ ...posting, kind: 'expire' }], hold: { id: '', standing: null } },
    ],
  };
  const flat = flatten(batch);
  expect(unflatten(structuredClone(flat, { transfer: [flat.numbers.buffer] }))).toEqual(batch);
  expect(unflatten(flatten({ id: 'none', entries: [] }))).toEqual({ id: 'none', entries: [] });
});

it('notices a batch of which the end is missing', () => {
  const { numbers, ...rest } = flatten({ id: 'b', entries: [{ at: 1, postings: [{ ...posting, kind: 'reserve' }] }] });
  expect(() => unflatten({ ...rest, numbers: numbers.slice(0, -2) })).toThrow('ends too early');
});
