/** The routes of integrations. */
import { createIntegration } from '../../control/integrations/create.ts';
import { deleteIntegration } from '../../control/integrations/delete.ts';
import { getIntegration } from '../../control/integrations/get.ts';
import { listAiProviders } from '../../control/integrations/list-ai-providers.ts';
import { listIntegrations } from '../../control/integrations/list.ts';
import * as integration from '../../control/integrations/schemas.ts';
import { updateIntegration } from '../../control/integrations/update.ts';
import { deleteIntegrationModels } from '../../control/integration-models/delete.ts';
import { listIntegrationModels } from '../../control/integration-models/list.ts';
import * as models from '../../control/integration-models/schemas.ts';
import { updateIntegrationModels } from '../../control/integration-models/update.ts';
import { listIntegrationWorkspaces } from '../../control/integration-workspaces/list.ts';
import * as workspaces from '../../control/integration-workspaces/schemas.ts';
import { updateIntegrationWorkspaces } from '../../control/integration-workspaces/update.ts';
import { Nothing } from '../../control/fields.ts';
import { get, post, put, remove } from './route.ts';
import type { Route } from './route.ts';

export const INTEGRATION_ROUTES: readonly Route[] = [
  get('/ai-providers', listAiProviders, [integration.ListAiProviders, integration.AiProviderList]),
  get('/integrations', listIntegrations, [integration.ListIntegrations, integration.IntegrationList]),
  post('/integrations', createIntegration, [integration.CreateIntegration, integration.CreatedIntegration]),
  get('/integrations/{slug}', getIntegration, [integration.GetIntegration, integration.IntegrationDetail]),
  put('/integrations/{slug}', updateIntegration, [integration.UpdateIntegration, Nothing]),
  remove('/integrations/{slug}', deleteIntegration, [integration.DeleteIntegration, Nothing]),
  get('/integrations/{slug}/models', listIntegrationModels, [models.ListIntegrationModels, models.IntegrationModels]),
  put('/integrations/{slug}/models', updateIntegrationModels, [models.UpdateIntegrationModels, Nothing]),
  remove('/integrations/{slug}/models', deleteIntegrationModels, [models.DeleteIntegrationModels, Nothing]),
  get('/integrations/{slug}/workspaces', listIntegrationWorkspaces, [
    workspaces.ListIntegrationWorkspaces,
    workspaces.IntegrationWorkspaces,
  ]),
  put('/integrations/{slug}/workspaces', updateIntegrationWorkspaces, [
    workspaces.UpdateIntegrationWorkspaces,
    Nothing,
  ]),
];
