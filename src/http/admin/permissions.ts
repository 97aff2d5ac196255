/** The routes of permissions: what managers and members may do. */
import { getPermissions, getWorkspacePermissions } from '../../control/permissions/get.ts';
import * as permission from '../../control/permissions/schemas.ts';
import { updatePermissions, updateWorkspacePermissions } from '../../control/permissions/update.ts';
import { get, put, type Route } from './route.ts';

export const PERMISSION_ROUTES: readonly Route[] = [
  get('/admin/permissions', getPermissions, [permission.GetPermissions, permission.PermissionsView]),
  put('/admin/permissions', updatePermissions, [permission.UpdatePermissions, permission.PermissionsView]),
  get('/admin/workspaces/{id}/permissions', getWorkspacePermissions, [
    permission.GetWorkspacePermissions,
    permission.PermissionsView,
  ]),
  put('/admin/workspaces/{id}/permissions', updateWorkspacePermissions, [
    permission.UpdateWorkspacePermissions,
    permission.PermissionsView,
  ]),
];
