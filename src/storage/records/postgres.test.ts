/** The PostgreSQL engine against the port's suite, on a real server. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import {
  EMPTY_EVERY_TABLE,
  hasPostgres,
  startPostgresServer,
  type PostgresServer,
} from '../../../testkit/postgres-server.ts';
import { describeRecords } from '../ports/records/records.suite.ts';
import { openPostgresRecords } from './postgres.ts';

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

  describeRecords(async () => {
    await cleaner.query(EMPTY_EVERY_TABLE);
    return openPostgresRecords({ url: server.url });
  });
});
