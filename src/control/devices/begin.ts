/** A client asks to sign in: it gets a secret to poll with, and a code that its person confirms in the browser. */
import { GatewayError } from '../../kernel/errors.ts';
import type { DeviceCode } from '../../storage/ports/records/devices.ts';
import type { ControlContext } from '../context.ts';
import { newToken } from '../sign-in/tokens.ts';
import { OAuthError } from './oauth-error.ts';
import { newUserCode } from './user-code.ts';

export const CODE_VALID_MS = 600_000;
/** That wait at the same time, of everybody: whoever floods the flow fills no disk. */
const MAX_WAITING = 5_000;
const MAX_TEXT = 200;

export interface BegunDevice {
  deviceCode: string;
  /** Without its dash. */
  userCode: string;
}

/** `surface`: what the client says it is. Throws OAuthError slow_down, and GatewayError overloaded. */
export async function beginDevice(context: ControlContext, { surface }: { surface: string }): Promise<BegunDevice> {
  const { address = '', userAgent = '' } = context.request ?? {};
  if (!(await context.flowLimits.begin(address))) {
    throw new OAuthError('slow_down', 'Too many sign-ins were begun from this address. Wait a while.', 429);
  }
  const now = context.clock.now();
  const { token: deviceCode, tokenHash: deviceHash } = newToken(context);
  const userCode = newUserCode(context);
  const code: DeviceCode = {
    deviceHash,
    userCode,
    surface: surface.slice(0, MAX_TEXT),
    userAgent: userAgent.slice(0, MAX_TEXT),
    address,
    createdAt: now,
    expiresAt: now + CODE_VALID_MS,
    status: 'pending',
    organisationId: null,
    userId: null,
    workspaceId: null,
  };
  await context.records.system(async ({ signIn: { deviceCodes } }) => {
    await deviceCodes.removeExpired(now);
    if ((await deviceCodes.count()) >= MAX_WAITING) {
      throw new GatewayError('overloaded', 'Too many sign-ins wait for their person.', { retryAfter: 60 });
    }
    await deviceCodes.insert(code);
  });
  return { deviceCode, userCode };
}
