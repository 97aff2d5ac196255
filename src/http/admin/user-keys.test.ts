/** Keys of people that the organisation makes, ends and rotates by its settings. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecord, parseJson, recordsIn, stringAt, type JsonRecord } from '../../../testkit/json-shape.ts';
import { giveUserKey } from '../../control/api-keys/user-key.ts';
import { acceptInvite } from '../../control/invites/accept.ts';
import { change } from '../../control/transaction.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import { openAdmin, type Caller } from './scenario.suite.ts';

const DAY = 86_400_000;
const SETTINGS = 'PUT /admin/organisation/settings';
let caller: Caller;
beforeEach(async () => {
  caller = await openAdmin();
});
afterEach(() => caller.world.records.close());

function jsonOf(text: string): JsonRecord {
  const value = parseJson(text);
  return isRecord(value) ? value : {};
}

const say = async (settings: object): Promise<void> => {
  expect((await caller.send('admin', SETTINGS, settings)).status).toBe(200);
};
const join = (id: string, workspace = 'ws-research') =>
  caller.send('admin', `POST /admin/workspaces/${workspace}/users`, { users: [{ id, role: 'member' }] });
const keysIn = async (workspace = 'ws-research') =>
  recordsIn(jsonOf((await caller.send('admin', `GET /api-keys?workspace_id=${workspace}`)).text)['data']);
/** A session of somebody in the second workspace. */
function inResearch(id: string, role: 'member' | 'manager' = 'member'): string {
  const actor = caller.world.actors[id];
  if (actor?.kind !== 'session') throw new Error(`${id} has a session`);
  const name = `${id} in research`;
  caller.world.actors[name] = { ...actor, workspace: { id: caller.world.otherWorkspaceId, role } };
  return name;
}

describe('a person who joins a workspace', () => {
  it('gets no key unless the organisation says so', async () => {
    await join('bystander');
    expect(await keysIn()).toEqual([]);
  });

  it('gets one, whose text that person fetches once, with no power to make keys', async () => {
    await say({ user_api_key_auto_create: true });
    await join('bystander');
    const [key = {}] = await keysIn();
    expect(key).toMatchObject({
      type: 'workspace-user',
      user_id: 'bystander',
      creation_mode: 'auto',
      has_unrevealed_key: true,
      scopes: ['completions.write', 'prompts.read'],
    });
    const reveal = `POST /api-keys/${stringAt(key, 'id')}/reveal`;
    await join('member');
    expect((await caller.send(inResearch('member'), reveal)).status).toBe(404);
    const shown = jsonOf((await caller.send(inResearch('bystander'), reveal)).text);
    const stored = await caller.world.records.within(caller.world.organisationId, (tx) =>
      tx.apiKeys.findByHash(hashKey(stringAt(shown, 'key'))),
    );
    expect(stored).toMatchObject({ id: key['id'], sealedSecret: null });
    expect((await caller.send(inResearch('bystander'), reveal)).status).toBe(404);
    expect(JSON.stringify(await caller.world.audits())).not.toContain(stringAt(shown, 'key'));
  });

  it('gets no second one by another role, and a new one by coming back', async () => {
    await say({ user_api_key_auto_create: true });
    await join('bystander');
    await caller.send('admin', 'POST /admin/workspaces/ws-research/users', {
      users: [{ id: 'bystander', role: 'manager' }],
    });
    const [first = {}] = await keysIn();
    expect(await keysIn()).toHaveLength(1);
    await caller.send('admin', 'DELETE /admin/workspaces/ws-research/users/bystander');
    expect(await keysIn()).toEqual([]);
    await join('bystander');
    const [second = {}] = await keysIn();
    expect(second['id']).not.toBe(first['id']);
  });

  it('gets one in the default workspace as the organisation says for that', async () => {
    const workspace = caller.world.workspaceId;
    const own = async () => (await keysIn(workspace)).filter((key) => key['user_id'] === 'bystander');
    await say({ user_api_key_auto_create: true, default_workspace_user_api_key_auto_create: false });
    await join('bystander', workspace);
    expect(await own()).toEqual([]);
    await caller.send('admin', `DELETE /admin/workspaces/${workspace}/users/bystander`);
    await say({ user_api_key_auto_create: false, default_workspace_user_api_key_auto_create: true });
    await join('bystander', workspace);
    expect(await own()).toHaveLength(1);
    await join('bystander');
    expect(await keysIn()).toEqual([]);
  });

  it('by an invitation sees the key in the answer, also where the invitation promises none', async () => {
    await say({ user_api_key_auto_create: true, user_api_key_ttl: 30 });
    const made = await caller.send('owner', 'POST /admin/users/invites', {
      email: 'new@example.com',
      role: 'member',
      workspaces: [{ id: 'ws-research', role: 'member' }],
    });
    const token = stringAt(jsonOf(made.text), 'invite_link').split('#')[1] ?? '';
    const accepted = await acceptInvite(caller.world.context({ kind: 'visitor' }), {
      token,
      first_name: 'New',
      last_name: 'Person',
      password: 'correct horse battery staple',
    });
    expect(accepted.keys).toHaveLength(1);
    const [key = {}] = await keysIn();
    expect(key).toMatchObject({ has_unrevealed_key: false, name: 'new@example.com' });
    expect(Date.parse(stringAt(key, 'expires_at'))).toBe(caller.world.clock.now() + 30 * DAY);
  });

  it('has the tags that the organisation’s rules fill in', async () => {
    const properties = { stage: { type: 'string', default: 'dev' } };
    const schema = { type: 'object', additionalProperties: true, properties, required: ['stage'] };
    await say({ user_api_key_auto_create: true, api_key_metadata_schema: schema });
    await join('bystander');
    expect(await keysIn()).toMatchObject([{ defaults: { metadata: { stage: 'dev' } } }]);
  });

  it('has the scopes of the invitation where a directory lets that person in', async () => {
    const { world } = caller;
    const context = world.context({ kind: 'schedule', organisationId: world.organisationId });
    await change(context, async (tx) => {
      const user = await tx.users.findById('bystander');
      if (user === null) throw new Error('there is a bystander');
      await giveUserKey(context, tx, { user, workspaceId: world.otherWorkspaceId, scopes: ['models.list'] });
    });
    expect(await keysIn()).toMatchObject([{ scopes: ['models.list'], has_unrevealed_key: true }]);
  });
});

describe('keys of people', () => {
  const make = (more: object = {}) =>
    caller.send('service', 'POST /api-keys/workspace/user', { name: 'own', user_id: 'member', scopes: [], ...more });
  const read = async (made: { text: string }) =>
    jsonOf((await caller.send('service', `GET /api-keys/${stringAt(jsonOf(made.text), 'id')}`)).text);
  const ahead = (days: number) => new Date(caller.world.clock.now() + days * DAY).toISOString();

  it('end when the organisation says at the latest; a key of a service does not', async () => {
    await say({ user_api_key_ttl: 30 });
    expect(await read(await make())).toMatchObject({ expires_at: ahead(30) });
    expect(await read(await make({ expires_at: ahead(7) }))).toMatchObject({ expires_at: ahead(7) });
    const later = await make({ expires_at: ahead(31) });
    expect(later).toMatchObject({ status: 400, text: expect.stringContaining('expires_at') });
    const service = await caller.send('service', 'POST /api-keys/workspace/service', { name: 's', scopes: [] });
    expect(await read(service)).toMatchObject({ expires_at: null });
  });

  it('are not made endless by a change', async () => {
    await say({ user_api_key_ttl: 30 });
    const id = stringAt(jsonOf((await make()).text), 'id');
    expect((await caller.send('service', `PUT /api-keys/${id}`, { expires_at: ahead(365) })).status).toBe(400);
    caller.world.clock.advance(DAY);
    await caller.send('service', `PUT /api-keys/${id}`, { expires_at: null });
    expect(jsonOf((await caller.send('service', `GET /api-keys/${id}`)).text)).toMatchObject({
      expires_at: ahead(30),
    });
  });

  it('are rotated as often as the organisation says, with time to fetch the new text', async () => {
    await say({ user_api_key_rotation_period: 28 });
    expect(await read(await make())).toMatchObject({
      rotation_policy: { rotation_period_days: 28, key_transition_period_ms: 7 * DAY },
    });
    const own = { rotation_policy: { rotation_period_days: 28, key_transition_period_ms: 3_600_000 } };
    expect(await read(await make(own))).toMatchObject({ rotation_policy: { key_transition_period_ms: 3_600_000 } });
    for (const other of [
      { rotation_period_days: 90 },
      { rotation_period: 'monthly' },
      { rotation_period_days: 28, next_rotation_at: ahead(60) },
    ]) {
      expect(await make({ rotation_policy: other })).toMatchObject({ status: 400 });
    }
    const id = stringAt(jsonOf((await make()).text), 'id');
    await caller.send('service', `PUT /api-keys/${id}`, { rotation_policy: null });
    expect(jsonOf((await caller.send('service', `GET /api-keys/${id}`)).text)).toMatchObject({
      rotation_policy: { rotation_period_days: 28 },
    });
  });

  it('that exist stay as they are', async () => {
    const id = stringAt(jsonOf((await make()).text), 'id');
    await say({ user_api_key_ttl: 1, user_api_key_rotation_period: 7 });
    await caller.send('service', `PUT /api-keys/${id}`, { name: 'renamed' });
    expect(jsonOf((await caller.send('service', `GET /api-keys/${id}`)).text)).toMatchObject({
      expires_at: null,
      rotation_policy: null,
    });
  });
});
