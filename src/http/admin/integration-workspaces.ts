/** The routes of the workspaces that may use an integration. */
import { Nothing } from '../../control/fields.ts';
import { listIntegrationWorkspaces } from '../../control/integration-workspaces/list.ts';
import * as workspaces from '../../control/integration-workspaces/schemas.ts';
import { updateIntegrationWorkspaces } from '../../control/integration-workspaces/update.ts';
import { get, put, type Route } from './route.ts';

export const INTEGRATION_WORKSPACE_ROUTES: readonly Route[] = [
  get('/integrations/{slug}/workspaces', listIntegrationWorkspaces, [
    workspaces.ListIntegrationWorkspaces,
    workspaces.IntegrationWorkspaces,
  ]),
  put('/integrations/{slug}/workspaces', updateIntegrationWorkspaces, [
    workspaces.UpdateIntegrationWorkspaces,
    Nothing,
  ]),
];
