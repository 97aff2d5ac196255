/** The routes of virtual keys, the former name of an integration with one provider. */
import { Nothing } from '../../control/fields.ts';
import { createVirtualKey } from '../../control/virtual-keys/create.ts';
import { deleteVirtualKey } from '../../control/virtual-keys/delete.ts';
import { getVirtualKey } from '../../control/virtual-keys/get.ts';
import { listVirtualKeys } from '../../control/virtual-keys/list.ts';
import * as key from '../../control/virtual-keys/schemas.ts';
import { updateVirtualKey } from '../../control/virtual-keys/update.ts';
import { get, post, put, remove, type Route } from './route.ts';

export const VIRTUAL_KEY_ROUTES: readonly Route[] = [
  get('/virtual-keys', listVirtualKeys, [key.ListVirtualKeys, key.VirtualKeyList]),
  post('/virtual-keys', createVirtualKey, [key.CreateVirtualKey, key.MadeVirtualKey, 'success']),
  get('/virtual-keys/{slug}', getVirtualKey, [key.GetVirtualKey, key.VirtualKeyView]),
  put('/virtual-keys/{slug}', updateVirtualKey, [key.UpdateVirtualKey, Nothing]),
  remove('/virtual-keys/{slug}', deleteVirtualKey, [key.DeleteVirtualKey, Nothing]),
];
