/** The routes of the models that an integration offers. */
import { Nothing } from '../../control/fields.ts';
import { deleteIntegrationModels } from '../../control/integration-models/delete.ts';
import { listIntegrationModels } from '../../control/integration-models/list.ts';
import * as models from '../../control/integration-models/schemas.ts';
import { updateIntegrationModels } from '../../control/integration-models/update.ts';
import { get, put, remove, type Route } from './route.ts';

export const INTEGRATION_MODEL_ROUTES: readonly Route[] = [
  get('/integrations/{slug}/models', listIntegrationModels, [models.ListIntegrationModels, models.IntegrationModels]),
  put('/integrations/{slug}/models', updateIntegrationModels, [models.UpdateIntegrationModels, Nothing]),
  remove('/integrations/{slug}/models', deleteIntegrationModels, [models.DeleteIntegrationModels, Nothing]),
];
