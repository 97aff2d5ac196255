/** Whose limits people and keys see and set: never another workspace's, never another organisation's. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAdmin, type Caller } from './scenario.suite.ts';

const BUDGET = { usage_limits: { type: 'cost', credit_limit: 7 } };

let caller: Caller;
let workspace: string;
beforeEach(async () => {
  caller = await openAdmin();
  const { text } = await caller.send('wsAdmin', 'GET /admin/workspaces');
  workspace = JSON.parse(text).data[0].id;
  const made = async (body: object): Promise<string> => {
    const kind = 'user_id' in body ? 'user' : 'service';
    const answer = await caller.send('admin', `POST /api-keys/workspace/${kind}`, { ...body, ...BUDGET });
    return JSON.parse(answer.text).id;
  };
  await made({ name: 'of the member', user_id: 'member', workspace_id: workspace });
  await made({ name: 'of the manager', user_id: 'manager', workspace_id: workspace });
  await made({ name: 'of a service', workspace_id: workspace });
  await made({ name: 'elsewhere', workspace_id: 'ws-research' });
  for (const owner of [`workspace/${workspace}`, 'workspace/ws-research', 'user/member', 'user/manager']) {
    expect(await caller.send('admin', `PUT /limits/${owner}`, BUDGET)).toMatchObject({ status: 200 });
  }
  expect(await caller.send('admin', 'PUT /limits/organisation/self', BUDGET)).toMatchObject({ status: 200 });
});
afterEach(() => caller.world.records.close());

/** What is limited, as the caller is told. */
async function seenBy(as: string): Promise<string[]> {
  const { text } = await caller.send(as, 'GET /limits');
  const { data }: { data: { owner_kind: string; owner_name: string; owner_id: string }[] } = JSON.parse(text);
  return data
    .map(({ owner_kind: kind, owner_name: name, owner_id: id }) => `${kind} ${id === workspace ? 'mine' : name}`)
    .toSorted();
}

const OF_THE_WORKSPACE = ['api_key of a service', 'api_key of the manager', 'api_key of the member', 'workspace mine'];

describe('limits', () => {
  it.each([
    ['member', ['api_key of the member', 'user member']],
    ['manager', [...OF_THE_WORKSPACE, 'user manager']],
    ['wsAdmin', OF_THE_WORKSPACE],
    ['service', OF_THE_WORKSPACE],
    ['stranger', []],
  ])('are shown to %s where they are theirs', async (as, expected) => {
    expect(await seenBy(as)).toEqual(expected.toSorted());
  });

  it('are all shown to who governs', async () => {
    expect(await seenBy('owner')).toHaveLength(9);
    expect(await seenBy('admin')).toEqual(await seenBy('owner'));
  });

  it('of a workspace are set by its admin, and nothing beyond it', async () => {
    const set = async (as: string, owner: string): Promise<number> =>
      (await caller.send(as, `PUT /limits/${owner}`, { usage_limits: { type: 'cost', credit_limit: 9 } })).status;
    expect(await set('wsAdmin', `workspace/${workspace}`)).toBe(200);
    expect(await set('wsAdmin', 'workspace/ws-research')).toBe(404);
    expect(await set('wsAdmin', 'organisation/self')).toBe(403);
    expect(await set('wsAdmin', 'user/member')).toBe(403);
    expect(await set('member', `workspace/${workspace}`)).toBe(403);
    expect(await set('stranger', `workspace/${workspace}`)).toBe(404);
  });

  it('of a workspace are set by its managers where the organisation lets them', async () => {
    const set = () => caller.send('manager', `PUT /limits/workspace/${workspace}`, BUDGET);
    expect(await set()).toMatchObject({ status: 403 });
    const manager = caller.world.actors['manager'];
    if (manager?.kind !== 'session') throw new Error('the manager is a person');
    const toggles = { ...manager.toggles, managersWriteWorkspaceLimits: true };
    caller.world.actors['manager'] = { ...manager, toggles };
    expect(await set()).toMatchObject({ status: 200 });
  });

  it('of a key are not loosened by the member whose key it is, who may change it otherwise', async () => {
    const member = caller.world.actors['member'];
    if (member?.kind !== 'session') throw new Error('the member is a person');
    caller.world.actors['member'] = { ...member, toggles: { ...member.toggles, membersWriteApiKeys: true } };
    const { text } = await caller.send('member', 'GET /api-keys');
    const { id } = JSON.parse(text).data.find(({ name }: { name: string }) => name === 'of the member');
    const put = (body: object) => caller.send('member', `PUT /api-keys/${id}`, body);
    for (const body of [{ usage_limits: null }, { usage_limits: { credit_limit: 9000 } }, { reset_usage: true }]) {
      expect(await put(body), JSON.stringify(body)).toMatchObject({ status: 403 });
    }
    expect(await put({ name: 'renamed', rate_limits: [{ type: 'requests', unit: 'rpm', value: 5 }] })).toMatchObject({
      status: 200,
    });
    expect(await put({ rate_limits: null })).toMatchObject({ status: 403 });
    const key = JSON.parse((await caller.send('admin', `GET /api-keys/${id}`)).text);
    expect(key).toMatchObject({ name: 'renamed', usage_limits: { credit_limit: 7 }, rate_limits: [{ value: 5 }] });
  });
});
