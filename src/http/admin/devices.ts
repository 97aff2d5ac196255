/** The routes of devices, and of the page on which a person approves one. */
import { approveDevice, denyDevice, findDeviceCode } from '../../control/devices/decide.ts';
import { endAnyDevice, endOwnDevice } from '../../control/devices/end.ts';
import { listDevices, listOwnDevices } from '../../control/devices/list.ts';
import * as device from '../../control/devices/schemas.ts';
import { Nothing } from '../../control/fields.ts';
import { get, post, remove } from './route.ts';
import type { Route } from './route.ts';

export const DEVICE_ROUTES: readonly Route[] = [
  post('/account/device-codes/find', findDeviceCode, [device.FindDeviceCode, device.DeviceCodeView]),
  post('/account/device-codes/approve', approveDevice, [device.ApproveDevice, Nothing]),
  post('/account/device-codes/deny', denyDevice, [device.DenyDevice, Nothing]),
  get('/account/devices', listOwnDevices, [device.ListOwnDevices, device.DeviceList]),
  remove('/account/devices/{id}', endOwnDevice, [device.EndDevice, Nothing]),
  get('/admin/devices', listDevices, [device.ListDevices, device.DeviceList]),
  remove('/admin/devices/{id}', endAnyDevice, [device.EndDevice, Nothing]),
];
