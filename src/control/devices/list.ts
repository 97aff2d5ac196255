/** The devices that are signed in: one's own, or everybody's. */
import type { z } from 'zod';
import { requirePerson } from '../account/own.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { ListDevices, ListOwnDevices, type DeviceList } from './schemas.ts';
import { viewDevice } from './view.ts';

type Listed = z.infer<typeof DeviceList>;

export async function listOwnDevices(context: ControlContext, input: unknown): Promise<Listed> {
  const { userId } = requirePerson(context);
  parseInput(ListOwnDevices, input);
  return listed(context, userId);
}

export async function listDevices(context: ControlContext, input: unknown): Promise<Listed> {
  requireScope(context, 'organisation_users.list');
  const { user_id: userId = null } = parseInput(ListDevices, input);
  return listed(context, userId);
}

async function listed(context: ControlContext, userId: string | null): Promise<Listed> {
  const devices = await look(context, (tx) => tx.devices.list(userId));
  return { object: 'list', total: devices.length, data: devices.map(viewDevice) };
}
