/** The checks that a guardrail may have, with the schemas of their parameters. */
import { z } from 'zod';
import { Shared } from '../../guardrails/definition.ts';
import { CHECKS } from '../../guardrails/registry.gen.ts';
import type { ControlContext } from '../context.ts';
import { asList } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { ListChecks, type CheckList } from './schemas.ts';

export async function listChecks(context: ControlContext, input: unknown): Promise<z.infer<typeof CheckList>> {
  requireScope(context, 'guardrails.list', 'organisation_guardrails.list');
  parseInput(ListChecks, input);
  const rows = [...new Set(CHECKS.values())].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return asList({ total: rows.length, rows }, ({ id, name, summary, sides, parameters, secrets }) => ({
    id,
    name,
    summary,
    sides,
    secrets,
    parameters: z.toJSONSchema(z.object({ ...Shared.shape, ...parameters.shape }), { io: 'input' }),
  }));
}
