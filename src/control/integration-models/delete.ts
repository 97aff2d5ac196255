/** Takes custom models out of an integration. A model of the catalog is disabled instead. */
import type { z } from 'zod';
import { modelIdentity } from '../../catalog/models.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { findIntegration } from '../integrations/find.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { modelHeaders } from './model-headers.ts';
import { DeleteIntegrationModels } from './schemas.ts';
import { viewOwnModels } from './view.ts';

export async function deleteIntegrationModels(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_integrations.update', 'workspace_integrations.update');
  const wanted = parseInput(DeleteIntegrationModels, input);
  const slugs = wanted.slugs.split(',').map((slug) => slug.trim());
  return change(context, async (tx) => {
    const before = await findIntegration(context, tx, { ref: wanted.slug, action: 'update' });
    const { allowAll, entries } = before.models;
    const gone = new Set(slugs.map(modelIdentity));
    for (const slug of slugs) {
      const entry = entries.find((one) => modelIdentity(one.slug) === modelIdentity(slug));
      if (entry === undefined) throw new GatewayError('not_found', `The integration has no custom model "${slug}".`);
      if (!entry.isCustom) throw invalid('slugs', `"${slug}" is no custom model: disable it with PUT instead`);
    }
    const kept = entries.filter(({ slug }) => !gone.has(modelIdentity(slug)));
    const after: Integration = {
      ...before,
      sealedCredentials: modelHeaders(context, before).sealed([], gone),
      models: { allowAll, entries: kept },
      lastUpdatedAt: context.clock.now(),
    };
    await tx.integrations.replace(after);
    await audit(context, tx, {
      action: 'integration.update',
      subject: after,
      before: viewOwnModels(before),
      after: viewOwnModels(after),
    });
    return {};
  });
}
