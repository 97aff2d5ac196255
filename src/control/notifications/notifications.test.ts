/** From a budget that is spent to the messages about it, over real records. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckError } from '../../guardrails/check.ts';
import type { OutboundCall } from '../../guardrails/check.ts';
import type { Mail } from '../mailer.ts';
import { createApiKey } from '../api-keys/create.ts';
import type { ControlContext } from '../context.ts';
import { openWorld, type World } from '../control.suite.ts';
import type { Principal } from '../principal.ts';
import { createChannel, deleteChannel, testChannel } from './channels.ts';
import { deliverDue } from './deliver.ts';
import { listNotifications } from './list.ts';
import { noteThresholds, type SpentBudget } from './note-threshold.ts';
import { passedThresholds } from './passed-thresholds.ts';

let world: World;
let mails: Mail[];
let calls: OutboundCall[];
let answer: () => number;
let takesMail: boolean;

beforeEach(async () => {
  world = await openWorld();
  mails = [];
  calls = [];
  answer = () => 200;
  takesMail = true;
});
afterEach(() => world.records.close());

function as(actor: string | Principal): ControlContext {
  const principal = typeof actor === 'string' ? world.actors[actor] : actor;
  if (principal === undefined) throw new Error(`There is no actor ${String(actor)}.`);
  return {
    ...world.context(principal),
    mailer: {
      send(mail) {
        mails.push(mail);
        return Promise.resolve(takesMail);
      },
    },
    guardrailCall(call) {
      calls.push(call);
      const status = answer();
      if (status === 0)
        return Promise.reject(new CheckError('not_allowed', 'The address may not be called from here.'));
      return Promise.resolve({ status, headers: {}, body: '' });
    },
  };
}

const server = () => as({ kind: 'schedule', organisationId: world.organisationId });

const spent = (dollars: number, more: Partial<SpentBudget> = {}): SpentBudget => ({
  organisationId: world.organisationId,
  account: `organisation:${world.organisationId}:cost`,
  ownerKind: 'organisation',
  ownerName: 'Acme',
  unit: 'cost',
  amount: 10e9,
  alertAt: null,
  period: 'monthly',
  window: { start: 1000, end: 5000 },
  spent: dollars * 1e9,
  ...more,
});

const listed = async () => (await listNotifications(as('admin'), {})).data;

it('passes thresholds of the organisation and its own, the lowest first', () => {
  const question = { amount: 200, percents: [50, 75, 100], alertAt: 120 };
  const passed = (amount: number) => passedThresholds({ ...question, spent: amount }).map(({ threshold }) => threshold);
  expect([99, 100, 120, 149, 150, 500].map(passed)).toEqual([
    [],
    [50],
    [50, 120],
    [50, 120],
    [50, 120, 75],
    [50, 120, 75, 100],
  ]);
});

describe('a threshold', () => {
  it('is announced once in a window, whoever sees it and how often', async () => {
    await createChannel(as('admin'), { kind: 'slack', name: 'Ops', url: 'https://hooks.slack.com/services/T/B/x' });
    for (const dollars of [4.9, 5, 5.2, 8, 8]) await noteThresholds(server(), spent(dollars));
    await deliverDue(server());
    await deliverDue(server());
    const texts = calls.map(({ body }) => (JSON.parse(body ?? '') as { text: string }).text);
    expect(texts.toSorted()).toEqual([
      '50 % of the budget of the organisation "Acme" is spent: $5.00 of $10.00. It resets at 1970-01-01T00:00:05.000Z.',
      '75 % of the budget of the organisation "Acme" is spent: $8.00 of $10.00. It resets at 1970-01-01T00:00:05.000Z.',
    ]);
    const trail = (await world.audits()).filter(({ action }) => action === 'budget.pass_threshold');
    expect(trail.map(({ after }) => after)).toMatchObject([
      { threshold: 75, threshold_kind: 'percent' },
      { threshold: 50, owner: 'Acme' },
    ]);
    await noteThresholds(server(), spent(5, { window: { start: 5000, end: 9000 } }));
    await deliverDue(server());
    expect(calls, 'in the next window again').toHaveLength(3);
  });

  it('is reported again where the limit was raised and the new one is passed', async () => {
    await noteThresholds(server(), spent(9.5));
    await noteThresholds(server(), spent(10, { amount: 20e9 }));
    const told = (await listed()).map(({ credit_limit: limit, threshold }) => `${threshold} % of ${limit}`);
    expect(told.toSorted()).toEqual(['50 % of 10', '50 % of 20', '75 % of 10', '90 % of 10']);
  });
});

describe('who is informed by mail', () => {
  it('are owners and admins, and of a key its maker, its person and its alert_emails, each once', async () => {
    const { id } = await createApiKey(as('wsAdmin'), {
      type: 'workspace',
      sub_type: 'service',
      name: 'Shared',
      alert_emails: ['ops@example.com', 'ops@example.com'],
    });
    await noteThresholds(
      server(),
      spent(5, { account: `api_key:${id}:cost`, ownerKind: 'api_key', ownerName: 'Shared' }),
    );
    await deliverDue(server());
    const told = mails.map(({ to }) => to).toSorted();
    expect(new Set(told).size).toBe(told.length);
    expect(told).toEqual(expect.arrayContaining(['ops@example.com']));
    expect(told).toHaveLength(4);
    expect(mails[0]?.subject).toBe('50 % of the budget of the API key "Shared" is spent');
  });

  it('are the admins of a workspace for its budget, and not its members', async () => {
    const account = `workspace:${world.workspaceId}:tokens`;
    await noteThresholds(server(), spent(0, { account, unit: 'tokens', amount: 10, spent: 5, ownerKind: 'workspace' }));
    await deliverDue(server());
    expect(mails).toHaveLength(3);
  });
});

describe('a message', () => {
  const channel = () =>
    createChannel(as('admin'), { kind: 'webhook', name: 'Ops', url: 'https://hooks.example.com/x?token=1' });

  it('of a webhook is signed with a secret that is shown once', async () => {
    const { secret, host } = await channel();
    expect([host, secret]).toEqual(['hooks.example.com', expect.stringMatching(/^whsec_/)]);
    await noteThresholds(server(), spent(5));
    await deliverDue(server());
    const [{ url, headers = {}, body = '' } = { url: '' }] = calls;
    expect(url).toBe('https://hooks.example.com/x?token=1');
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const key = Buffer.from((secret ?? '').slice('whsec_'.length), 'base64');
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect(JSON.parse(body)).toMatchObject({
      type: 'budget.threshold_passed',
      data: {
        owner_kind: 'organisation',
        credit_limit: 10,
        current_usage: 5,
        threshold_kind: 'percent',
        threshold: 50,
      },
    });
  });

  it('that was not taken is tried again, later and later, and given up after a day', async () => {
    await channel();
    answer = () => 503;
    await noteThresholds(server(), spent(5));
    await deliverDue(server());
    await deliverDue(server());
    expect(calls, 'not at once').toHaveLength(1);
    expect((await listed())[0]?.deliveries.find(({ medium }) => medium === 'webhook')).toMatchObject({
      target: 'Ops',
      status: 'pending',
      attempts: 1,
      last_error: 'It answered with status 503.',
    });
    world.clock.advance(10_000);
    await deliverDue(server());
    expect(calls).toHaveLength(2);
    expect(new Set(calls.map(({ headers }) => headers?.['webhook-id'])).size, 'under the same id').toBe(1);
    for (let hours = 0; hours < 30; hours += 1) {
      world.clock.advance(3_600_000);
      await deliverDue(server());
    }
    expect(calls).toHaveLength(8);
    expect((await listed())[0]?.deliveries.find(({ medium }) => medium === 'webhook')?.status).toBe('failed');
  });

  it('counts as sent only when it was taken', async () => {
    takesMail = false;
    await noteThresholds(server(), spent(5));
    expect((await deliverDue(server())).sent).toEqual([]);
    takesMail = true;
    world.clock.advance(10_000);
    expect((await deliverDue(server())).sent.length).toBeGreaterThan(0);
  });

  it('to a channel that is gone fails, and one to an address inside is refused by the guard', async () => {
    const { id } = await channel();
    answer = () => 0;
    expect(await testChannel(as('admin'), { id })).toEqual({
      sent: false,
      problem: 'The address may not be called from here.',
    });
    await noteThresholds(server(), spent(5));
    await deleteChannel(as('admin'), { id });
    await deliverDue(server());
    expect((await listed())[0]?.deliveries.find(({ medium }) => medium === 'webhook')).toMatchObject({
      target: 'deleted channel',
      status: 'failed',
    });
  });
});

it('shows a workspace its own notifications only', async () => {
  await noteThresholds(server(), spent(5));
  const account = `workspace:${world.workspaceId}:cost`;
  await noteThresholds(server(), spent(5, { account, ownerKind: 'workspace' }));
  const seenBy = async (actor: string) =>
    (await listNotifications(as(actor), {})).data.map(({ owner_kind: kind }) => kind);
  expect(await seenBy('service')).toEqual(['workspace']);
  expect(await seenBy('neighbour')).toEqual([]);
  expect((await seenBy('admin')).toSorted()).toEqual(['organisation', 'workspace']);
});
