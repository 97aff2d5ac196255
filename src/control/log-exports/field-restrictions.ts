/** Which members of a line the organisation lets nobody export. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { EXPORTED_FIELDS, type FieldRestrictions, ListFieldRestrictions } from './schemas.ts';

/** The same for every workspace: the organisation decides (`export_settings` of its settings). */
export async function listFieldRestrictions(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof FieldRestrictions>> {
  requireScope(context, 'logs.export');
  const { workspace_id: workspace } = parseInput(ListFieldRestrictions, input);
  return look(context, async (tx) => {
    if (workspace) await resolveWorkspace(context, tx, workspace);
    const { deniedExportFields } = await tx.settings.read();
    return {
      object: 'field-restrictions',
      deniedFields: EXPORTED_FIELDS.filter((field) => deniedExportFields.includes(field)),
      allowed_fields: EXPORTED_FIELDS.filter((field) => !deniedExportFields.includes(field)),
    };
  });
}
