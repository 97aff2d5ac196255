import { expect, it } from 'vitest';
import { manualClock } from '../../../testkit/manual-clock.ts';
import { createPolicyValues, MAX_VALUES, OTHERS } from './policy-values.ts';

const account = (limit: string, window = 1000) => ({ limit, window, held: 0, spent: 1 });

it('counts so many values apart and further ones together, those of the ledger first', () => {
  const clock = manualClock();
  let accounts = [account('policy:p:user:old', 1), account('policy:p:user:ada')];
  const ledger = { accounts: () => accounts };
  const { counted } = createPolicyValues({ ledger, elapsed: clock.elapsed });
  for (let index = 1; index < MAX_VALUES; index += 1) expect(counted('p', `user:${index}`)).toBe(`user:${index}`);
  expect(counted('p', 'user:ada')).toBe('user:ada');
  expect(counted('p', 'user:one-too-many')).toBe(OTHERS);
  expect(counted('another', 'user:x')).toBe('user:x');
  accounts = [account('policy:p:user:ada', 2000)];
  expect(counted('p', 'user:one-too-many'), 'not before a day has passed').toBe(OTHERS);
  clock.advance(86_400_000);
  expect(counted('p', 'user:one-too-many')).toBe('user:one-too-many');
});

it('takes no place for a value that is only shown', () => {
  const { counted, shown } = createPolicyValues({ ledger: { accounts: () => [] }, elapsed: () => 0 });
  for (let index = 0; index < MAX_VALUES; index += 1) expect(shown('p', `user:${index}`)).toBe(`user:${index}`);
  for (let index = 0; index < MAX_VALUES; index += 1) counted('p', `user:other ${index}`);
  expect([shown('p', 'user:other 1'), shown('p', 'user:0'), counted('p', 'user:0')]).toEqual([
    'user:other 1',
    OTHERS,
    OTHERS,
  ]);
});
