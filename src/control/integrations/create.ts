/** Stores credentials for one AI service, and makes the provider through which a workspace uses them. */
import type { z } from 'zod';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import { FULL_OFFER } from '../../storage/ports/records/model-provisioning.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { organisationOf, pinnedWorkspace } from '../context.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { newId, newSlug } from '../identity.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { insertProvider } from '../providers/insert.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { audit, change } from '../transaction.ts';
import type { Provider } from '../../providers/provider.ts';
import { checkCredentials, requireProvider, sealCredentials, tenantHosts } from './credentials.ts';
import { withMapped, withoutMapped } from '../../routing/mapped-credentials.ts';
import { refuseGivenTwice, requireUse, resolveMappings, type Mapped } from './secret-mappings.ts';
import { requireIntegrationScope } from './find.ts';
import { toMultipliers } from './price-multipliers.ts';
import type { CreatedIntegration } from './schemas.ts';
import { CreateIntegration } from './schemas.ts';
import { detailIntegration } from './view.ts';

type Wanted = z.output<typeof CreateIntegration>;

/**
 * With `workspace_id`, or by a workspace's own key, the integration belongs to that workspace; else to the
 * organisation, and its default provider to the default workspace.
 */
export async function createIntegration(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof CreatedIntegration>> {
  requireScope(context, 'organisation_integrations.create', 'workspace_integrations.create');
  const wanted = parseInput(CreateIntegration, input, FOREIGN_FIELDS.integrations);
  const provider = requireProvider(context, wanted.ai_provider_id);
  const mapped = await resolveMappings(context, provider, wanted.secret_mappings);
  return change(context, async (tx) => {
    const workspace = await resolveWorkspace(context, tx, wanted.workspace_id);
    const integration = await build(context, tx, { wanted, workspace, provider, mapped });
    requireIntegrationScope(context, integration, 'create');
    await tx.integrations.insert(integration);
    await audit(context, tx, {
      action: 'integration.create',
      subject: integration,
      after: detailIntegration(context, integration),
    });
    if (wanted.create_default_provider) {
      const slug = wanted.default_provider_slug ?? integration.slug;
      await insertProvider(context, tx, { workspace, integration, slug, name: wanted.name });
    }
    return { id: integration.id, slug: integration.slug };
  });
}

interface Parts {
  wanted: Wanted;
  workspace: Workspace;
  provider: Provider;
  mapped: Mapped;
}

async function build(
  context: ControlContext,
  tx: TenantRecords,
  { wanted, workspace, provider, mapped }: Parts,
): Promise<Integration> {
  const organisationId = organisationOf(context);
  const slug = wanted.slug ?? newSlug(context, wanted.name);
  if (await tx.integrations.findBySlug(slug)) {
    throw new GatewayError('already_exists', `There is already an integration "${slug}".`);
  }
  const given = { key: wanted.key ?? null, configurations: wanted.configurations };
  refuseGivenTwice(given, mapped);
  const credentials = checkCredentials(context, provider, withMapped(given, mapped.values));
  const workspaceId = wanted.workspace_id || pinnedWorkspace(context) ? workspace.id : null;
  requireUse(context, mapped, { workspaceId, hosts: tenantHosts(provider, credentials) });
  const id = newId(context);
  const now = context.clock.now();
  return {
    id,
    slug,
    organisationId,
    workspaceId,
    name: wanted.name,
    description: wanted.description ?? null,
    aiProviderId: provider.id,
    sealedCredentials: sealCredentials(context, id, withoutMapped(credentials, mapped.values)),
    secretMappings: mapped.mappings,
    ...FULL_OFFER,
    priceMultipliers: toMultipliers(wanted.pricing_adjustments ?? null),
    status: 'active',
    createdAt: now,
    lastUpdatedAt: now,
  };
}
