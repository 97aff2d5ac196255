/**
 * Archives an integration. Refused while providers use it: they would turn into routes that answer 412, and whoever
 * deletes credentials rarely means to stop traffic. `archive_providers` says that it is meant.
 */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { archiveProvider } from '../providers/archive.ts';
import { audit, change } from '../transaction.ts';
import { findIntegration } from './find.ts';
import { DeleteIntegration } from './schemas.ts';
import { viewIntegration } from './view.ts';

export async function deleteIntegration(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_integrations.delete', 'workspace_integrations.delete');
  const wanted = parseInput(DeleteIntegration, input);
  return change(context, async (tx) => {
    const integration = await findIntegration(context, tx, { ref: wanted.slug, action: 'delete' });
    const users = await tx.providers.listByIntegration(integration.id);
    if (users.length > 0 && !wanted.archive_providers) {
      throw new GatewayError(
        'in_use',
        `Integration "${integration.slug}" is used by ${users.map((provider) => `@${provider.slug}`).join(', ')}.`,
        { hint: 'Delete these providers first, or repeat the call with ?archive_providers=true.' },
      );
    }
    if (users.length > 0) requireScope(context, 'providers.delete');
    for (const provider of users) await archiveProvider(context, tx, provider);
    await tx.integrations.replace({ ...integration, status: 'archived', lastUpdatedAt: context.clock.now() });
    await audit(context, tx, {
      action: 'integration.delete',
      subject: integration,
      before: viewIntegration(integration),
    });
    return {};
  });
}
