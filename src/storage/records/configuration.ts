/** What the data plane reads, as queries: everything active, or what is active of what changed. */
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { ChangedNoun, Configuration, RecordChange } from '../ports/records/configuration.ts';
import { toApiKey } from './api-keys.ts';
import { toConfig } from './configs.ts';
import { toIntegration } from './integrations.ts';
import { toLimits } from './limits.ts';
import { toProvider } from './providers.ts';
import type { QueryContext } from './query-context.ts';
import { toWorkspace } from './workspaces.ts';

/** Reads table after table: run it in a transaction, or it may see a change half made. */
export async function readConfiguration({ db }: QueryContext): Promise<Configuration> {
  const workspaces = await db.selectFrom('workspaces').selectAll().where('status', '=', 'active').execute();
  const integrations = await db.selectFrom('integrations').selectAll().where('status', '=', 'active').execute();
  const providers = await db.selectFrom('providers').selectAll().where('status', '=', 'active').execute();
  const configs = await db.selectFrom('configs').selectAll().where('status', '=', 'active').execute();
  const apiKeys = await db.selectFrom('apiKeys').selectAll().where('status', '=', 'active').execute();
  return {
    organisations: await db.selectFrom('organisations').selectAll().execute(),
    workspaces: workspaces.map(toWorkspace),
    integrations: integrations.map(toIntegration),
    providers: providers.map(toProvider),
    configs: configs.map(toConfig),
    apiKeys: apiKeys.map(toApiKey),
    limits: (await db.selectFrom('limits').selectAll().execute()).map(toLimits),
  };
}

/** As `readConfiguration`, of the rows that changed and the providers of integrations that did. */
export async function readChanged({ db }: QueryContext, changes: readonly RecordChange[]): Promise<Configuration> {
  const ids = (noun: ChangedNoun): string[] => changes.filter((change) => change.noun === noun).map(({ id }) => id);
  const workspaces = db.selectFrom('workspaces').selectAll().where('status', '=', 'active');
  const integrations = db.selectFrom('integrations').selectAll().where('status', '=', 'active');
  const providers = db.selectFrom('providers').selectAll().where('status', '=', 'active');
  const configs = db.selectFrom('configs').selectAll().where('status', '=', 'active');
  const apiKeys = db.selectFrom('apiKeys').selectAll().where('status', '=', 'active');
  const changedProviders = await providers
    .where((eb) => eb.or([eb('id', 'in', ids('provider')), eb('integrationId', 'in', ids('integration'))]))
    .execute();
  const owners = [...ids('api_key'), ...ids('workspace'), ...changedProviders.map(({ id }) => id)];
  const limits = db.selectFrom('limits').selectAll().where('ownerId', 'in', owners);
  const used = [...ids('integration'), ...changedProviders.map(({ integrationId }) => integrationId)];
  return {
    organisations: await db.selectFrom('organisations').selectAll().execute(),
    workspaces: (await workspaces.where('id', 'in', ids('workspace') as WorkspaceId[]).execute()).map(toWorkspace),
    integrations: (await integrations.where('id', 'in', [...new Set(used)]).execute()).map(toIntegration),
    providers: changedProviders.map(toProvider),
    configs: (await configs.where('id', 'in', ids('config')).execute()).map(toConfig),
    apiKeys: (await apiKeys.where('id', 'in', ids('api_key')).execute()).map(toApiKey),
    limits: (await limits.execute()).map(toLimits),
  };
}
