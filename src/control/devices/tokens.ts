/**
 * Tokens of a device. The access token is a gateway key of the person, so that scopes, budgets, logs and the end of an account
 * hold for it as for any key; the refresh token gives it a new text.
 */
import { hashKey } from '../../kernel/key-hash.ts';
import { NEVER_ROTATED, type ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { Device, DeviceCode } from '../../storage/ports/records/devices.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { NO_DEFAULTS } from '../api-keys/defaults.ts';
import { storedSecret } from '../api-keys/secret.ts';
import type { ControlContext } from '../context.ts';
import { newId, newKey } from '../identity.ts';
import { actingAs } from '../sign-in/acting-as.ts';
import { checkPerson } from '../single-sign-on/standing.ts';
import { newToken } from '../sign-in/tokens.ts';
import { audit, change } from '../transaction.ts';
import { type Acting, findActing } from './acting.ts';
import { endDevice } from './end.ts';
import { OAuthError } from './oauth-error.ts';
import { viewDevice } from './view.ts';

export interface DeviceTokens {
  accessToken: string;
  refreshToken: string;
  /** Of the access token. */
  expiresInSeconds: number;
  email: string;
}

/** A clock that is behind, and a request that is on its way. */
const LEEWAY_MS = 60_000;
/** How long the tokens of before a refresh go on: other sessions on the machine may still use them. */
const OVERLAP_MS = 60_000;
/** A device that was not used for this long signs in again. */
const IDLE_MS = 30 * 24 * 3_600_000;

/** Throws OAuthError with what the client that polls acts by. */
export async function redeemDeviceCode(context: ControlContext, deviceCode: string): Promise<DeviceTokens> {
  const deviceHash = hashKey(deviceCode);
  const code = await context.records.system(({ signIn }) => signIn.deviceCodes.findByDeviceHash(deviceHash));
  if (code === null || code.expiresAt <= context.clock.now()) {
    throw new OAuthError('expired_token', 'The code is unknown or over. Type /login again.');
  }
  if (code.status === 'pending') {
    if (await context.flowLimits.poll(deviceHash))
      throw new OAuthError('authorization_pending', 'Nobody has approved.');
    throw new OAuthError('slow_down', 'Poll less often.');
  }
  // Of two polls at the same moment one gets the tokens.
  if (!(await context.records.system(({ signIn }) => signIn.deviceCodes.take(deviceHash)))) {
    throw new OAuthError('expired_token', 'The code was used.');
  }
  if (code.status === 'denied') throw new OAuthError('access_denied', 'The sign-in was denied in the browser.');
  return beginTokens(context, code);
}

async function beginTokens(context: ControlContext, code: DeviceCode): Promise<DeviceTokens> {
  const { organisationId, userId, workspaceId } = code;
  if (organisationId === null || userId === null || workspaceId === null) throw new Error('approved by nobody');
  const acting = await context.records.within(organisationId, (tx) => findActing(tx, { userId, workspaceId }));
  if (acting === null) throw new OAuthError('access_denied', 'The account is gone, or left its workspace.');
  const own = actingAs(context, acting.user);
  const { token: refreshToken, tokenHash: refreshHash } = newToken(context);
  const text = newKey(context);
  const now = context.clock.now();
  await change(own, async (tx) => {
    const key = await newDeviceKey(own, tx, { acting, text });
    const device: Device = {
      id: newId(context),
      organisationId,
      workspaceId,
      userId,
      apiKeyId: key.id,
      refreshHash,
      formerRefreshHash: null,
      surface: code.surface,
      userAgent: code.userAgent,
      address: code.address,
      createdAt: now,
      refreshedAt: now,
    };
    await tx.apiKeys.insert(key);
    await tx.devices.insert(device);
    await audit(own, tx, {
      action: 'api_key.create',
      subject: key,
      after: { device_id: device.id, scopes: key.scopes },
    });
    await audit(own, tx, { action: 'device.create', subject: device, after: viewDevice(device) });
  });
  return tokens(context, { text, refreshToken, email: acting.user.email });
}

async function newDeviceKey(
  context: ControlContext,
  tx: TenantRecords,
  { acting: { user, workspace, scopes, defaultConfig }, text }: { acting: Acting; text: string },
): Promise<ApiKeyRecord> {
  const now = context.clock.now();
  const id = newId(context);
  const type = 'workspace-user' as const;
  return {
    id,
    organisationId: tx.organisationId,
    workspaceId: workspace.id,
    type,
    userId: user.id,
    name: `Claude Code of ${user.email}`,
    description: 'Made by /login. Its text changes by itself.',
    ...(await storedSecret(tx, { keyId: id, type }, text)),
    scopes,
    defaults: { ...NO_DEFAULTS, configId: defaultConfig },
    creationMode: 'auto',
    expiresAt: now + context.devices.accessMs + LEEWAY_MS,
    ...NEVER_ROTATED,
    status: 'active',
    createdAt: now,
    lastUpdatedAt: now,
  };
}

/** Throws OAuthError invalid_grant: the client asks its person to sign in again. */
export async function refreshDevice(context: ControlContext, refreshToken: string): Promise<DeviceTokens> {
  const presented = hashKey(refreshToken);
  const device = await context.records.system(({ signIn }) => signIn.findDevice(presented));
  if (device === null) throw refused('The sign-in is over.');
  const { organisationId } = device;
  const user = await context.records.within(organisationId, (tx) => tx.users.findById(device.userId));
  if (user === null) throw refused('The account is gone.');
  const own = actingAs(context, user);
  await checkPerson(context, device);
  const { token: next, tokenHash: refreshHash } = newToken(context);
  const text = newKey(context);
  const outcome = await change(own, async (tx) => {
    const current = await tx.devices.findById(device.id);
    const reason = current === null ? 'ended' : await whyRefused(own, tx, { current, presented });
    if (current === null) return reason;
    if (reason !== null) {
      await endDevice(own, tx, { device: current, reason });
      return reason;
    }
    return renew(own, tx, { current, refreshHash, text });
  });
  if (outcome !== null) throw refused(REFUSALS[outcome]);
  return tokens(context, { text, refreshToken: next, email: user.email });
}

type Reason = 'ended' | 'reused' | 'idle' | 'unconfirmed' | 'not-allowed';

const REFUSALS: Record<Reason, string> = {
  ended: 'This device was signed out.',
  reused: 'This token was used before: the device is signed out.',
  idle: 'This device was not used for a long time.',
  unconfirmed: 'Your directory has not confirmed the account for a long time.',
  'not-allowed': 'The account is gone, or left its workspace.',
};

const refused = (why: string): OAuthError => new OAuthError('invalid_grant', `${why} Sign in again with /login.`);

async function whyRefused(
  context: ControlContext,
  tx: TenantRecords,
  { current, presented }: { current: Device; presented: Device['refreshHash'] },
): Promise<Reason | null> {
  const now = context.clock.now();
  // Whoever has a token of before has it from somewhere else: the one who was robbed is asked to sign in again.
  if (current.refreshHash !== presented && now - current.refreshedAt > OVERLAP_MS) return 'reused';
  if (now - current.refreshedAt > IDLE_MS) return 'idle';
  const end = await tx.standings.endOf(current.userId);
  if (end !== null && end <= now) return 'unconfirmed';
  const key = await tx.apiKeys.findById(current.apiKeyId);
  if (key?.status !== 'active') return 'ended';
  return (await findActing(tx, current)) === null ? 'not-allowed' : null;
}

async function renew(
  context: ControlContext,
  tx: TenantRecords,
  { current, refreshHash, text }: { current: Device; refreshHash: Device['refreshHash']; text: string },
): Promise<Reason | null> {
  const now = context.clock.now();
  const [acting, before] = [await findActing(tx, current), await tx.apiKeys.findById(current.apiKeyId)];
  if (acting === null || before === null) return 'not-allowed';
  const former = { hash: before.hash, masked: before.masked, expiresAt: now + OVERLAP_MS };
  await tx.apiKeys.replace({
    ...before,
    ...(await storedSecret(tx, { keyId: before.id, type: before.type }, text)),
    scopes: acting.scopes,
    defaults: { ...before.defaults, configId: acting.defaultConfig },
    previous: former,
    expiresAt: now + context.devices.accessMs + LEEWAY_MS,
    lastUpdatedAt: now,
  });
  // Nothing that a person did: no event of the trail, and yet every snapshot must know the new text.
  await tx.noteChanges([{ noun: 'api_key', id: before.id }]);
  await tx.devices.replace({ ...current, refreshHash, formerRefreshHash: current.refreshHash, refreshedAt: now });
  return null;
}

function tokens(
  { devices: { accessMs } }: ControlContext,
  { text, refreshToken, email }: { text: string; refreshToken: string; email: string },
): DeviceTokens {
  return { accessToken: text, refreshToken, expiresInSeconds: Math.floor(accessMs / 1000), email };
}
