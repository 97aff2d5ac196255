/** A device as shown: without its tokens. */
import type { z } from 'zod';
import type { Device } from '../../storage/ports/records/devices.ts';
import { toIso } from '../fields.ts';
import type { DeviceView } from './schemas.ts';

export function viewDevice(device: Device): z.infer<typeof DeviceView> {
  return {
    object: 'device',
    id: device.id,
    user_id: device.userId,
    workspace_id: device.workspaceId,
    api_key_id: device.apiKeyId,
    surface: device.surface,
    user_agent: device.userAgent,
    client_ip: device.address,
    created_at: toIso(device.createdAt),
    refreshed_at: toIso(device.refreshedAt),
  };
}
