/** Every version of a guardrail, newest first. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { asList } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { openVersion } from './definition.ts';
import { findGuardrail } from './find.ts';
import { ListGuardrailVersions, type GuardrailVersionList } from './schemas.ts';
import { detailGuardrail } from './view.ts';

export async function listGuardrailVersions(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof GuardrailVersionList>> {
  requireScope(context, 'guardrails.read', 'organisation_guardrails.read');
  const wanted = parseInput(ListGuardrailVersions, input);
  return look(context, async (tx) => {
    const row = await findGuardrail(context, tx, { guardrailId: wanted.guardrailId, action: 'read' });
    const rows = await tx.guardrails.listVersions(row.id);
    return asList({ total: rows.length, rows }, (version) => ({
      ...detailGuardrail(row, openVersion(context, version)),
      version_id: version.id,
      updated_by: version.createdBy,
      last_updated_at: toIso(version.createdAt),
    }));
  });
}
