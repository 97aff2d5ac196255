import { expect, it } from 'vitest';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { Feedback } from '../../storage/ports/records/feedback.ts';
import { createFeedbackInbox } from './inbox.ts';

const rating = (organisation: string, value = 5): Omit<Feedback, 'id'> => ({
  organisationId: organisation as OrganisationId,
  workspaceId: 'team' as WorkspaceId,
  traceId: 't',
  value,
  weight: 1,
  metadata: {},
  model: null,
  apiKeyId: null,
  createdAt: 1,
});

function open({ fails = () => false }: { fails?: (organisation: string) => boolean } = {}) {
  const stored: Feedback[] = [];
  let transactions = 0;
  const within = async (organisation: string, work: (tx: object) => Promise<void>): Promise<void> => {
    transactions += 1;
    if (fails(organisation)) throw new Error('The database is away.');
    await work({ feedback: { insert: async (row: Feedback) => void stored.push(row) } });
  };
  let chance = 0;
  const randomBytes = (count: number) => Buffer.alloc(count, (chance += 1));
  const inbox = createFeedbackInbox({ within } as never, { randomBytes });
  return { inbox, stored, transactions: () => transactions };
}

it('stores what waits once, each organisation by itself', async () => {
  const { inbox, stored, transactions } = open();
  for (const organisation of ['acme', 'rival', 'acme']) inbox.add(rating(organisation));
  await inbox.flush();
  await inbox.flush();
  expect(stored.map(({ organisationId }) => organisationId)).toEqual(['acme', 'acme', 'rival']);
  expect(new Set(stored.map(({ id }) => id)).size).toBe(3);
  expect(transactions()).toBe(2);
});

it('loses nothing where the records are away for a while', async () => {
  let isAway = true;
  const { inbox, stored } = open({ fails: (organisation) => isAway && organisation === 'rival' });
  for (const organisation of ['acme', 'rival']) inbox.add(rating(organisation));
  await expect(inbox.flush()).rejects.toThrow('away');
  inbox.add(rating('rival', -5));
  isAway = false;
  await inbox.flush();
  expect(stored.map(({ organisationId, value }) => [organisationId, value])).toEqual([
    ['acme', 5],
    ['rival', 5],
    ['rival', -5],
  ]);
});

it('keeps no more than 10,000, and says how many it dropped', async () => {
  const { inbox, stored } = open();
  for (let count = 0; count < 10_003; count += 1) inbox.add(rating('acme'));
  expect(inbox.takeDropped()).toBe(3);
  expect(inbox.takeDropped()).toBe(0);
  await inbox.flush();
  expect(stored).toHaveLength(10_000);
});

it('stores the ratings of an organisation also where those of another cannot be stored', async () => {
  const { inbox, stored } = open({ fails: (organisation) => organisation === 'acme' });
  for (const organisation of ['acme', 'rival']) inbox.add(rating(organisation));
  await expect(inbox.flush()).rejects.toThrow('away');
  expect(stored.map(({ organisationId }) => organisationId)).toEqual(['rival']);
});

it('keeps no more than 10,000 also where more come while the records fail', async () => {
  const { inbox, stored } = open({ fails: () => isAway });
  let isAway = true;
  for (let round = 0; round < 3; round += 1) {
    const flushing = inbox.flush();
    for (let count = 0; count < 6000; count += 1) inbox.add(rating('acme'));
    await flushing.catch(() => undefined);
  }
  isAway = false;
  await inbox.flush();
  expect(stored).toHaveLength(10_000);
  expect(inbox.takeDropped()).toBe(8000);
});
