/** People, invitations, members and permissions over the admin API: who, what, which answer, which audit rows. */
import { describe, expect, it } from 'vitest';
import { describeScenarios, openAdmin, seed, type Caller, type Remember } from './scenario.suite.ts';

const invite = (email: string, more: object = {}) => ({ email, role: 'member', workspaces: [], ...more });

async function seedInvite(caller: Caller, remember: Remember): Promise<void> {
  await seed(caller);
  remember('workspace', caller.world.workspaceId);
  const made = await caller.send('owner', 'POST /admin/users/invites', invite('new@example.com'));
  remember('invite', JSON.parse(made.text).id);
}

describeScenarios(
  'people of the organisation',
  [
    {
      name: 'an owner sees them',
      as: 'owner',
      call: 'GET /admin/users',
      status: 200,
      contains: ['"total":6', '"role":"owner"'],
    },
    {
      name: 'an admin key as well',
      as: 'admin',
      call: 'GET /admin/users?role=admin',
      status: 200,
      contains: ['"total":1'],
    },
    {
      name: 'by e-mail',
      as: 'owner',
      call: 'GET /admin/users?email=MEMBER@example.com',
      status: 200,
      contains: ['"total":1'],
    },
    { name: 'a manager does not', as: 'manager', call: 'GET /admin/users', status: 403, contains: ['Your role'] },
    {
      name: 'another organisation sees its own',
      as: 'rivalOwner',
      call: 'GET /admin/users',
      status: 200,
      contains: ['"total":1'],
    },
    { name: 'nor opens one', as: 'rivalOwner', call: 'GET /admin/users/member', status: 404, contains: ['AB08'] },
    {
      name: 'nor changes one',
      as: 'rivalOwner',
      call: 'PUT /admin/users/member',
      body: { role: 'admin' },
      status: 404,
    },
    { name: 'nor removes one', as: 'rivalOwner', call: 'DELETE /admin/users/member', status: 404 },
    { name: 'nor resets a password', as: 'rivalOwner', call: 'POST /admin/users/member/reset-password', status: 404 },
    {
      name: 'a member becomes an admin',
      as: 'orgAdmin',
      call: 'PUT /admin/users/member',
      body: { role: 'admin', userId: 'member' },
      status: 200,
      audit: ['user.update'],
    },
    {
      name: 'nobody becomes an owner',
      as: 'owner',
      call: 'PUT /admin/users/member',
      body: { role: 'owner' },
      status: 400,
    },
    { name: 'an admin does not touch an owner', as: 'orgAdmin', call: 'DELETE /admin/users/owner', status: 403 },
    {
      name: 'nor resets the password of one',
      as: 'orgAdmin',
      call: 'POST /admin/users/owner/reset-password',
      status: 403,
    },
    { name: 'nor does a key', as: 'admin', call: 'PUT /admin/users/owner', body: { role: 'member' }, status: 403 },
    { name: 'nobody removes themselves', as: 'owner', call: 'DELETE /admin/users/owner', status: 409 },
    { name: 'removed', as: 'owner', call: 'DELETE /admin/users/member', status: 200, audit: ['user.delete'] },
    {
      name: 'members that nobody may set are no members (mass assignment)',
      as: 'orgAdmin',
      call: 'PUT /admin/users/member',
      body: { role: 'admin', organisation_id: 'organisation-b', status: 'active' },
      status: 400,
      contains: ['unknown field'],
    },
    {
      name: 'SQL in the place of an id is an id that nobody has',
      as: 'owner',
      call: `GET /admin/users/${encodeURIComponent("' or '1'='1")}`,
      status: 404,
    },
  ],
  seedInvite,
);

const PASSWORD = { current_password: 'password of owner' };

async function givePassword({ actors, context, records }: Caller['world'], name: string): Promise<void> {
  const actor = actors[name];
  if (actor?.kind !== 'session') throw new Error(`${name} is no person.`);
  const hash = await context(actor).passwords.hash(PASSWORD.current_password);
  await records.within(actor.organisationId, (tx) => tx.users.putPassword(actor.userId, hash));
}

describeScenarios(
  'owners',
  [
    {
      name: 'an owner makes another one',
      as: 'owner',
      call: 'POST /admin/users/member/make-owner',
      body: PASSWORD,
      status: 200,
      audit: ['user.make-owner'],
    },
    {
      name: 'and hands the organisation over',
      as: 'owner',
      call: 'POST /admin/users/member/make-owner',
      body: { ...PASSWORD, step_down: true },
      status: 200,
      audit: ['user.make-owner', 'user.update'],
    },
    {
      name: 'a found session without the password gives nothing away',
      as: 'owner',
      call: 'POST /admin/users/member/make-owner',
      body: { current_password: 'a guess that is wrong' },
      status: 400,
      contains: ['current_password: is wrong'],
    },
    {
      name: 'an admin does not make one',
      as: 'orgAdmin',
      call: 'POST /admin/users/member/make-owner',
      body: PASSWORD,
      status: 403,
    },
    {
      name: 'nor does a key with every scope',
      as: 'admin',
      call: 'POST /admin/users/member/make-owner',
      body: PASSWORD,
      status: 403,
    },
    {
      name: 'nor the owner of another organisation',
      as: 'rivalOwner',
      call: 'POST /admin/users/member/make-owner',
      body: PASSWORD,
      status: 404,
    },
    {
      name: 'an owner is made from people who are there',
      as: 'owner',
      call: 'POST /admin/users/nobody/make-owner',
      body: PASSWORD,
      status: 404,
    },
  ],
  async ({ world }) => {
    for (const name of ['owner', 'orgAdmin', 'rivalOwner']) await givePassword(world, name);
  },
);

describe('an organisation', () => {
  it('keeps its last owner, also where two owners lower each other at the same time', async () => {
    const { world, send } = await openAdmin();
    const { organisationId } = world;
    await givePassword(world, 'owner');
    await send('owner', 'POST /admin/users/orgAdmin/make-owner', PASSWORD);
    world.actors.second = { ...world.actors.owner, userId: 'orgAdmin' } as (typeof world.actors)[string];
    const answers = await Promise.all([
      send('owner', 'PUT /admin/users/orgAdmin', { role: 'member' }),
      send('second', 'PUT /admin/users/owner', { role: 'member' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const owners = await world.records.within(organisationId, (tx) =>
      tx.users.list({ role: 'owner' }, { currentPage: 0, pageSize: 10 }),
    );
    expect(owners.total).toBe(1);
  });
});

describeScenarios(
  'invitations',
  [
    {
      name: 'answers with the link, once',
      as: 'owner',
      call: 'POST /admin/users/invites',
      body: invite('Eve@Example.com', { workspaces: [{ id: '{workspace}', role: 'manager' }] }),
      status: 200,
      contains: ['"invite_link":"http://gateway.test/accept-invite#'],
      audit: ['invite.create'],
    },
    {
      name: 'without the token afterwards',
      as: 'owner',
      call: 'GET /admin/users/invites',
      status: 200,
      contains: ['"status":"pending"'],
      lacks: ['#', 'token'],
    },
    {
      name: 'by status',
      as: 'owner',
      call: 'GET /admin/users/invites?status=expired',
      status: 200,
      contains: ['"total":0'],
    },
    {
      name: 'of somebody who is there',
      as: 'owner',
      call: 'POST /admin/users/invites',
      body: invite('member@example.com'),
      status: 409,
    },
    { name: 'twice', as: 'owner', call: 'POST /admin/users/invites', body: invite('new@example.com'), status: 409 },
    {
      name: 'as an owner',
      as: 'owner',
      call: 'POST /admin/users/invites',
      body: invite('x@example.com', { role: 'owner' }),
      status: 400,
    },
    {
      name: 'by a manager',
      as: 'manager',
      call: 'POST /admin/users/invites',
      body: invite('x@example.com'),
      status: 403,
    },
    {
      name: 'into a workspace of another organisation',
      as: 'owner',
      call: 'POST /admin/users/invites',
      body: invite('x@example.com', { workspaces: [{ id: 'workspace-c', role: 'member' }] }),
      status: 404,
      contains: ['AB02', 'workspaces[0].id'],
    },
    {
      name: 'with a line break in the address (header injection)',
      as: 'owner',
      call: 'POST /admin/users/invites',
      body: invite('x@example.com\r\nbcc: all@example.com'),
      status: 400,
    },
    {
      name: 'with a key that could do what the caller could not grant',
      as: 'owner',
      call: 'POST /admin/users/invites',
      body: invite('x@example.com', { workspace_api_key_details: { scopes: ['audit_logs.list'] } }),
      status: 400,
    },
    {
      name: 'cancelled',
      as: 'owner',
      call: 'DELETE /admin/users/invites/{invite}',
      status: 200,
      audit: ['invite.delete'],
    },
    {
      name: 'sent again',
      as: 'owner',
      call: 'POST /admin/users/invites/{invite}/resend',
      status: 200,
      contains: ['"inviteLink"'],
      audit: ['invite.update'],
    },
    {
      name: 'unknown to another organisation',
      as: 'rivalOwner',
      call: 'GET /admin/users/invites/{invite}',
      status: 404,
    },
    {
      name: 'not cancelled by another organisation',
      as: 'rivalOwner',
      call: 'DELETE /admin/users/invites/{invite}',
      status: 404,
    },
    {
      name: 'not sent again by another organisation',
      as: 'rivalOwner',
      call: 'POST /admin/users/invites/{invite}/resend',
      status: 404,
    },
  ],
  seedInvite,
);

describeScenarios(
  'members of a workspace',
  [
    {
      name: 'a member sees them',
      as: 'member',
      call: 'GET /admin/workspaces/{workspace}/users',
      status: 200,
      contains: ['"total":3', '"org_role":"member"', '"object":"workspace-user"'],
    },
    {
      name: 'a member changes none',
      as: 'member',
      call: 'PUT /admin/workspaces/{workspace}/users/manager',
      body: { role: 'member' },
      status: 403,
    },
    {
      name: 'a member does not promote itself',
      as: 'member',
      call: 'PUT /admin/workspaces/{workspace}/users/member',
      body: { role: 'admin' },
      status: 403,
    },
    {
      name: 'a manager does not promote itself either',
      as: 'manager',
      call: 'PUT /admin/workspaces/{workspace}/users/manager',
      body: { role: 'admin' },
      status: 409,
    },
    {
      name: 'a manager adds somebody',
      as: 'manager',
      call: 'POST /admin/workspaces/{workspace}/users',
      body: { users: [{ id: 'bystander', role: 'member' }] },
      status: 200,
      audit: ['member.create'],
    },
    {
      name: 'a manager removes somebody',
      as: 'manager',
      call: 'DELETE /admin/workspaces/{workspace}/users/member',
      status: 200,
      audit: ['member.delete'],
    },
    {
      name: 'somebody of another organisation is nobody',
      as: 'owner',
      call: 'POST /admin/workspaces/{workspace}/users',
      body: { users: [{ id: 'rivalOwner', role: 'member' }] },
      status: 404,
      contains: ['AB02'],
    },
    {
      name: 'a manager has no power over another workspace',
      as: 'manager',
      call: 'GET /admin/workspaces/ws-research/users',
      status: 404,
    },
    {
      name: 'nor adds itself there',
      as: 'manager',
      call: 'POST /admin/workspaces/ws-research/users',
      body: { users: [{ id: 'manager', role: 'admin' }] },
      status: 404,
    },
    {
      name: 'who belongs to none sees nothing',
      as: 'bystander',
      call: 'GET /admin/workspaces/{workspace}/users',
      status: 403,
    },
    {
      name: 'another organisation does not see them',
      as: 'rivalOwner',
      call: 'GET /admin/workspaces/{workspace}/users',
      status: 404,
    },
    {
      name: 'a manager sets no budget of the workspace',
      as: 'manager',
      call: 'PUT /admin/workspaces/{workspace}',
      body: { usage_limits: [{ credit_limit: 5 }] },
      status: 403,
    },
    {
      name: 'an admin of the workspace does',
      as: 'wsAdmin',
      call: 'PUT /admin/workspaces/{workspace}',
      body: { usage_limits: [{ credit_limit: 5 }] },
      status: 200,
      audit: ['workspace.update'],
    },
  ],
  seedInvite,
);

describeScenarios(
  'permissions',
  [
    {
      name: 'are shown whole',
      as: 'owner',
      call: 'GET /admin/permissions',
      status: 200,
      contains: ['"membersViewLogs":true', '"own":{}'],
    },
    {
      name: 'are changed by an admin',
      as: 'orgAdmin',
      call: 'PUT /admin/permissions',
      body: { toggles: { membersViewLogs: false } },
      status: 200,
      contains: ['"membersViewLogs":false'],
      audit: ['permission.update'],
    },
    {
      name: 'not by a manager',
      as: 'manager',
      call: 'PUT /admin/permissions',
      body: { toggles: { membersViewLogs: false } },
      status: 403,
    },
    {
      name: 'not by a manager for the own workspace',
      as: 'manager',
      call: 'PUT /admin/workspaces/{workspace}/permissions',
      body: { toggles: { managersViewLogs: true } },
      status: 403,
    },
    {
      name: 'not by a workspace where the organisation keeps them',
      as: 'wsAdmin',
      call: 'PUT /admin/workspaces/{workspace}/permissions',
      body: { toggles: { membersViewLogs: false } },
      status: 400,
      contains: ['may not decide about logs'],
    },
    {
      name: 'a toggle that is none',
      as: 'owner',
      call: 'PUT /admin/permissions',
      body: { toggles: { membersDoAll: true } },
      status: 400,
    },
  ],
  seedInvite,
);

describeScenarios(
  'keys of people',
  [
    {
      name: 'a member makes none, unless the toggle is on',
      as: 'member',
      call: 'POST /api-keys/workspace/user',
      body: { name: 'x', user_id: 'member' },
      status: 403,
    },
    {
      name: 'a manager makes one for somebody',
      as: 'manager',
      call: 'POST /api-keys/workspace/user',
      body: { name: 'x', user_id: 'member', scopes: ['completions.write', 'logs.view'] },
      status: 200,
      audit: ['api_key.create'],
    },
    {
      name: 'a manager grants no power of the organisation',
      as: 'manager',
      call: 'POST /api-keys/organisation/service',
      body: { name: 'x' },
      status: 403,
    },
    { name: 'an account is no key’s', as: 'admin', call: 'GET /account', status: 403, contains: ['Only a person'] },
  ],
  seedInvite,
);

describe('a member of a workspace', () => {
  it('sees the own keys and no others', async () => {
    const { send, world } = await openAdmin();
    const make = async (user: string) =>
      JSON.parse((await send('manager', 'POST /api-keys/workspace/user', { name: user, user_id: user })).text).id;
    const [own, other] = [await make('member'), await make('wsAdmin')];
    const listed = JSON.parse((await send('member', 'GET /api-keys')).text);
    expect(listed.data.map(({ id }: { id: string }) => id)).toEqual([own]);
    expect((await send('member', `GET /api-keys/${other}`)).status).toBe(404);
    await world.records.close();
  });
});
