/** What goes into and comes out of the verbs on devices. */
import { z } from 'zod';
import { Moment } from '../fields.ts';
import { listOf } from '../listing.ts';

const UserCode = z.string().min(1).max(40).meta({ description: 'As the client shows it: WDJB-MJHT.' });

export const FindDeviceCode = z.strictObject({ user_code: UserCode });
export const ApproveDevice = z.strictObject({
  user_code: UserCode,
  workspace_id: z
    .string()
    .min(1)
    .nullish()
    .meta({ description: 'Id or slug of the workspace that its requests are counted in. Absent: the one at hand.' }),
});
export const DenyDevice = FindDeviceCode;

export const DeviceCodeView = z.object({
  object: z.literal('device-code'),
  user_code: z.string(),
  surface: z.string().meta({ description: 'What the client says it is. It is not proven.' }),
  user_agent: z.string(),
  client_ip: z.string().meta({ description: 'Where the sign-in was begun.' }),
  is_other_address: z.boolean().meta({ description: 'It was begun at another address than the browser’s.' }),
  created_at: Moment,
  expires_at: Moment,
});

export const ListOwnDevices = z.strictObject({});
export const ListDevices = z.strictObject({ user_id: z.string().min(1).optional() });
export const EndDevice = z.strictObject({ id: z.string().min(1) });

export const DeviceView = z.object({
  object: z.literal('device'),
  id: z.string(),
  user_id: z.string(),
  workspace_id: z.string(),
  api_key_id: z.string().meta({ description: 'The gateway key that is its access token.' }),
  surface: z.string(),
  user_agent: z.string(),
  client_ip: z.string(),
  created_at: Moment,
  refreshed_at: Moment,
});

export const DeviceList = listOf(DeviceView);
