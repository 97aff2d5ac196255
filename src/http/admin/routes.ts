/** The admin API as a list: which URL is which verb. Paths and envelopes are those of the published Portkey API. */
import type { z } from 'zod';
import { createApiKey } from '../../control/api-keys/create.ts';
import { deleteApiKey } from '../../control/api-keys/delete.ts';
import { getApiKey } from '../../control/api-keys/get.ts';
import { listApiKeys } from '../../control/api-keys/list.ts';
import * as apiKey from '../../control/api-keys/schemas.ts';
import { updateApiKey } from '../../control/api-keys/update.ts';
import { createConfig } from '../../control/configs/create.ts';
import { deleteConfig } from '../../control/configs/delete.ts';
import { explainConfig } from '../../control/configs/explain.ts';
import { getConfig } from '../../control/configs/get.ts';
import { listConfigVersions } from '../../control/configs/list-versions.ts';
import { listConfigs } from '../../control/configs/list.ts';
import * as config from '../../control/configs/schemas.ts';
import { updateConfig } from '../../control/configs/update.ts';
import type { ControlContext } from '../../control/context.ts';
import { Nothing } from '../../control/fields.ts';
import { createIntegration } from '../../control/integrations/create.ts';
import { deleteIntegration } from '../../control/integrations/delete.ts';
import { getIntegration } from '../../control/integrations/get.ts';
import { listIntegrations } from '../../control/integrations/list.ts';
import { listAiProviders } from '../../control/integrations/list-ai-providers.ts';
import * as integration from '../../control/integrations/schemas.ts';
import { updateIntegration } from '../../control/integrations/update.ts';
import { getLog } from '../../control/logs/get.ts';
import { listLogs } from '../../control/logs/list.ts';
import * as log from '../../control/logs/schemas.ts';
import { createProvider } from '../../control/providers/create.ts';
import { deleteProvider } from '../../control/providers/delete.ts';
import { getProvider } from '../../control/providers/get.ts';
import { listProviders } from '../../control/providers/list.ts';
import * as provider from '../../control/providers/schemas.ts';
import { updateProvider } from '../../control/providers/update.ts';
import { getWorkspace } from '../../control/workspaces/get.ts';
import { listWorkspaces } from '../../control/workspaces/list.ts';
import * as workspace from '../../control/workspaces/schemas.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** How an answer is wrapped: not at all, as `{success, data}`, or for lists as `{success, object, total, data}`. */
type Envelope = 'bare' | 'success' | 'success-list';

export interface Route {
  method: Method;
  /** Parameters in braces, as OpenAPI writes them. */
  path: string;
  /** Takes path parameters, query and body as one object, and parses it itself. */
  verb: (context: ControlContext, input: unknown) => Promise<object>;
  /** The schema by which the verb parses, and the shape of what it returns. */
  input: z.ZodObject;
  output: z.ZodType;
  envelope: Envelope;
}

/** Every route answers 200: official clients expect it even of a creation. */
export const SUCCESS_STATUS = 200;

/** A verb is handed on with two arguments only: what more it takes is for the operator's own hand. */
const on =
  (method: Method) =>
  <Output extends object>(
    path: string,
    verb: (context: ControlContext, input: unknown) => Promise<Output>,
    [input, output, envelope = 'bare']: [z.ZodObject, z.ZodType<Output>, Envelope?],
  ): Route => ({ method, path, verb: (context, given) => verb(context, given), input, output, envelope });

const get = on('GET');
const post = on('POST');
const put = on('PUT');
const remove = on('DELETE');

export const ROUTES: readonly Route[] = [
  get('/ai-providers', listAiProviders, [integration.ListAiProviders, integration.AiProviderList]),
  get('/integrations', listIntegrations, [integration.ListIntegrations, integration.IntegrationList]),
  post('/integrations', createIntegration, [integration.CreateIntegration, integration.CreatedIntegration]),
  get('/integrations/{slug}', getIntegration, [integration.GetIntegration, integration.IntegrationDetail]),
  put('/integrations/{slug}', updateIntegration, [integration.UpdateIntegration, Nothing]),
  remove('/integrations/{slug}', deleteIntegration, [integration.DeleteIntegration, Nothing]),

  get('/providers', listProviders, [provider.ListProviders, provider.ProviderList]),
  post('/providers', createProvider, [provider.CreateProvider, provider.ProviderName]),
  get('/providers/{slug}', getProvider, [provider.GetProvider, provider.ProviderView]),
  put('/providers/{slug}', updateProvider, [provider.UpdateProvider, provider.ProviderName]),
  remove('/providers/{slug}', deleteProvider, [provider.DeleteProvider, Nothing]),

  get('/configs', listConfigs, [config.ListConfigs, config.ConfigList, 'success-list']),
  post('/configs', createConfig, [config.CreateConfig, config.CreatedConfig, 'success']),
  post('/configs/explain', explainConfig, [config.ExplainConfig, config.ExplanationView]),
  get('/configs/{slug}', getConfig, [config.GetConfig, config.ConfigDetail, 'success']),
  put('/configs/{slug}', updateConfig, [config.UpdateConfig, config.UpdatedConfig, 'success']),
  remove('/configs/{slug}', deleteConfig, [config.DeleteConfig, Nothing]),
  get('/configs/{slug}/versions', listConfigVersions, [config.ListConfigVersions, config.ConfigVersionList]),

  get('/api-keys', listApiKeys, [apiKey.ListApiKeys, apiKey.ApiKeyList]),
  post('/api-keys/{type}/{sub_type}', createApiKey, [apiKey.CreateApiKey, apiKey.CreatedApiKey]),
  get('/api-keys/{id}', getApiKey, [apiKey.GetApiKey, apiKey.ApiKeyView]),
  put('/api-keys/{id}', updateApiKey, [apiKey.UpdateApiKey, Nothing]),
  remove('/api-keys/{id}', deleteApiKey, [apiKey.DeleteApiKey, Nothing]),

  get('/admin/workspaces', listWorkspaces, [workspace.ListWorkspaces, workspace.WorkspaceList]),
  get('/admin/workspaces/{id}', getWorkspace, [workspace.GetWorkspace, workspace.WorkspaceView]),

  get('/logs', listLogs, [log.ListLogs, log.LogList]),
  get('/logs/{id}', getLog, [log.GetLog, log.LogView]),
];

/** Paths of the published API that would be taken for others of ours: who asks for them is told what to do instead. */
export const UNSERVED: readonly { method: Method; path: string; instead: string }[] = [
  {
    method: 'POST',
    path: '/api-keys/{id}/rotate',
    instead: 'Make a second key, move its users to it, and delete this one: DELETE /v1/api-keys/{id}.',
  },
];
