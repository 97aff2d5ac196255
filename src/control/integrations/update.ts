/** Changes an integration; credentials that are not given stay as they are. */
import type { z } from 'zod';
import type { ProviderCredentials } from '../../providers/provider.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import {
  checkCredentials,
  openCredentials,
  requireProvider,
  requireSecretsForNewHosts,
  sealCredentials,
} from './credentials.ts';
import { findIntegration } from './find.ts';
import { toMultipliers } from './price-multipliers.ts';
import { UpdateIntegration } from './schemas.ts';
import { detailIntegration } from './view.ts';

type Wanted = z.output<typeof UpdateIntegration>;

export async function updateIntegration(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_integrations.update', 'workspace_integrations.update');
  const wanted = parseInput(UpdateIntegration, input, FOREIGN_FIELDS.integrations);
  return change(context, async (tx) => {
    const before = await findIntegration(context, tx, { ref: wanted.slug, action: 'update' });
    const after: Integration = {
      ...before,
      name: wanted.name ?? before.name,
      description: wanted.description === undefined ? before.description : wanted.description,
      sealedCredentials: mergeCredentials(context, before, wanted),
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

function mergeCredentials(context: ControlContext, integration: Integration, wanted: Wanted): string {
  if (credentialsGiven(wanted).length === 0) return integration.sealedCredentials;
  const stored = openCredentials(context, integration);
  const merged: ProviderCredentials = {
    key: wanted.key === undefined ? stored.key : wanted.key,
    configurations: { ...stored.configurations, ...wanted.configurations },
  };
  const provider = requireProvider(context, integration.aiProviderId);
  const checked = checkCredentials(context, provider, merged);
  const given = { key: wanted.key, configurations: wanted.configurations ?? {} };
  requireSecretsForNewHosts(provider, { stored, given, merged: checked });
  return sealCredentials(context, integration.id, checked);
}

function credentialsGiven(wanted: Wanted): string[] {
  const names = Object.keys(wanted.configurations ?? {}).map((name) => `configurations.${name}`);
  return wanted.key === undefined ? names : ['key', ...names];
}
