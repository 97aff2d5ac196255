/** Calls a provider once, to see whether it works: the exact error and its fix, where it does not. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { openCredentials, requireProvider } from '../integrations/credentials.ts';
import { unknownReference, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findProvider } from './find.ts';
import { TestProvider, type TestedProvider } from './schemas.ts';
import { viewTest } from './test-view.ts';

/** It may cost a few tokens: to read a provider is not enough. */
export async function testSavedProvider(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof TestedProvider>> {
  requireScope(context, 'providers.update');
  const { model, ...wanted } = parseInput(TestProvider, input);
  const asked = await look(context, async (tx) => {
    const found = await findProvider(context, tx, wanted);
    const integration = await tx.integrations.findById(found.integrationId);
    if (!integration) throw unknownReference('slug', `the integration of "${found.slug}" is gone`);
    return {
      provider: requireProvider(context, integration.aiProviderId),
      credentials: openCredentials(context, integration),
      workspaceId: found.workspaceId,
    };
  });
  return viewTest(await context.testProvider({ ...asked, model: model ?? null }));
}
