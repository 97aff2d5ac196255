/** The person at the verification page: sees which client asks and from where, and approves or denies it. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { DeviceCode } from '../../storage/ports/records/devices.ts';
import { requirePerson } from '../account/own.ts';
import type { ControlContext } from '../context.ts';
import { toIso, type Nothing } from '../fields.ts';
import { parseInput, unknownReference } from '../parse.ts';
import type { SessionPrincipal } from '../principal.ts';
import { lookUpWorkspace } from '../tenancy.ts';
import { audit, change, look } from '../transaction.ts';
import { findActing } from './acting.ts';
import { ApproveDevice, DenyDevice, FindDeviceCode, type DeviceCodeView } from './schemas.ts';
import { shownUserCode, typedUserCode } from './user-code.ts';

/** Throws `not_found` for a code that is unknown, over or decided, and `too_many_sign_ins` for guesses. */
export async function findDeviceCode(context: ControlContext, input: unknown): Promise<z.infer<typeof DeviceCodeView>> {
  const person = requirePerson(context);
  const { user_code: typed } = parseInput(FindDeviceCode, input);
  const code = await findPending(context, person, typed);
  return {
    object: 'device-code',
    user_code: shownUserCode(code.userCode),
    surface: code.surface,
    user_agent: code.userAgent,
    client_ip: code.address,
    is_other_address: code.address !== (context.request?.address ?? ''),
    created_at: toIso(code.createdAt),
    expires_at: toIso(code.expiresAt),
  };
}

/** The client that polls gets its tokens with the next poll. */
export async function approveDevice(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const person = requirePerson(context);
  const { user_code: typed, workspace_id: ref } = parseInput(ApproveDevice, input);
  const code = await findPending(context, person, typed);
  const { organisationId, userId } = person;
  const workspaceId = await look(context, async (tx) => {
    const wanted = ref ?? person.workspace?.id ?? null;
    const found = await lookUpWorkspace(tx, wanted);
    const acting = found === null ? null : await findActing(tx, { userId, workspaceId: found.id });
    if (acting === null) throw unknownReference('workspace_id', `you belong to no workspace "${wanted ?? ''}"`);
    return acting.workspace.id;
  });
  await decide(context, { ...code, status: 'approved', organisationId, userId, workspaceId });
  return {};
}

export async function denyDevice(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const person = requirePerson(context);
  const { user_code: typed } = parseInput(DenyDevice, input);
  const code = await findPending(context, person, typed);
  const { organisationId, userId } = person;
  await decide(context, { ...code, status: 'denied', organisationId, userId });
  return {};
}

/** Guesses are counted for the person and for the address: 20^8 codes are too many to find one by trying. */
async function findPending(context: ControlContext, person: SessionPrincipal, typed: string): Promise<DeviceCode> {
  const account = `device-code ${person.userId}`;
  const succeed = await context.signInLimits.begin({ address: context.request?.address ?? '', account });
  const code = await context.records.system(({ signIn }) => signIn.deviceCodes.findByUserCode(typedUserCode(typed)));
  if (code === null || code.status !== 'pending' || code.expiresAt <= context.clock.now()) throw codeGone();
  await succeed();
  return code;
}

async function decide(context: ControlContext, code: DeviceCode): Promise<void> {
  if (!(await context.records.system(({ signIn }) => signIn.deviceCodes.decide(code)))) throw codeGone();
  const { workspaceId, status, surface, userAgent, address } = code;
  await change(context, (tx) =>
    audit(context, tx, {
      action: status === 'approved' ? 'device.approve' : 'device.deny',
      subject: { id: shownUserCode(code.userCode), organisationId: tx.organisationId, workspaceId },
      after: { surface, user_agent: userAgent, client_ip: address },
    }),
  );
}

function codeGone(): GatewayError {
  return new GatewayError('not_found', 'This code is not, or no longer, waiting for anybody.', {
    hint: 'Codes work once and for ten minutes. Compare it with the one on your screen, or type /login again.',
  });
}
