/** The policy packs, each as the body that saves it. */
import type { z } from 'zod';
import { POLICY_PACKS } from '../../guardrails/packs.data.ts';
import type { ControlContext } from '../context.ts';
import { asList } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { ListPacks, type PackList } from './schemas.ts';

export async function listPacks(context: ControlContext, input: unknown): Promise<z.infer<typeof PackList>> {
  requireScope(context, 'guardrails.list', 'organisation_guardrails.list');
  parseInput(ListPacks, input);
  return asList(
    { total: POLICY_PACKS.length, rows: [...POLICY_PACKS] },
    ({ id, name, about, source, checks, actions, default_sides: sides }) => ({
      id,
      name,
      about,
      source,
      guardrail: {
        name,
        checks: checks.map((check) => ({ ...check })),
        actions: { ...actions },
        default_sides: [...sides],
      },
    }),
  );
}
