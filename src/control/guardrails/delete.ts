/** Archives a guardrail. */
import type { z } from 'zod';
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { everyRow } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { namesGuardrail } from '../../routing/guardrail-refs.ts';
import { findGuardrail } from './find.ts';
import { DeleteGuardrail } from './schemas.ts';
import { viewGuardrail } from './view.ts';

export async function deleteGuardrail(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'guardrails.delete', 'organisation_guardrails.delete');
  const wanted = parseInput(DeleteGuardrail, input);
  return change(context, async (tx) => {
    const row = await findGuardrail(context, tx, { guardrailId: wanted.guardrailId, action: 'delete' });
    await refuseNamed(tx, row);
    await refuseUsed(tx, row);
    await tx.guardrails.replace({ ...row, status: 'archived', lastUpdatedAt: context.clock.now() });
    await audit(context, tx, { action: 'guardrail.delete', subject: row, before: viewGuardrail(row) });
    return {};
  });
}

/** A config that names what is gone would refuse every request. Throws `in_use`. */
async function refuseNamed(tx: TenantRecords, { id, slug, workspaceId }: GuardrailRow): Promise<void> {
  const found = [...(await tx.configs.listWithText(slug)), ...(await tx.configs.listWithText(id))];
  const users = found.filter(
    (config) =>
      (workspaceId === null || config.workspaceId === workspaceId) &&
      namesGuardrail(config.config, new Set([id, slug])),
  );
  if (users.length === 0) return;
  const names = [...new Set(users.map((config) => `"${config.slug}"`))];
  throw new GatewayError('in_use', `The guardrail "${slug}" is named by ${inWords(names)}.`, {
    hint: 'Take it out there first.',
  });
}

function inWords(names: readonly string[]): string {
  const [first = ''] = names;
  if (names.length === 1) return `the config ${first}`;
  const shown = names.slice(0, 5).join(', ');
  return `the configs ${shown}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
}

/** A workspace that names what is gone would refuse every request. Throws `in_use`. */
async function refuseUsed(tx: TenantRecords, { id, slug }: GuardrailRow): Promise<void> {
  const user = (await everyRow((page) => tx.workspaces.list({}, page))).find(({ defaults }) =>
    [...(defaults.inputGuardrails ?? []), ...(defaults.outputGuardrails ?? [])].some(
      (name) => name === id || name === slug,
    ),
  );
  if (user === undefined) return;
  throw new GatewayError('in_use', `The workspace "${user.slug}" has the guardrail "${slug}" among its defaults.`, {
    hint: 'Take it out there first.',
  });
}
