/** The PostgreSQL engine against the port's suite, on a real server, and what only several processes can get wrong. */
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  EMPTY_EVERY_TABLE,
  hasPostgres,
  startPostgresServer,
  type PostgresServer,
} from '../../../testkit/postgres-server.ts';
import { CHAIN_BEGINS } from '../../kernel/hash-chain.ts';
import type { KeyHash } from '../../kernel/ids.ts';
import { chainHash } from '../ports/records/audit-chain.ts';
import { acme, apiKey, asAcme, config, everything, insertAll } from '../ports/records/fixture.suite.ts';
import { openWithTenants, rival } from '../ports/records/fixture.suite.ts';
import { describeRecords } from '../ports/records/records.suite.ts';
import type { Records } from '../ports/records/records.ts';
import { SlugTakenError } from '../ports/records/row.ts';
import { openPostgresRecords } from './postgres.ts';

/** A server is made and started. */
vi.setConfig({ hookTimeout: 60_000 });

describe.skipIf(!hasPostgres())('on PostgreSQL', () => {
  let server: PostgresServer;
  let cleaner: Client;
  beforeAll(async () => {
    server = await startPostgresServer();
    cleaner = new Client({ connectionString: server.url });
    await cleaner.connect();
  });
  afterAll(async () => {
    await cleaner.end();
    await server.remove();
  });
  const open = async (): Promise<Records> => {
    await cleaner.query(EMPTY_EVERY_TABLE);
    return openPostgresRecords({ url: server.url });
  };

  describeRecords(open);

  describe('two processes', () => {
    let both: [Records, Records];
    beforeEach(async () => {
      both = [await openWithTenants(open), await openPostgresRecords({ url: server.url })];
      await insertAll(both[0]);
    });
    afterEach(() => Promise.all(both.map((records) => records.close())));
    /** The same at both, `times` each, all at once. */
    const atBoth = <Result>(times: number, work: (records: Records, name: string) => Promise<Result>) =>
      Promise.allSettled(
        both.flatMap((records, index) => Array.from({ length: times }, (_, n) => work(records, `${index}_${n}`))),
      );
    const event = (id: string) =>
      ({
        id,
        organisationId: acme,
        workspaceId: null,
        actor: 'me',
        actorType: 'user',
        action: 'api_key.create',
        resourceId: id,
        status: 200,
        request: null,
        before: null,
        after: { id },
        createdAt: 1,
      }) as const;

    it('give every row a place of its own, and keep one chain of audit events', async () => {
      await atBoth(10, (records, name) =>
        asAcme(records, async (tx) => {
          await tx.apiKeys.insert({ ...apiKey, id: name, hash: name as KeyHash });
          await tx.audit.insert(event(name));
        }),
      );
      const keys = await asAcme(both[0], (tx) => tx.apiKeys.list({ types: [apiKey.type] }, everything));
      expect(keys.total).toBe(21);
      const { rows } = await cleaner.query('select position from api_keys order by position');
      expect(rows.map((row: { position: string }) => Number(row.position))).toEqual(
        keys.rows.map((_, index) => index + 1),
      );
      let hash = CHAIN_BEGINS;
      for (const link of await asAcme(both[1], (tx) => tx.audit.chain(0, 100))) {
        hash = chainHash(hash, link.event);
        expect(link.hash).toBe(hash);
      }
    });

    it('give a slug once', async () => {
      const results = await atBoth(3, (records, name) =>
        asAcme(records, (tx) => tx.configs.insert({ ...config, id: name, slug: 'pc-wanted-by-all' })),
      );
      const refused = results.filter((result) => result.status === 'rejected');
      expect(refused).toHaveLength(5);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(SlugTakenError);
    });

    it('do once what each of them finds is to be done', async () => {
      const dueAt = 5;
      await asAcme(both[0], (tx) => tx.apiKeys.replace({ ...apiKey, lastUpdatedAt: 1 }));
      const results = await atBoth(3, (records) =>
        asAcme(records, async (tx) => {
          const found = await tx.apiKeys.findById(apiKey.id);
          if (found === null || found.lastUpdatedAt >= dueAt) return 'done already';
          await tx.apiKeys.replace({ ...found, lastUpdatedAt: dueAt });
          return 'done';
        }),
      );
      const done = results.filter((result) => result.status === 'fulfilled' && result.value === 'done');
      expect(done).toHaveLength(1);
    });

    it('read, and change another organisation, while one is in the middle of a change', async () => {
      const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
      const { promise: isWritten, resolve: written } = Promise.withResolvers<void>();
      const slow = asAcme(both[0], async (tx) => {
        await tx.apiKeys.replace({ ...apiKey, name: 'Not yet' });
        written();
        await passed;
      });
      await isWritten;
      const found = await asAcme(both[1], (tx) => tx.apiKeys.findById(apiKey.id));
      expect(found?.name).toBe(apiKey.name);
      await both[1].within(rival, async (tx) => tx.settings.write(await tx.settings.read()));
      pass();
      await slow;
      expect(await asAcme(both[1], (tx) => tx.apiKeys.findById(apiKey.id))).toMatchObject({ name: 'Not yet' });
    });

    it('answer in time while another one holds up all changes, and go on when it is over', async () => {
      const impatient = await openPostgresRecords({ url: server.url, queryTimeoutMs: 300 });
      const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
      const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
      const slow = asAcme(both[0], async (tx) => {
        await tx.apiKeys.replace(apiKey);
        held();
        await passed;
      });
      await isHeld;
      const rename = () => asAcme(impatient, (tx) => tx.apiKeys.replace({ ...apiKey, name: 'Renamed' }));
      const waiting = Array.from({ length: 12 }, rename);
      const outcomes = await Promise.allSettled(waiting);
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'records_unavailable', status: 503 } });
      }
      expect(await asAcme(impatient, (tx) => tx.apiKeys.findById(apiKey.id))).toMatchObject({ name: apiKey.name });
      pass();
      await slow;
      await rename();
      expect(await asAcme(both[0], (tx) => tx.apiKeys.findById(apiKey.id))).toMatchObject({ name: 'Renamed' });
      await impatient.close();
    });

    it('lose nothing in silence when work takes no notice of a statement that failed', async () => {
      const careless = asAcme(both[0], async (tx) => {
        await tx.apiKeys.replace({ ...apiKey, name: 'Lost' });
        await tx.configs.insert({ ...config, id: 'twin' }).catch(() => undefined);
        return 'well';
      });
      await expect(careless).rejects.toThrow('current transaction is aborted');
    });

    it('make a change of work that reads first, and takes no notice of what a write answers', async () => {
      const told = await asAcme(both[0], async (tx) => {
        await tx.apiKeys.findById(apiKey.id);
        await tx.apiKeys.replace({ ...apiKey, name: 'Renamed' }).catch(() => undefined);
        return 'well';
      });
      expect(told).toBe('well');
      expect(await asAcme(both[1], (tx) => tx.apiKeys.findById(apiKey.id))).toMatchObject({ name: 'Renamed' });
    });
  });
});
