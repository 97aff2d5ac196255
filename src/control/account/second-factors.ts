/** One's own second factors: set up, listed and taken away, each with the password, so that a found session changes nothing. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { SecondFactor } from '../../storage/ports/records/second-factors.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { toIso, toIsoOrNull, type Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { beginEnrolment, enrol, keepFactor, newRecoveryCodes } from '../sign-in/second-factor.ts';
import { askForNewKey, readNewKey, takeChallenge } from '../sign-in/security-key.ts';
import { audit, change, look } from '../transaction.ts';
import { findUser } from '../users/find.ts';
import { requireOwnPassword, requirePerson } from './own.ts';
import * as shape from './schemas.ts';

/** More apps and keys than anybody has. */
const MAX_FACTORS = 10;

export async function listSecondFactors(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.SecondFactorList>> {
  const { userId } = requirePerson(context);
  parseInput(shape.ListSecondFactors, input);
  return look(context, async (tx) => {
    const factors = await tx.secondFactors.listByUser(userId);
    return {
      object: 'list',
      total: factors.length,
      data: factors.map(view),
      recovery_codes_left: await tx.secondFactors.countRecoveryCodes(userId),
      required: (await tx.identitySettings.read()).requiresSecondFactor,
    };
  });
}

export async function beginSecondFactor(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.BegunSecondFactor>> {
  const { userId } = requirePerson(context);
  parseInput(shape.BeginSecondFactor, input);
  return beginEnrolment(context, await look(context, (tx) => findUser(tx, userId)));
}

/** Other sessions of the person end: whoever had the password alone may be in one. */
export async function addSecondFactor(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.AddedSecondFactor>> {
  const { userId, sessionId } = requirePerson(context);
  const { current_password: password, ...given } = parseInput(shape.AddSecondFactor, input);
  const user = await requireOwnPassword(context, password);
  return change(context, async (tx) => {
    await requireRoom(tx, userId);
    const { factor, recoveryCodes } = await enrol(context, tx, { userId, given });
    await finishAdding(context, tx, { user, sessionId, factor });
    return { ...view(factor), recovery_codes: recoveryCodes };
  });
}

export async function beginSecurityKey(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.BegunSecurityKey>> {
  const { userId } = requirePerson(context);
  parseInput(shape.BeginSecurityKey, input);
  const { user, factors, settings } = await look(context, async (tx) => ({
    user: await findUser(tx, userId),
    factors: await tx.secondFactors.listByUser(userId),
    settings: await tx.identitySettings.read(),
  }));
  return askForNewKey(context, { user, factors, verifiesPerson: settings.requiresUserVerification });
}

/** Other sessions of the person end, as with an app. Throws `second_factor_failed`. */
export async function addSecurityKey(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.AddedSecondFactor>> {
  const { userId, sessionId } = requirePerson(context);
  const { current_password: password, challenge, ...given } = parseInput(shape.AddSecurityKey, input);
  const user = await requireOwnPassword(context, password);
  const { requiresUserVerification: verifiesPerson } = await look(context, (tx) => tx.identitySettings.read());
  const expectedChallenge = await takeChallenge(context, { userId, to: 'enrol' }, challenge);
  const factor = await readNewKey(context, user, { ...given, expectedChallenge, verifiesPerson });
  return change(context, async (tx) => {
    await requireRoom(tx, userId);
    const recoveryCodes = await keepFactor(context, tx, factor);
    await finishAdding(context, tx, { user, sessionId, factor });
    return { ...view(factor), recovery_codes: recoveryCodes };
  });
}

async function requireRoom(tx: TenantRecords, userId: string): Promise<void> {
  if ((await tx.secondFactors.listByUser(userId)).length < MAX_FACTORS) return;
  throw new GatewayError('invalid_request', `An account has at most ${MAX_FACTORS} second factors.`);
}

async function finishAdding(
  context: ControlContext,
  tx: TenantRecords,
  { user, sessionId, factor }: { user: User; sessionId: string; factor: SecondFactor },
): Promise<void> {
  await tx.sessions.removeByUser(user.id, sessionId);
  await audit(context, tx, {
    action: 'user.add-second-factor',
    subject: { ...user, workspaceId: null },
    after: { kind: factor.kind, name: factor.name },
  });
}

/** Throws `not_found`, also for somebody else's, and `invalid_request` for the last one where the organisation wants one. */
export async function removeSecondFactor(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const { userId } = requirePerson(context);
  const { id, current_password: password } = parseInput(shape.RemoveSecondFactor, input);
  const user = await requireOwnPassword(context, password);
  return change(context, async (tx) => {
    const factors = await tx.secondFactors.listByUser(userId);
    const factor = factors.find((one) => one.id === id);
    if (factor === undefined) throw new GatewayError('not_found', `There is no second factor "${id}".`);
    const isLast = factors.length === 1;
    if (isLast && (await tx.identitySettings.read()).requiresSecondFactor) {
      throw new GatewayError('invalid_request', 'Your organisation wants a second factor: add another one first.');
    }
    await (isLast ? tx.secondFactors.removeAll(userId) : tx.secondFactors.remove(id));
    await audit(context, tx, {
      action: 'user.remove-second-factor',
      subject: { ...user, workspaceId: null },
      before: { kind: factor.kind, name: factor.name },
    });
    return {};
  });
}

export async function makeRecoveryCodes(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof shape.RecoveryCodesView>> {
  const { userId } = requirePerson(context);
  const { current_password: password } = parseInput(shape.NewRecoveryCodes, input);
  const user = await requireOwnPassword(context, password);
  return change(context, async (tx) => {
    if ((await tx.secondFactors.listByUser(userId)).length === 0) {
      throw new GatewayError('invalid_request', 'Recovery codes stand in for a second factor, and there is none yet.');
    }
    const codes = await newRecoveryCodes(context, tx, userId);
    await audit(context, tx, { action: 'user.new-recovery-codes', subject: { ...user, workspaceId: null } });
    return { recovery_codes: codes };
  });
}

const view = ({ id, kind, name, createdAt, lastUsedAt }: SecondFactor) => ({
  object: 'second-factor' as const,
  id,
  kind,
  name,
  created_at: toIso(createdAt),
  last_used_at: toIsoOrNull(lastUsedAt),
});
