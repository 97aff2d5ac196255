/** The routes of integrations. */
import { Nothing } from '../../control/fields.ts';
import { createIntegration } from '../../control/integrations/create.ts';
import { deleteIntegration } from '../../control/integrations/delete.ts';
import { getIntegration } from '../../control/integrations/get.ts';
import { listAiProviders } from '../../control/integrations/list-ai-providers.ts';
import { listIntegrations } from '../../control/integrations/list.ts';
import * as integration from '../../control/integrations/schemas.ts';
import { testIntegration } from '../../control/integrations/test.ts';
import { updateIntegration } from '../../control/integrations/update.ts';
import { TestedProvider } from '../../control/providers/schemas.ts';
import { get, post, put, remove, type Route } from './route.ts';

export const INTEGRATION_ROUTES: readonly Route[] = [
  get('/ai-providers', listAiProviders, [integration.ListAiProviders, integration.AiProviderList]),
  get('/integrations', listIntegrations, [integration.ListIntegrations, integration.IntegrationList]),
  post('/integrations', createIntegration, [integration.CreateIntegration, integration.CreatedIntegration]),
  post('/integrations/test', testIntegration, [integration.TestIntegration, TestedProvider]),
  get('/integrations/{slug}', getIntegration, [integration.GetIntegration, integration.IntegrationDetail]),
  put('/integrations/{slug}', updateIntegration, [integration.UpdateIntegration, Nothing]),
  remove('/integrations/{slug}', deleteIntegration, [integration.DeleteIntegration, Nothing]),
];
