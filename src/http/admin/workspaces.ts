/** The routes of workspaces. */
import { Nothing } from '../../control/fields.ts';
import { createWorkspace } from '../../control/workspaces/create.ts';
import { deleteWorkspace } from '../../control/workspaces/delete.ts';
import { getWorkspace } from '../../control/workspaces/get.ts';
import { listWorkspaces } from '../../control/workspaces/list.ts';
import * as workspace from '../../control/workspaces/schemas.ts';
import { updateWorkspace } from '../../control/workspaces/update.ts';
import { get, post, put, remove } from './route.ts';
import type { Route } from './route.ts';

export const WORKSPACE_ROUTES: readonly Route[] = [
  get('/admin/workspaces', listWorkspaces, [workspace.ListWorkspaces, workspace.WorkspaceList]),
  post('/admin/workspaces', createWorkspace, [workspace.CreateWorkspace, workspace.WorkspaceView]),
  get('/admin/workspaces/{id}', getWorkspace, [workspace.GetWorkspace, workspace.WorkspaceDetail]),
  put('/admin/workspaces/{id}', updateWorkspace, [workspace.UpdateWorkspace, workspace.WorkspaceView]),
  remove('/admin/workspaces/{id}', deleteWorkspace, [workspace.DeleteWorkspace, Nothing]),
];
