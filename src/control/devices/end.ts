/** Signing a device out: its gateway key and its refresh token end with it. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { KeyHash, OrganisationId } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { Device } from '../../storage/ports/records/devices.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { requirePerson } from '../account/own.ts';
import { archiveApiKey } from '../api-keys/archive.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { actingAs } from '../sign-in/acting-as.ts';
import { audit, change } from '../transaction.ts';
import { EndDevice } from './schemas.ts';
import { viewDevice } from './view.ts';

/** Inside the caller's transaction, with its audit rows. `reason` is kept in the trail. */
export async function endDevice(
  context: ControlContext,
  tx: TenantRecords,
  { device, reason }: { device: Device; reason: string },
): Promise<void> {
  await tx.devices.remove(device.id);
  const key = await tx.apiKeys.findById(device.apiKeyId);
  if (key?.status === 'active') await archiveApiKey(context, tx, key);
  const before = viewDevice(device);
  await audit(context, tx, { action: 'device.delete', subject: device, before, after: { reason } });
}

/** One's own. Throws `not_found`, also for somebody else's. */
export async function endOwnDevice(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const { userId } = requirePerson(context);
  return endOne(context, input, (device) => device.userId === userId);
}

/** Anybody's of the organisation. */
export async function endAnyDevice(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_users.update');
  return endOne(context, input, () => true);
}

async function endOne(
  context: ControlContext,
  input: unknown,
  mayEnd: (device: Device) => boolean,
): Promise<z.infer<typeof Nothing>> {
  const { id } = parseInput(EndDevice, input);
  return change(context, async (tx) => {
    const device = await tx.devices.findById(id);
    if (device === null || !mayEnd(device)) throw new GatewayError('not_found', `There is no device "${id}".`);
    await endDevice(context, tx, { device, reason: 'signed out in the dashboard' });
    return {};
  });
}

/**
 * RFC 7009: either of its tokens signs the device out. Does nothing for a token that is none. `findKey`: the gateway key of
 * that hash.
 */
export async function revokeDevice(
  context: ControlContext,
  token: string,
  findKey: (hash: KeyHash) => { id: string; organisationId: OrganisationId } | null,
): Promise<void> {
  const device = await findByToken(context, hashKey(token), findKey);
  if (device === null) return;
  const { organisationId, userId } = device;
  const user = await context.records.within(organisationId, (tx) => tx.users.findById(userId));
  if (user === null) return;
  const own = actingAs(context, user);
  await change(own, async (tx) => {
    const current = await tx.devices.findById(device.id);
    if (current !== null) await endDevice(own, tx, { device: current, reason: 'signed out at the device' });
  });
}

async function findByToken(
  context: ControlContext,
  hash: KeyHash,
  findKey: Parameters<typeof revokeDevice>[2],
): Promise<Device | null> {
  const byRefresh = await context.records.system(({ signIn }) => signIn.findDevice(hash));
  if (byRefresh !== null) return byRefresh;
  const key = findKey(hash);
  return key === null ? null : context.records.within(key.organisationId, (tx) => tx.devices.findByKey(key.id));
}
