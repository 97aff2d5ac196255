/** Runs one guardrail on texts that are sent along: to try it, or for a program that has no request to guard. */
import type { z } from 'zod';
import type { RequestFacts } from '../../guardrails/check.ts';
import { compileGuardrail } from '../../guardrails/definition.ts';
import { Placeholders } from '../../guardrails/placeholders.ts';
import { CHECKS } from '../../guardrails/registry.gen.ts';
import { runGuardrail } from '../../guardrails/run.ts';
import { sceneOfTexts, TextsAlone } from '../../guardrails/texts-alone.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, pinnedWorkspace, type ControlContext, type GuardrailTrier } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { lookUpWorkspace, resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { openDefinition } from './definition.ts';
import { findGuardrail } from './find.ts';
import { InvokeGuardrail, type InvokedGuardrail } from './schemas.ts';

export async function invokeGuardrail(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof InvokedGuardrail>> {
  requireScope(context, 'guardrails.invoke', 'guardrails.update', 'organisation_guardrails.update');
  const wanted = parseInput(InvokeGuardrail, input);
  const { row, definition, workspaceId } = await look(context, async (tx) => {
    const found = await findGuardrail(context, tx, { guardrailId: wanted.guardrailId, action: 'read' });
    const workspace = found.workspaceId ?? (await workspaceFor(context, tx, wanted.workspace_id));
    return { row: found, definition: openDefinition(context, found), workspaceId: workspace };
  });
  const { slug: id, name, versionId } = row;
  const compiled = compileGuardrail(definition, { id, name, versionId, checks: CHECKS });
  if (!compiled.ok) throw new GatewayError('guardrail_unusable', `The guardrail "${id}" cannot run.`);
  const known = {
    side: wanted.side,
    request: factsOf(wanted),
    answer: wanted.side === 'output' ? { status: 200, json: () => null } : null,
    ports: context.guardrailPorts(workspaceId === null ? null : trierIn(context, workspaceId)),
    elapsed: context.clock.elapsed,
  };
  const placeholders = new Placeholders();
  const ran = await runGuardrail(compiled.value, sceneOfTexts(new TextsAlone(wanted.texts), known, placeholders));
  const { replacements, scene } = ran;
  const { checks, feedback, ...result } = ran.result;
  return {
    ...result,
    transformed_texts: [...scene.conversation.changed({ replacements }, placeholders).all],
    checks: checks.map((check) => ({ ...check })),
    feedback: feedback === null ? null : { ...feedback },
  };
}

/** Whose models are asked; null = there is no workspace to ask them in. */
async function workspaceFor(
  context: ControlContext,
  tx: TenantRecords,
  wanted: string | null | undefined,
): Promise<WorkspaceId | null> {
  if (wanted) return (await resolveWorkspace(context, tx, wanted)).id;
  return (await lookUpWorkspace(tx, pinnedWorkspace(context)))?.id ?? null;
}

function trierIn(context: ControlContext, workspaceId: WorkspaceId): GuardrailTrier {
  const { principal } = context;
  return {
    organisationId: organisationOf(context),
    workspaceId,
    apiKeyId: principal.kind === 'api-key' ? principal.id : null,
    userId: principal.kind === 'session' ? principal.userId : null,
  };
}

function factsOf({ model, metadata }: z.output<typeof InvokeGuardrail>): RequestFacts {
  return {
    operation: 'invoke',
    provider: '',
    model: model ?? null,
    isStream: false,
    metadata,
    headers: {},
    json: () => null,
    keys: () => [],
  };
}
