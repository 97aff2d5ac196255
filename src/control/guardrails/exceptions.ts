/** Marks a finding as false, so that a guardrail passes over it, and takes such a mark back. Each change is a version of the guardrail. */
import type { z } from 'zod';
import { ParameterError } from '../../guardrails/check.ts';
import { checkException, hashOfText, MAX_EXCEPTIONS, type Exception } from '../../guardrails/exceptions.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { toIso, type Nothing } from '../fields.ts';
import { newId } from '../identity.ts';
import { asList } from '../listing.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { principalName } from '../principal.ts';
import { audit, change, look } from '../transaction.ts';
import { openDefinition, sealDefinition, type SavedDefinition } from './definition.ts';
import { findGuardrail } from './find.ts';
import { CreateException, DeleteException, ListExceptions, type ExceptionList, type ExceptionView } from './schemas.ts';
import { insertVersion } from './version.ts';

export async function createException(context: ControlContext, input: unknown): Promise<z.infer<typeof ExceptionView>> {
  requireScope(context, 'guardrails.update', 'organisation_guardrails.update');
  const wanted = parseInput(CreateException, input);
  const { kind, value } = whatOf(wanted);
  return change(context, async (tx) => {
    const row = await findGuardrail(context, tx, { guardrailId: wanted.guardrailId, action: 'update' });
    const definition = openDefinition(context, row);
    const before = definition.exceptions ?? [];
    if (before.length >= MAX_EXCEPTIONS)
      throw invalid('exceptions', `a guardrail has at most ${MAX_EXCEPTIONS}: write a pattern that covers many`);
    const check = wanted.check ?? null;
    if (check !== null && !definition.checks.some(({ id }) => id === check))
      throw invalid('check', 'is none of this guardrail');
    const exception: Exception = {
      id: newId(context),
      kind,
      value,
      check,
      reason: wanted.reason ?? '',
      author: principalName(context.principal),
      created_at: toIso(context.clock.now()),
    };
    const after = await replaceExceptions(context, tx, { row, definition, exceptions: [...before, exception] });
    await audit(context, tx, { action: 'guardrail.except', subject: after, after: { ...exception } });
    return exception;
  });
}

export async function deleteException(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'guardrails.update', 'organisation_guardrails.update');
  const wanted = parseInput(DeleteException, input);
  return change(context, async (tx) => {
    const row = await findGuardrail(context, tx, { guardrailId: wanted.guardrailId, action: 'update' });
    const definition = openDefinition(context, row);
    const before = definition.exceptions ?? [];
    const gone = before.find(({ id }) => id === wanted.exceptionId);
    if (gone === undefined) throw new GatewayError('not_found', `There is no exception "${wanted.exceptionId}".`);
    const exceptions = before.filter((one) => one !== gone);
    const after = await replaceExceptions(context, tx, { row, definition, exceptions });
    await audit(context, tx, { action: 'guardrail.unexcept', subject: after, before: { ...gone } });
    return {};
  });
}

export async function listExceptions(context: ControlContext, input: unknown): Promise<z.infer<typeof ExceptionList>> {
  requireScope(context, 'guardrails.read', 'organisation_guardrails.read');
  const wanted = parseInput(ListExceptions, input);
  return look(context, async (tx) => {
    const row = await findGuardrail(context, tx, { guardrailId: wanted.guardrailId, action: 'read' });
    const rows = openDefinition(context, row).exceptions ?? [];
    return asList({ total: rows.length, rows }, (one) => one);
  });
}

/** Throws `invalid_request` unless exactly one of the three is given, and can be used. */
function whatOf({ text, hash, pattern }: z.output<typeof CreateException>): Pick<Exception, 'kind' | 'value'> {
  const given = [text, hash, pattern].filter((one) => one !== undefined);
  if (given.length !== 1) throw invalid('text', 'give exactly one of `text`, `hash` and `pattern`');
  if (text !== undefined) return { kind: 'hash', value: hashOfText(text) };
  const exception = pattern === undefined ? ({ kind: 'hash', value: hash ?? '' } as const) : null;
  const what = exception ?? ({ kind: 'pattern', value: pattern ?? '' } as const);
  try {
    checkException(what);
    return what;
  } catch (error) {
    if (error instanceof ParameterError) throw invalid(what.kind, error.message);
    throw error;
  }
}

interface Replaced {
  row: GuardrailRow;
  definition: SavedDefinition;
  exceptions: Exception[];
}

async function replaceExceptions(
  context: ControlContext,
  tx: TenantRecords,
  { row, definition, exceptions }: Replaced,
): Promise<GuardrailRow> {
  const after: GuardrailRow = {
    ...row,
    sealedDefinition: sealDefinition(context, row.id, { ...definition, exceptions }),
    versionId: newId(context),
    updatedBy: principalName(context.principal),
    lastUpdatedAt: context.clock.now(),
  };
  await tx.guardrails.replace(after);
  await insertVersion(tx, after);
  return after;
}
