import { expect, it } from 'vitest';
import { admission } from './admission.ts';

it('the bench of admission fails where a stage needs what it is not given', () => {
  const work = admission();
  expect(work()).toMatchObject({ metadata: { team: 'blue' } });
  expect(work()).not.toEqual(work());
});
