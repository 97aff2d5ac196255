import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, SERVICE_ACCOUNT, type World } from '../control.suite.ts';
import { createConfig } from '../configs/create.ts';
import { createIntegration } from '../integrations/create.ts';
import { getIntegration } from '../integrations/get.ts';
import { createAesGcmSealer } from '../../storage/sealer/aes-gcm.ts';
import { isMasterKey, resealRecords } from './reseal.ts';

const keyOf = (byte: number) => createAesGcmSealer({ masterKey: Buffer.alloc(32, byte) });
/** The world's own. */
const old = keyOf(7);
const fresh = keyOf(8);

let world: World;
beforeEach(async () => {
  world = await openWorld();
  const admin = world.context(world.actors['admin'] ?? { kind: 'bootstrap' });
  await createIntegration(admin, {
    name: 'Vertex',
    slug: 'vertex',
    ai_provider_id: 'vertex-ai',
    configurations: { vertex_region: 'global', vertex_service_account_json: SERVICE_ACCOUNT },
  });
  await createConfig(admin, { name: 'C', slug: 'pc-c', config: { provider: 'anthropic', api_key: 'sk-ant-secret' } });
});
afterEach(() => world.records.close());

const seen = () => {
  const admin = world.context(world.actors['admin'] ?? { kind: 'bootstrap' });
  return { ...admin, sealer: fresh };
};

describe('a new master key', () => {
  it('opens everything, and the old one is refused from then on', async () => {
    expect(await isMasterKey(world.records, old)).toBe(true);
    expect(await resealRecords(world.records, { from: old, to: fresh })).toBeGreaterThanOrEqual(3);
    expect([await isMasterKey(world.records, old), await isMasterKey(world.records, fresh)]).toEqual([false, true]);
    expect(await getIntegration(seen(), { slug: 'vertex' })).toMatchObject({
      configurations: { vertex_region: 'global' },
    });
    const rows = await world.records.system(({ sealed }) => sealed.list());
    for (const { kind, ownerId, text } of rows) {
      if (kind === 'integration') expect(fresh.open(text, `integration:${ownerId}`)).toContain('acme-project');
    }
  });

  it('is put in place once: the second time there is nothing to do', async () => {
    await resealRecords(world.records, { from: old, to: fresh });
    expect(await resealRecords(world.records, { from: old, to: fresh })).toBe(0);
  });

  it('changes nothing where one row does not open', async () => {
    await world.records.within(world.organisationId, async (tx) => {
      const row = await tx.integrations.findBySlug('vertex');
      if (row) await tx.integrations.insert({ ...row, id: 'broken', slug: 'broken' });
    });
    await expect(resealRecords(world.records, { from: old, to: fresh })).rejects.toThrow('integration broken');
    expect(await isMasterKey(world.records, old)).toBe(true);
    const rows = await world.records.system(({ sealed }) => sealed.list());
    const intact = rows.find(({ kind, id }) => kind === 'integration' && id !== 'broken');
    expect(intact && old.open(intact.text, `integration:${intact.id}`)).toContain('acme-project');
  });

  it('is not put in place of one that the records do not have', async () => {
    await resealRecords(world.records, { from: old, to: fresh });
    await expect(resealRecords(world.records, { from: keyOf(1), to: keyOf(2) })).rejects.toThrow('neither of the two');
  });
});
