/** One integration, with what may be shown of its credentials. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findIntegration } from './find.ts';
import type { IntegrationDetail } from './schemas.ts';
import { GetIntegration } from './schemas.ts';
import { detailIntegration } from './view.ts';

export async function getIntegration(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof IntegrationDetail>> {
  requireScope(context, 'organisation_integrations.read', 'workspace_integrations.read');
  const { slug } = parseInput(GetIntegration, input);
  return look(context, async (tx) =>
    detailIntegration(context, await findIntegration(context, tx, { ref: slug, action: 'read' })),
  );
}
