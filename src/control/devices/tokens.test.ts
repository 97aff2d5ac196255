/** Tokens of a device over time: reuse of an old one, a device that is idle, a person who left, roles that changed. */
import { beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../control.suite.ts';
import type { ControlContext } from '../context.ts';
import { beginDevice } from './begin.ts';
import { approveDevice } from './decide.ts';
import { listOwnDevices } from './list.ts';
import type { OAuthError } from './oauth-error.ts';
import { redeemDeviceCode, refreshDevice, type DeviceTokens } from './tokens.ts';

let world: World;
let visitor: ControlContext;
beforeEach(async () => {
  world = await openWorld();
  visitor = world.context({ kind: 'visitor' });
});

const as = (name: string): ControlContext => {
  const principal = world.actors[name];
  if (principal === undefined) throw new Error(`nobody is called ${name}`);
  return world.context(principal);
};

async function signIn(name: string): Promise<DeviceTokens> {
  const begun = await beginDevice(visitor, { surface: 'claude_code' });
  await approveDevice(as(name), { user_code: begun.userCode });
  return redeemDeviceCode(visitor, begun.deviceCode);
}

const refusal = (given: Promise<unknown>): Promise<string> =>
  given.then(
    () => 'served',
    (error: unknown) => `${(error as OAuthError).status} ${(error as OAuthError).code}`,
  );

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('a refresh token', () => {
  it('that was used before signs the device out, for the thief and for the robbed', async () => {
    const first = await signIn('member');
    const second = await refreshDevice(visitor, first.refreshToken);
    world.clock.advance(2 * MINUTE);
    expect(await refusal(refreshDevice(visitor, first.refreshToken))).toBe('401 invalid_grant');
    expect(await refusal(refreshDevice(visitor, second.refreshToken))).toBe('401 invalid_grant');
    expect((await listOwnDevices(as('member'), {})).total).toBe(0);
    const [ended] = (await world.audits()).filter(({ action }) => action === 'device.delete');
    expect(ended?.after).toEqual({ reason: 'reused' });
  });

  it('goes on for a minute after its refresh: two sessions on one machine may refresh at once', async () => {
    const { refreshToken } = await signIn('member');
    await refreshDevice(visitor, refreshToken);
    world.clock.advance(MINUTE / 2);
    expect(await refusal(refreshDevice(visitor, refreshToken))).toBe('served');
  });

  it('that nobody used for a month is over', async () => {
    const { refreshToken } = await signIn('member');
    world.clock.advance(31 * DAY);
    expect(await refusal(refreshDevice(visitor, refreshToken))).toBe('401 invalid_grant');
  });

  it('of somebody who left the workspace is over', async () => {
    const { refreshToken } = await signIn('member');
    await world.records.within(world.organisationId, (tx) => tx.members.remove(world.workspaceId, 'member'));
    expect(await refusal(refreshDevice(visitor, refreshToken))).toBe('401 invalid_grant');
  });

  it('is unknown where its end is cut off', async () => {
    const { refreshToken } = await signIn('member');
    expect(await refusal(refreshDevice(visitor, refreshToken.slice(0, -1)))).toBe('401 invalid_grant');
  });
});

describe('the key of a device', () => {
  it('has powers over models and own logs, whatever its person may do', async () => {
    await signIn('owner');
    const keys = await world.records.within(world.organisationId, (tx) =>
      tx.apiKeys.listByUser(world.workspaceId, 'owner'),
    );
    expect(keys.map(({ scopes }) => scopes)).toEqual([
      ['completions.write', 'models.list', 'feedbacks.write', 'mcp.invoke', 'agents.invoke', 'logs.list', 'logs.view'],
    ]);
  });

  it('loses the logs with the toggle, at the next refresh', async () => {
    const { refreshToken } = await signIn('member');
    await world.records.within(world.organisationId, async (tx) => {
      const { organisationId } = tx;
      const toggles = { membersViewLogs: false, membersViewLogsMetadata: false };
      await tx.permissions.put({ organisationId, workspaceId: null, toggles, overridable: [] });
    });
    await refreshDevice(visitor, refreshToken);
    const [key] = await world.records.within(world.organisationId, (tx) =>
      tx.apiKeys.listByUser(world.workspaceId, 'member'),
    );
    expect(key?.scopes).not.toContain('logs.list');
    expect(key?.scopes).toContain('completions.write');
  });

  it('is not for somebody who belongs to no workspace', async () => {
    const begun = await beginDevice(visitor, { surface: 'claude_code' });
    await expect(approveDevice(as('bystander'), { user_code: begun.userCode })).rejects.toThrow('you belong to no');
  });
});

it('a code is over after ten minutes, for the person and for the client', async () => {
  const begun = await beginDevice(visitor, { surface: 'claude_code' });
  world.clock.advance(10 * MINUTE);
  await expect(approveDevice(as('member'), { user_code: begun.userCode })).rejects.toThrow('waiting for anybody');
  expect(await refusal(redeemDeviceCode(visitor, begun.deviceCode))).toBe('400 expired_token');
});

it('one address begins no more flows than a company needs', async () => {
  const begin = () => refusal(beginDevice(visitor, { surface: 'claude_code' }));
  for (let count = 0; count < 300; count++) expect(await begin()).toBe('served');
  expect(await begin()).toBe('429 slow_down');
  // What is in the oldest step of the window still counts.
  world.clock.advance(16 * MINUTE);
  expect(await begin()).toBe('served');
});
