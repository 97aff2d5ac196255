/** Whom a directory's word lets in, and whose account it gives. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../control.suite.ts';
import type { ControlContext } from '../context.ts';
import { createIdentityProvider } from '../identity-providers/create.ts';
import { updateIdentityProvider } from '../identity-providers/update.ts';
import { updateIdentitySettings } from '../identity-settings/update.ts';
import { createInvite } from '../invites/create.ts';
import { deleteUser } from '../users/delete.ts';
import { admitPerson } from './admit-person.ts';
import type { Asserted } from './claims.ts';

const DORA: Asserted = {
  subject: 'dir-1',
  email: 'dora@example.com',
  isEmailVerified: true,
  firstName: 'Dora',
  lastName: 'Lee',
  groups: [],
  directorySession: null,
  signOutHint: null,
  refreshToken: null,
  sessionEndsAt: null,
};

let world: World;
let first: string;
let second: string;
beforeEach(async () => {
  world = await openWorld();
  await updateIdentitySettings(as('owner'), { domains: [{ domain: 'example.com' }] });
  first = await connect('First');
  second = await connect('Second');
});
afterEach(() => world.records.close());

function as(name: string): ControlContext {
  const principal = world.actors[name];
  if (principal === undefined) throw new Error(`nobody is called ${name}`);
  return world.context(principal);
}

async function connect(name: string): Promise<string> {
  const oidc = { issuer: 'https://directory.example.com', client_id: name, client_secret: 'secret' };
  return (await createIdentityProvider(as('owner'), { kind: 'oidc', name, oidc })).id;
}

/** The id of the account that is entered, or why none is. */
async function enter(said: Partial<Asserted> = {}, at = first): Promise<string> {
  const provider = await world.records.within(world.organisationId, (tx) => tx.identityProviders.findById(at));
  if (provider === null) throw new Error('no directory');
  const visitor = world.context({ kind: 'visitor' });
  return admitPerson(visitor, provider, { ...DORA, ...said }).then(
    ({ session }) => session.userId ?? '',
    (error: unknown) => (error as { reason: string }).reason,
  );
}

describe('somebody who is new', () => {
  it('gets an account, and none where the directory makes none', async () => {
    await updateIdentityProvider(as('owner'), { id: first, provisions: false });
    expect(await enter()).toBe('no-account');
    await updateIdentityProvider(as('owner'), { id: first, provisions: true });
    const id = await enter();
    expect(await enter()).toBe(id);
  });

  it('and was invited comes in where the directory makes no accounts, with what the invitation gives', async () => {
    await updateIdentityProvider(as('owner'), { id: first, provisions: false });
    const workspaces = [{ id: world.workspaceId, role: 'manager' }];
    await createInvite(as('owner'), { email: 'dora@example.com', role: 'member', workspaces });
    const id = await enter();
    const held = await world.records.within(world.organisationId, (tx) => tx.members.listByUser(id));
    expect(held).toMatchObject([{ workspaceId: world.workspaceId, role: 'manager' }]);
  });

  it('of a subdomain comes in only where the domain has its subdomains', async () => {
    const said = { email: 'dora@lab.example.com' };
    expect(await enter(said)).toBe('domain-not-allowed');
    await updateIdentitySettings(as('owner'), { domains: [{ domain: 'example.com', allow_subdomains: true }] });
    expect(await enter(said)).not.toBe('domain-not-allowed');
  });
});

describe('an account that is there', () => {
  it('is found by its address once for each directory, and then by the id that the directory gives', async () => {
    const id = await enter();
    expect(await enter({ subject: 'other-1' }, second)).toBe(id);
    expect(await enter({ subject: 'dir-1', email: 'dora.lee@example.com' })).toBe(id);
  });

  it('is not given to somebody else who has its address by now, in any case of letters', async () => {
    await enter();
    expect(await enter({ subject: 'dir-2' })).toBe('linked-to-another');
    expect(await enter({ subject: 'dir-2', email: 'DORA@Example.com' })).toBe('linked-to-another');
  });

  it('that was removed does not come back by signing in, and whoever has its address now is somebody new', async () => {
    const id = await enter();
    await deleteUser(as('owner'), { user_id: id });
    expect(await enter()).toBe('no-account');
    const next = await enter({ subject: 'dir-2' });
    expect([id, 'no-account', 'linked-to-another']).not.toContain(next);
  });
});
