import { beforeEach, describe, expect, it } from 'vitest';
import { deleteApiKey } from '../api-keys/delete.ts';
import { updateApiKey } from '../api-keys/update.ts';
import type { SavedOnly } from '../../storage/ports/records/organisation-settings.ts';
import type { ControlContext } from '../context.ts';
import type { World } from '../control.suite.ts';
import { openWorld } from '../control.suite.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import { prepareOrganisation } from './prepare.ts';

let world: World;
let bootstrap: ControlContext;

// A world begins with a first start, so every call here is a later one.
beforeEach(async () => {
  world = await openWorld();
  bootstrap = world.context({ kind: 'bootstrap' });
});

const adminKeys = () =>
  world.records.within(world.organisationId, async (tx) => {
    const { rows } = await tx.apiKeys.list({ types: ['organisation-service'] }, { currentPage: 0, pageSize: 100 });
    return rows;
  });

describe('the first start', () => {
  it('makes an organisation, its default workspace and a strong admin key, and writes it down', async () => {
    const { organisations, workspaces } = await world.records.configuration();
    expect(organisations[0]).toMatchObject({ id: world.organisationId });
    expect(workspaces.find(({ id }) => id === world.workspaceId)).toMatchObject({
      name: 'Shared Team Workspace',
      isDefault: true,
      slug: expect.stringMatching(/^ws-default-/),
    });
    expect(world.adminKey).toMatch(/^tg-[0-9A-Za-z]{43}$/);
    const [key] = await adminKeys();
    expect(key).toMatchObject({ hash: hashKey(world.adminKey), type: 'organisation-service', creationMode: 'auto' });
    expect(key?.scopes).toContain('configs.create');
    expect(key?.scopes).not.toContain('completions.write');
    expect((await world.audits()).map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      'bootstrap api_key.create',
      'bootstrap workspace.create',
      'bootstrap organisation.create',
    ]);
  });
});

const start = (adminKey: string | null, savedOnly: SavedOnly = 'providers') =>
  prepareOrganisation(bootstrap, { adminKey, savedOnly });

describe('a later start', () => {
  it('leaves to the organisation what the first one set: saved providers only', async () => {
    const settings = () => world.records.within(world.organisationId, (tx) => tx.settings.read());
    expect(await settings()).toMatchObject({ savedOnly: 'providers' });
    await start(null, 'off');
    expect(await settings()).toMatchObject({ savedOnly: 'providers' });
  });

  it('makes nothing and shows no key again', async () => {
    const before = await world.records.configuration();
    expect((await start(null)).adminKey).toBeNull();
    expect(await world.records.configuration()).toEqual(before);
  });

  it('with another admin key puts it in the place of the first', async () => {
    expect((await start('tg-7Qm2vX9rL4kZ8wB3nP6s')).adminKey).toBe('tg-7Qm2vX9rL4kZ8wB3nP6s');
    expect((await adminKeys()).map(({ hash }) => hash)).toEqual([hashKey('tg-7Qm2vX9rL4kZ8wB3nP6s')]);
    expect((await start('tg-7Qm2vX9rL4kZ8wB3nP6s')).adminKey).toBeNull();
  });

  it('mends a lock-out after the last admin key was deleted', async () => {
    const [key] = await adminKeys();
    await deleteApiKey(world.context(world.actors['admin'] ?? { kind: 'bootstrap' }), { id: key?.id });
    await start('tg-7Qm2vX9rL4kZ8wB3nP6s');
    expect((await adminKeys()).map(({ hash }) => hash)).toEqual([hashKey('tg-7Qm2vX9rL4kZ8wB3nP6s')]);
  });

  it('knows its key by the text after someone renamed it', async () => {
    await start('tg-7Qm2vX9rL4kZ8wB3nP6s');
    const [key] = await adminKeys();
    await updateApiKey(world.context(world.actors['admin'] ?? { kind: 'bootstrap' }), { id: key?.id, name: 'Root' });
    expect((await start('tg-7Qm2vX9rL4kZ8wB3nP6s')).adminKey).toBeNull();
    expect(await adminKeys()).toHaveLength(1);
  });

  it.each(['short', 'a key with spaces in it', 'tg-ключ-администратора'])(
    'refuses the weak or unsendable key %s',
    async (weak) => {
      await expect(start(weak)).rejects.toThrow('at least 16 characters');
      expect((await adminKeys()).map(({ hash }) => hash)).toEqual([hashKey(world.adminKey)]);
    },
  );
});
