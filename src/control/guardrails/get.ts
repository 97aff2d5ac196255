/** One guardrail, with its checks and actions. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { openDefinition } from './definition.ts';
import { findGuardrail } from './find.ts';
import { GetGuardrail, type GuardrailDetail } from './schemas.ts';
import { detailGuardrail } from './view.ts';

export async function getGuardrail(context: ControlContext, input: unknown): Promise<z.infer<typeof GuardrailDetail>> {
  requireScope(context, 'guardrails.read', 'organisation_guardrails.read');
  const wanted = parseInput(GetGuardrail, input);
  return look(context, async (tx) => {
    const row = await findGuardrail(context, tx, { guardrailId: wanted.guardrailId, action: 'read' });
    return detailGuardrail(row, openDefinition(context, row));
  });
}
