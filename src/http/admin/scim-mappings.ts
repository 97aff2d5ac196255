/** The routes of what groups of a directory give; paths of the published API. */
import { createScimMapping } from '../../control/scim-mappings/create.ts';
import { deleteScimMapping } from '../../control/scim-mappings/delete.ts';
import { listGroupsOfDirectory, listScimMappings } from '../../control/scim-mappings/list.ts';
import * as mapping from '../../control/scim-mappings/schemas.ts';
import { get, post, remove } from './route.ts';
import type { Route } from './route.ts';

export const SCIM_MAPPING_ROUTES: readonly Route[] = [
  get('/scim/workspaces', listScimMappings, [mapping.ListScimMappings, mapping.ScimMappingList]),
  post('/scim/workspaces', createScimMapping, [mapping.CreateScimMapping, mapping.ScimMappingView]),
  remove('/scim/workspaces/{id}', deleteScimMapping, [mapping.DeleteScimMapping, mapping.DeletedScimMapping]),
  get('/scim/groups', listGroupsOfDirectory, [mapping.ListScimGroups, mapping.ScimGroupList]),
];
