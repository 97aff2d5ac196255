import { describe, expect, it } from 'vitest';
import { Answered, stages, type Stage } from './stage.ts';

interface Start {
  seen: string[];
}
const first: Stage<Start, { first: number }, object> = {
  name: 'first',
  run: ({ seen }) => ({ first: seen.push('first') }),
};
const second: Stage<Start & { first: number }, { second: number }, object> = {
  name: 'second',
  run: async ({ seen, first: known }) => ({ second: seen.push('second') + known }),
};
const refusing: Stage<Start, { never: true }, object> = {
  name: 'refusing',
  run: () => {
    throw new Error('refused');
  },
};

const answering: Stage<Start, object | Answered, object> = {
  name: 'answering',
  run: ({ seen }) => (seen.includes('first') ? new Answered({ kind: 'client-closed' }) : {}),
};

describe('a list of stages', () => {
  it('runs them in the order in which it reads, on one growing object', async () => {
    const list = stages<Start, object>().add(first).add(second);
    expect(list.names).toEqual(['first', 'second']);
    const start: Start = { seen: [] };
    const end = await list.run(start, {});
    expect(end).toEqual({ seen: ['first', 'second'], first: 1, second: 3 });
    expect(end).toBe(start);
  });

  it('does not compile in an order where a stage needs what is not known yet', () => {
    // @ts-expect-error second needs what first adds
    expect(stages<Start, object>().add(second).names).toEqual(['second']);
  });

  it('stops at the stage that answers, and goes on where it does not', async () => {
    const answered: Start = { seen: [] };
    const end = await stages<Start, object>().add(first).add(answering).add(second).run(answered, {});
    expect(end).toEqual(new Answered({ kind: 'client-closed' }));
    expect(answered).toEqual({ seen: ['first'], first: 1 });
    const end2 = await stages<Start, object>().add(answering).add(first).run({ seen: [] }, {});
    expect(end2).toEqual({ seen: ['first'], first: 1 });
  });

  it('stops at the first refusal and keeps what was known by then', async () => {
    const start: Start = { seen: [] };
    await expect(stages<Start, object>().add(first).add(refusing).add(second).run(start, {})).rejects.toThrow(
      'refused',
    );
    expect(start).toEqual({ seen: ['first'], first: 1 });
  });
});
