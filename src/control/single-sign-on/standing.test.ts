/** A directory's word about a person over time: it ages, is asked for again, and is taken back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import { createApiKey } from '../api-keys/create.ts';
import { openWorld, type World } from '../control.suite.ts';
import type { ControlContext } from '../context.ts';
import { beginDevice } from '../devices/begin.ts';
import { approveDevice } from '../devices/decide.ts';
import { redeemDeviceCode, refreshDevice } from '../devices/tokens.ts';
import { createIdentityProvider } from '../identity-providers/create.ts';
import { deleteIdentityProvider } from '../identity-providers/delete.ts';
import { updateIdentityProvider } from '../identity-providers/update.ts';
import { updateIdentitySettings } from '../identity-settings/update.ts';
import { findPerson } from '../sign-in/principal.ts';
import { admitPerson } from './admit-person.ts';
import type { Asserted } from './claims.ts';
import type { OidcConfirmed } from './directory.ts';
import { checkStanding } from './standing.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const CLIENT = { issuer: 'https://directory.example.com', client_id: 'tollgate', client_secret: 'secret' };
const DORA: Asserted = {
  subject: 'dir-1',
  email: 'dora@example.com',
  isEmailVerified: true,
  firstName: 'Dora',
  lastName: '',
  groups: ['engineers'],
  directorySession: null,
  signOutHint: null,
  refreshToken: 'refresh-1',
  sessionEndsAt: null,
};

let world: World;
/** What the directory answers, by the refresh token that it was asked with. */
let directory: (refreshToken: string) => 'no' | OidcConfirmed;
let asked: string[];
let providerId: string;

beforeEach(async () => {
  world = await openWorld();
  asked = [];
  directory = () => yes();
  await updateIdentitySettings(as('owner'), { domains: [{ domain: 'example.com' }] });
  providerId = (await connect({})).id;
});
afterEach(() => world.records.close());

/** It says no more of the person than that they are there. */
const yes = (more: Partial<OidcConfirmed> = {}): OidcConfirmed => ({
  refreshToken: null,
  claims: {},
  isWhole: false,
  ...more,
});

const asking = (context: ControlContext): ControlContext => ({
  ...context,
  directories: {
    ...context.directories,
    oidc: {
      ...context.directories.oidc,
      confirm: async (_, { refreshToken }) => {
        asked.push(refreshToken);
        return directory(refreshToken);
      },
    },
  },
});

const as = (name: string): ControlContext => {
  const principal = world.actors[name];
  if (principal === undefined) throw new Error(`nobody is called ${name}`);
  return asking(world.context(principal));
};
const visitor = (): ControlContext => asking(world.context({ kind: 'visitor' }));

const connect = (more: object) =>
  createIdentityProvider(as('owner'), {
    kind: 'oidc',
    name: 'Directory',
    oidc: { ...CLIENT, scopes: ['openid', 'offline_access'] },
    mappings: [{ value: 'engineers', workspace_id: world.workspaceId, role: 'manager' }],
    ...more,
  });

async function signIn(asserted: Partial<Asserted> = {}, at = providerId): Promise<string> {
  const provider = await world.records.within(world.organisationId, (tx) => tx.identityProviders.findById(at));
  if (provider === null) throw new Error('no directory');
  const { session } = await admitPerson(visitor(), provider, { ...DORA, ...asserted });
  return session.userId ?? '';
}

/** Somebody who has signed in, with a device and with a key of their own. */
async function dora() {
  const userId = await signIn();
  const session = { organisationId: world.organisationId, userId, id: 'session' };
  const person = await findPerson(visitor(), session, undefined);
  if (person === null) throw new Error('nobody');
  const own = asking(world.context(person.principal));
  const begun = await beginDevice(visitor(), { surface: 'claude_code' });
  await approveDevice(own, { user_code: begun.userCode });
  const { refreshToken } = await redeemDeviceCode(visitor(), begun.deviceCode);
  await createApiKey(as('owner'), {
    type: 'workspace',
    sub_type: 'user',
    name: 'own',
    user_id: userId,
    workspace_id: world.workspaceId,
    scopes: ['completions.write'],
  });
  return { userId, refreshToken };
}

/** Until when each active key of the person works, as the data plane reads it. */
async function keys(userId: string): Promise<(number | null | undefined)[]> {
  const { apiKeys } = await world.records.configuration();
  return apiKeys.filter((key) => key.userId === userId).map(({ ownerUntil }) => ownerUntil);
}

const devices = (userId: string) =>
  world.records.within(world.organisationId, (tx) => tx.devices.list(userId)).then((all) => all.length);

async function check(): Promise<void> {
  const due = await world.records.system(({ signIn: all }) => all.dueStandings(world.clock.now(), 10));
  for (const standing of due) await checkStanding(as('owner'), standing);
}

const refusal = (given: Promise<unknown>): Promise<string> =>
  given.then(
    () => 'served',
    (error: unknown) => (error as Error).message,
  );

describe('a directory that can be asked', () => {
  it('is asked by its own interval, with the token that it gave last, and its yes counts on', async () => {
    const { userId } = await dora();
    const until = world.clock.now() + 7 * DAY;
    expect(await keys(userId)).toEqual([until, until]);
    directory = () => yes({ refreshToken: 'refresh-2' });
    world.clock.advance(4 * MINUTE);
    await check();
    expect(asked).toEqual([]);
    world.clock.advance(MINUTE);
    await check();
    await check();
    world.clock.advance(5 * MINUTE);
    await check();
    expect(asked).toEqual(['refresh-1', 'refresh-2']);
    expect(await keys(userId)).toEqual([until + 10 * MINUTE, until + 10 * MINUTE]);
  });

  it('tells the data plane of a change of groups, for which a spend limit may hold', async () => {
    const noted: RecordChange[] = [];
    const listening = (context: ControlContext): ControlContext => ({
      ...context,
      records: {
        ...context.records,
        within: (id, work) =>
          context.records.within(id, (tx) => work({ ...tx, noteChanges: async (made) => void noted.push(...made) })),
      },
    });
    const { userId } = await dora();
    const [standing] = await world.records.within(world.organisationId, (tx) => tx.standings.listByUser(userId));
    if (standing === undefined) throw new Error('nobody stands by the person');
    const isTold = (): boolean => noted.some(({ noun, id }) => noun === 'spend_limit' && id === userId);
    directory = () => yes({ claims: { groups: ['engineers'] } });
    await checkStanding(listening(as('owner')), standing);
    expect(isTold()).toBe(false);
    directory = () => yes({ claims: { groups: ['auditors'] }, refreshToken: 'refresh-2' });
    const [again] = await world.records.within(world.organisationId, (tx) => tx.standings.listByUser(userId));
    await checkStanding(listening(as('owner')), again ?? standing);
    expect(isTold()).toBe(true);
  });

  it('ends sessions and devices and stops keys by its no, until the person signs in there again', async () => {
    const { userId, refreshToken } = await dora();
    directory = () => 'no';
    world.clock.advance(5 * MINUTE);
    await check();
    expect(await devices(userId)).toBe(0);
    expect(await keys(userId)).toEqual([world.clock.now()]);
    expect(await refusal(refreshDevice(visitor(), refreshToken))).toContain('sign-in is over');
    const sessions = await world.records.within(world.organisationId, (tx) => tx.sessions.listByUser(userId));
    expect(sessions).toEqual([]);
    const [ended] = (await world.audits()).filter(({ action }) => action === 'user.suspend');
    expect(ended).toMatchObject({ resourceId: userId, actor: 'directory', after: { identity_provider: 'Directory' } });
    world.clock.advance(DAY);
    await check();
    expect(asked).toHaveLength(1);
    await signIn();
    expect(await keys(userId)).toEqual([world.clock.now() + 7 * DAY]);
  });

  it('is asked when a device refreshes its token, whose no is told there', async () => {
    const { userId, refreshToken } = await dora();
    world.clock.advance(MINUTE);
    const next = await refreshDevice(visitor(), refreshToken);
    expect(asked).toEqual(['refresh-1']);
    directory = () => 'no';
    expect(await refusal(refreshDevice(visitor(), next.refreshToken))).toContain('Sign in again');
    expect(await devices(userId)).toBe(0);
  });

  it('tells the groups of now, by which roles and memberships change at once', async () => {
    const { userId, refreshToken } = await dora();
    await updateIdentityProvider(as('owner'), {
      id: providerId,
      mappings: [
        { value: 'engineers', workspace_id: world.workspaceId, role: 'manager' },
        { value: 'interns', workspace_id: world.workspaceId, role: 'member' },
      ],
      admin_groups: ['platform'],
    });
    const after = async (answer: Partial<OidcConfirmed>) => {
      directory = () => yes(answer);
      world.clock.advance(5 * MINUTE);
      await check();
      const { member, user } = await world.records.within(world.organisationId, async (tx) => ({
        member: await tx.members.find(world.workspaceId, userId),
        user: await tx.users.findById(userId),
      }));
      return [member?.role, user?.role];
    };
    expect(await after({ claims: { groups: ['Interns'] }, isWhole: true })).toEqual(['member', 'member']);
    expect(await after({ claims: { groups: ['engineers', 'platform'] } })).toEqual(['manager', 'admin']);
    // Userinfo without groups says nothing of them, and a directory without an answer nothing at all.
    expect(await after({ claims: { email: 'dora@example.com' } })).toEqual(['manager', 'admin']);
    expect(await after({ claims: {}, isWhole: true })).toEqual([undefined, 'member']);
    expect(await keys(userId)).toEqual([]);
    expect(await refusal(refreshDevice(visitor(), refreshToken))).not.toBe('served');
    const trail = (await world.audits()).map(({ action, actor }) => `${action} ${actor}`);
    for (const action of ['member.update', 'user.update', 'member.delete'])
      expect(trail).toContain(`${action} directory`);
  });

  it('that left somebody out of a group is heard when the device refreshes its token', async () => {
    const { userId, refreshToken } = await dora();
    directory = () => yes({ claims: { groups: [] } });
    world.clock.advance(MINUTE);
    expect(await refusal(refreshDevice(visitor(), refreshToken))).not.toBe('served');
    expect(await keys(userId)).toEqual([]);
  });

  it('that does not answer changes nothing, for as long as its word counts', async () => {
    const { userId, refreshToken } = await dora();
    directory = () => {
      throw new Error('unreachable');
    };
    world.clock.advance(5 * MINUTE);
    await expect(check()).rejects.toThrow('unreachable');
    expect(await devices(userId)).toBe(1);
    const next = await refreshDevice(visitor(), refreshToken);
    world.clock.advance(7 * DAY);
    expect(await refusal(refreshDevice(visitor(), next.refreshToken))).toContain('has not confirmed the account');
  });

  it('says no about one who signed in again while it was asked: the sign-in counts', async () => {
    const { userId } = await dora();
    world.clock.advance(5 * MINUTE);
    const [standing] = await world.records.system(({ signIn: all }) => all.dueStandings(world.clock.now(), 10));
    if (standing === undefined) throw new Error('nothing is due');
    const context = as('owner');
    const { oidc } = context.directories;
    const slow = async () => {
      await signIn({ refreshToken: 'refresh-9' });
      return 'no' as const;
    };
    await checkStanding(
      { ...context, directories: { ...context.directories, oidc: { ...oidc, confirm: slow } } },
      standing,
    );
    expect(await devices(userId)).toBe(1);
  });
});

describe('a directory that cannot be asked', () => {
  it('stops keys and devices at the age that its connection has, and a new sign-in begins it anew', async () => {
    await updateIdentityProvider(as('owner'), { id: providerId, max_age_seconds: 3600 });
    const userId = await signIn({ refreshToken: null });
    const { refreshToken } = await dora();
    await signIn({ refreshToken: null });
    const until = world.clock.now() + 60 * MINUTE;
    expect(await keys(userId)).toEqual([until, until]);
    world.clock.advance(60 * MINUTE);
    await check();
    expect(asked).toEqual([]);
    expect(await refusal(refreshDevice(visitor(), refreshToken))).toContain('has not confirmed the account');
    await signIn({ refreshToken: null });
    expect(await keys(userId)).toEqual([world.clock.now() + 60 * MINUTE]);
  });

  it('has another age at once, counted from the last sign-in', async () => {
    const { userId } = await dora();
    const from = world.clock.now();
    world.clock.advance(MINUTE);
    await updateIdentityProvider(as('owner'), { id: providerId, max_age_seconds: 60 });
    expect(await keys(userId)).toEqual([from + MINUTE, from + MINUTE]);
    await updateIdentityProvider(as('owner'), { id: providerId, max_age_seconds: null });
    expect(await keys(userId)).toEqual([null, null]);
  });

  it('is no reason any more once it is deleted, and none while another one stands by the person', async () => {
    const { userId } = await dora();
    const second = await connect({ name: 'Second', max_age_seconds: null });
    await signIn({ subject: 'other-1' }, second.id);
    expect(await keys(userId)).toEqual([null, null]);
    directory = () => 'no';
    world.clock.advance(5 * MINUTE);
    const [first] = await world.records.within(world.organisationId, (tx) => tx.standings.listByUser(userId));
    if (first === undefined) throw new Error('no standing');
    await checkStanding(as('owner'), first);
    expect(await devices(userId)).toBe(1);
    await deleteIdentityProvider(as('owner'), { id: second.id });
    await deleteIdentityProvider(as('owner'), { id: providerId });
    expect(await keys(userId)).toEqual([null, null]);
  });
});
