/** Makes an integration usable in a workspace, as `@slug`. */
import type { z } from 'zod';
import { isShared } from '../../storage/ports/records/model-provisioning.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { requireSlugPower } from '../configs/host-power.ts';
import type { ControlContext } from '../context.ts';
import { toMs } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { newSlug } from '../identity.ts';
import { lookUpIntegration } from '../integrations/find.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { change } from '../transaction.ts';
import { insertProvider } from './insert.ts';
import type { ProviderName } from './schemas.ts';
import { CreateProvider } from './schemas.ts';

export async function createProvider(context: ControlContext, input: unknown): Promise<z.infer<typeof ProviderName>> {
  requireScope(context, 'providers.create');
  const wanted = parseInput(CreateProvider, input, FOREIGN_FIELDS.providers);
  return change(context, async (tx) => {
    const workspace = await resolveWorkspace(context, tx, wanted.workspace_id);
    const integration = await lookUpIntegration(context, tx, wanted.integration_id);
    // Another workspace's integration is out of reach even for an administrator: it was not shared.
    if (!integration || (integration.workspaceId !== null && integration.workspaceId !== workspace.id)) {
      throw unknownReference('integration_id', `no integration "${wanted.integration_id}" for this workspace`);
    }
    if (integration.workspaceId === null && !isShared(integration.access, workspace.id)) {
      throw new GatewayError(
        'missing_scope',
        `The integration "${integration.slug}" is not shared with this workspace.`,
        {
          hint: `An administrator shares it: PUT /v1/integrations/${integration.slug}/workspaces.`,
        },
      );
    }
    const slug = wanted.slug ?? newSlug(context, wanted.name);
    await requireSlugPower(context, tx, { workspaceId: workspace.id, slug, integration });
    const { id } = await insertProvider(context, tx, {
      workspace,
      integration,
      slug,
      name: wanted.name,
      note: wanted.note,
      expiresAt: toMs(wanted.expires_at),
      limits: wanted,
    });
    return { id, slug };
  });
}
