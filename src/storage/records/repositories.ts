/** Every repository over one connection, and the dump of them all: what the engines of the records port have in common. */
import type { RecordsDump, RecordsTransaction } from '../ports/records.ts';
import { apiKeyRepository, toApiKey } from './api-keys.ts';
import { auditTrail } from './audit.ts';
import { configRepository, toConfig } from './configs.ts';
import { integrationRepository } from './integrations.ts';
import { providerRepository } from './providers.ts';
import type { QueryContext } from './query-context.ts';
import { organisationRepository, toWorkspace, workspaceRepository } from './tenants.ts';

export function repositories(context: QueryContext): RecordsTransaction {
  return {
    organisations: organisationRepository(context),
    workspaces: workspaceRepository(context),
    integrations: integrationRepository(context),
    providers: providerRepository(context),
    configs: configRepository(context),
    apiKeys: apiKeyRepository(context),
    audit: auditTrail(context),
  };
}

/** Reads table after table: run it in a transaction, or it may see a change half made. */
export async function dumpRecords({ db }: QueryContext): Promise<RecordsDump> {
  const workspaces = await db.selectFrom('workspaces').selectAll().execute();
  const configs = await db.selectFrom('configs').selectAll().where('status', '=', 'active').execute();
  const apiKeys = await db.selectFrom('apiKeys').selectAll().where('status', '=', 'active').execute();
  return {
    organisations: await db.selectFrom('organisations').selectAll().execute(),
    workspaces: workspaces.map(toWorkspace),
    integrations: await db.selectFrom('integrations').selectAll().where('status', '=', 'active').execute(),
    providers: await db.selectFrom('providers').selectAll().where('status', '=', 'active').execute(),
    configs: configs.map(toConfig),
    apiKeys: apiKeys.map(toApiKey),
  };
}
