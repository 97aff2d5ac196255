/** Changes an integration; credentials that are not given stay as they are. */
import type { z } from 'zod';
import type { ProviderCredentials } from '../../providers/provider.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change, look } from '../transaction.ts';
import {
  checkCredentials,
  openCredentials,
  requireProvider,
  requireSecretsForNewHosts,
  sealCredentials,
  tenantHosts,
} from './credentials.ts';
import { headersIn, unmaskHeaders } from './custom-headers.ts';
import { findIntegration } from './find.ts';
import { CUSTOM_HEADERS, type IntegrationSecrets } from '../../routing/custom-headers.ts';
import { withMapped, withoutMapped } from '../../routing/mapped-credentials.ts';
import { refuseGivenTwice, requireUse, resolveMappings, viewMappings, type Mapped } from './secret-mappings.ts';
import { toMultipliers } from './price-multipliers.ts';
import { UpdateIntegration } from './schemas.ts';
import { detailIntegration } from './view.ts';

type Wanted = z.output<typeof UpdateIntegration>;

export async function updateIntegration(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_integrations.update', 'workspace_integrations.update');
  const wanted = parseInput(UpdateIntegration, input, FOREIGN_FIELDS.integrations);
  const mapped = await mappedOf(context, wanted);
  return change(context, async (tx) => {
    const before = await findIntegration(context, tx, { ref: wanted.slug, action: 'update' });
    const after: Integration = {
      ...before,
      name: wanted.name ?? before.name,
      description: wanted.description === undefined ? before.description : wanted.description,
      sealedCredentials: mergeCredentials(context, before, { wanted, mapped }),
      secretMappings: mapped?.mappings ?? before.secretMappings,
      priceMultipliers:
        wanted.pricing_adjustments === undefined ? before.priceMultipliers : toMultipliers(wanted.pricing_adjustments),
      lastUpdatedAt: context.clock.now(),
    };
    await tx.integrations.replace(after);
    await audit(context, tx, {
      action: 'integration.update',
      subject: after,
      before: detailIntegration(context, before),
      // The views hide secrets, so a changed one would leave no trace.
      after: { ...detailIntegration(context, after), credentials_given: credentialsGiven(wanted) },
    });
    return {};
  });
}

/** null = neither the credentials nor the mappings change. Asked for before the change: a manager may take its time. */
async function mappedOf(context: ControlContext, wanted: Wanted): Promise<Mapped | null> {
  if (credentialsGiven(wanted).length === 0 && wanted.secret_mappings === undefined) return null;
  const integration = await look(context, (tx) => findIntegration(context, tx, { ref: wanted.slug, action: 'update' }));
  const provider = requireProvider(context, integration.aiProviderId);
  return resolveMappings(context, provider, wanted.secret_mappings ?? viewMappings(integration.secretMappings));
}

interface Change {
  wanted: Wanted;
  mapped: Mapped | null;
}

function mergeCredentials(context: ControlContext, integration: Integration, { wanted, mapped }: Change): string {
  if (mapped === null) return integration.sealedCredentials;
  const stored = openCredentials(context, integration);
  // What is mapped from now on takes the place of what was stored.
  const kept = withoutMapped(stored, mapped.values);
  const merged: ProviderCredentials = {
    key: wanted.key === undefined ? kept.key : wanted.key,
    configurations: { ...kept.configurations, ...unmasked(wanted.configurations, stored) },
  };
  const provider = requireProvider(context, integration.aiProviderId);
  refuseGivenTwice(merged, mapped);
  const checked = checkCredentials(context, provider, withMapped(merged, mapped.values));
  requireUse(context, mapped, { ...integration, hosts: tenantHosts(provider, checked) });
  const given = { key: wanted.key, configurations: wanted.configurations ?? {} };
  const own = withoutMapped(checked, mapped.values);
  requireSecretsForNewHosts(provider, { stored, given, merged: own });
  const { modelHeaders } = stored;
  return sealCredentials(context, integration.id, modelHeaders === undefined ? own : { ...own, modelHeaders });
}

function unmasked(given: Wanted['configurations'], stored: IntegrationSecrets): Wanted['configurations'] {
  const { name } = CUSTOM_HEADERS;
  if (given === undefined || !Object.hasOwn(given, name)) return given;
  return { ...given, [name]: unmaskHeaders(given[name], headersIn(stored), `configurations.${name}`) };
}

function credentialsGiven(wanted: Wanted): string[] {
  const names = Object.keys(wanted.configurations ?? {}).map((name) => `configurations.${name}`);
  return wanted.key === undefined ? names : ['key', ...names];
}
