/** Which models of an integration may be called, and at which prices. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { findIntegration } from '../integrations/find.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import type { IntegrationModels } from './schemas.ts';
import { ListIntegrationModels } from './schemas.ts';
import { viewModels } from './view.ts';

export async function listIntegrationModels(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof IntegrationModels>> {
  requireScope(context, 'organisation_integrations.read', 'workspace_integrations.read');
  const { slug } = parseInput(ListIntegrationModels, input);
  return look(context, async (tx) =>
    viewModels(context, await findIntegration(context, tx, { ref: slug, action: 'read' })),
  );
}
