/** From a key that is rotated or ends to the messages about it, over real records. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundCall } from '../../guardrails/check.ts';
import { createApiKey } from '../api-keys/create.ts';
import { deleteApiKey } from '../api-keys/delete.ts';
import { rotateApiKey } from '../api-keys/rotate.ts';
import { updateApiKey } from '../api-keys/update.ts';
import type { ControlContext } from '../context.ts';
import { openWorld, type World } from '../control.suite.ts';
import { toIso } from '../fields.ts';
import type { Mail } from '../mailer.ts';
import type { Principal } from '../principal.ts';
import { createChannel } from './channels.ts';
import { deliverDue } from './deliver.ts';
import { listNotifications } from './list.ts';
import { noteKeyDeadlines } from './note-key-events.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let world: World;
let mails: Mail[];
let calls: OutboundCall[];

beforeEach(async () => {
  world = await openWorld();
  mails = [];
  calls = [];
});
afterEach(() => world.records.close());

function as(actor: string | Principal): ControlContext {
  const principal = typeof actor === 'string' ? world.actors[actor] : actor;
  if (principal === undefined) throw new Error(`There is no actor ${String(actor)}.`);
  return {
    ...world.context(principal),
    mailer: { send: async (mail) => (mails.push(mail), true) },
    guardrailCall: async (call) => (calls.push(call), { status: 200, headers: {}, body: '' }),
  };
}

/** Looks and sends as the server does every now and then. Subjects of the mails that went out since the last time. */
async function sweep(): Promise<string[]> {
  const server = as({ kind: 'schedule', organisationId: world.organisationId });
  await noteKeyDeadlines(server, () => Promise.resolve());
  await deliverDue(server);
  return mails.splice(0).map(({ subject }) => subject);
}

const service = { type: 'workspace', sub_type: 'service', scopes: ['completions.write'] };

describe('a key that ends', () => {
  const make = (days: number, more: object = {}) => {
    const expires = toIso(world.clock.now() + days * DAY);
    return createApiKey(as('admin'), {
      ...service,
      name: 'CI',
      expires_at: expires,
      alert_emails: ['ci@x.test'],
      ...more,
    });
  };

  it('is announced seven days and one day before, and when it has ended, each once', async () => {
    await make(30);
    expect(await sweep()).toEqual([]);
    world.clock.advance(23 * DAY);
    expect(await sweep()).toEqual(['The API key "CI" expires within 7 days']);
    expect(await sweep()).toEqual([]);
    world.clock.advance(6 * DAY);
    expect(await sweep()).toEqual(['The API key "CI" expires within a day']);
    world.clock.advance(DAY + HOUR);
    expect(await sweep()).toEqual(['The API key "CI" has expired']);
    expect(await sweep()).toEqual([]);
  });

  it('is announced by the latest warning alone where nobody looked for a while, and long afterwards not at all', async () => {
    await make(30);
    await make(20, { name: 'Old' });
    world.clock.advance(29.5 * DAY);
    expect(await sweep()).toEqual(['The API key "CI" expires within a day']);
  });

  it('is not announced where it was made for so short a time', async () => {
    await make(0.5, { name: 'Hours' });
    await make(3, { name: 'Days' });
    expect(await sweep()).toEqual([]);
    world.clock.advance(2.5 * DAY);
    expect(await sweep()).toEqual(['The API key "Days" expires within a day']);
  });

  it('is announced again where it got another end', async () => {
    const { id } = await make(5);
    world.clock.advance(4.5 * DAY);
    expect(await sweep()).toEqual(['The API key "CI" expires within a day']);
    await updateApiKey(as('admin'), { id, expires_at: toIso(world.clock.now() + 40 * DAY) });
    expect(await sweep()).toEqual([]);
    world.clock.advance(39.5 * DAY);
    expect(await sweep()).toEqual(['The API key "CI" expires within a day']);
  });
});

describe('a rotation', () => {
  it('by hand is told to those whom the key concerns, and to webhooks, without the text of the key', async () => {
    await createChannel(as('admin'), { kind: 'webhook', name: 'Ops', url: 'https://hooks.example.com/x' });
    const { id, key } = await createApiKey(as('wsAdmin'), { ...service, name: 'CI', alert_emails: ['ci@x.test'] });
    const { key: next } = await rotateApiKey(as('wsAdmin'), { id });
    await deliverDue(as({ kind: 'schedule', organisationId: world.organisationId }));
    expect(mails.map(({ to }) => to).toSorted()).toEqual(['ci@x.test', 'wsadmin@example.com']);
    expect(mails[0]?.text).toContain(`works until ${toIso(world.clock.now() + HOUR / 2)}`);
    expect(mails[0]?.text).toContain('http://gateway.test/api-keys');
    const event = JSON.parse(String(calls[0]?.body));
    expect(event).toMatchObject({ type: 'api_key.rotated', data: { api_key_id: id, owner_name: 'CI', days_ahead: 0 } });
    const told = JSON.stringify([mails, calls]);
    expect([told.includes(key), told.includes(next)]).toEqual([false, false]);
  });

  it('of a key that concerns nobody is told to owners and admins', async () => {
    const { id } = await createApiKey(as('admin'), { ...service, name: 'CI' });
    await rotateApiKey(as('admin'), { id });
    await deliverDue(as({ kind: 'schedule', organisationId: world.organisationId }));
    expect(mails.map(({ to }) => to).toSorted()).toEqual(['orgadmin@example.com', 'owner@example.com']);
  });

  it('with a long transition is told again a day before the former text ends', async () => {
    const { id } = await createApiKey(as('admin'), { ...service, name: 'CI' });
    await rotateApiKey(as('admin'), { id, key_transition_period_ms: 3 * DAY });
    expect([...new Set(await sweep())]).toEqual(['The API key "CI" was rotated']);
    world.clock.advance(2 * DAY - 1000);
    expect(await sweep()).toEqual([]);
    world.clock.advance(1000);
    expect([...new Set(await sweep())]).toEqual(['The former text of the API key "CI" ends within a day']);
  });

  it('that is due is told a day ahead, for a key that is not rotated every day', async () => {
    const rotating = (name: string, days: number) =>
      createApiKey(as('admin'), { ...service, name, rotation_policy: { rotation_period_days: days } });
    await rotating('Weekly', 7);
    await rotating('Daily', 1);
    expect(await sweep()).toEqual([]);
    world.clock.advance(6 * DAY);
    expect([...new Set(await sweep())]).toEqual(['The API key "Weekly" is rotated within a day']);
    expect(await sweep()).toEqual([]);
  });

  it('is not told any more once the key is deleted', async () => {
    const { id } = await createApiKey(as('admin'), { ...service, name: 'CI' });
    await rotateApiKey(as('admin'), { id });
    await deleteApiKey(as('admin'), { id });
    expect(await sweep()).toEqual([]);
    const [{ deliveries } = { deliveries: [] }] = (await listNotifications(as('admin'), {})).data;
    expect(deliveries[0]).toMatchObject({ status: 'dropped', last_error: 'The key was deleted.' });
  });
});

it('keeps chats free of the keys of people', async () => {
  await createChannel(as('admin'), { kind: 'slack', name: 'Chat', url: 'https://hooks.example.com/s' });
  await createChannel(as('admin'), { kind: 'webhook', name: 'Ops', url: 'https://hooks.example.com/w' });
  const own = await createApiKey(as('admin'), {
    ...service,
    sub_type: 'user',
    user_id: 'member',
    name: 'Own',
  });
  await rotateApiKey(as('admin'), { id: own.id });
  await deliverDue(as({ kind: 'schedule', organisationId: world.organisationId }));
  expect(calls.map(({ url }) => url)).toEqual(['https://hooks.example.com/w']);
  expect(mails.map(({ to }) => to)).toEqual(['member@example.com']);
});
