/** Allows, refuses, adds and prices models of an integration. */
import type { z } from 'zod';
import { modelIdentity } from '../../catalog/models.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { ModelEntry } from '../../storage/ports/records/model-provisioning.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { findIntegration } from '../integrations/find.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { modelHeaders, type HeadersOf } from './model-headers.ts';
import { toStoredPrice } from './prices.ts';
import { UpdateIntegrationModels } from './schemas.ts';
import { viewOwnModels } from './view.ts';

type Wanted = z.output<typeof UpdateIntegrationModels>['models'][number];

export async function updateIntegrationModels(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_integrations.update', 'workspace_integrations.update');
  const wanted = parseInput(UpdateIntegrationModels, input);
  const toEntries = (headersOf: HeadersOf) =>
    wanted.models.map((model, index) => toEntry(context, model, { at: `models[${index}]`, headersOf }));
  requireDistinct(wanted.models);
  return change(context, async (tx) => {
    const before = await findIntegration(context, tx, { ref: wanted.slug, action: 'update' });
    const headers = modelHeaders(context, before);
    const given = toEntries(headers.read);
    const entries = new Map(before.models.entries.map((entry) => [modelIdentity(entry.slug), entry]));
    for (const entry of given) entries.set(modelIdentity(entry.slug), entry);
    const after: Integration = {
      ...before,
      sealedCredentials: headers.sealed(given),
      models: { allowAll: wanted.allow_all_models ?? before.models.allowAll, entries: [...entries.values()] },
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

interface Place {
  /** As `models[0]`. */
  at: string;
  headersOf: HeadersOf;
}

function toEntry(context: ControlContext, model: Wanted, { at, headersOf }: Place): ModelEntry {
  const names = Object.keys(headersOf(model, at));
  return {
    ...(names.length === 0 ? {} : { headerNames: names }),
    slug: model.slug,
    enabled: model.enabled,
    isCustom: model.is_custom ?? false,
    isFinetune: model.is_finetune ?? false,
    baseModelSlug: model.base_model_slug ?? null,
    customHost: checkedHost(context, model.configurations?.custom_host ?? null, `${at}.configurations.custom_host`),
    price: toStoredPrice(model.pricing_config),
  };
}

/** The stored credential goes there, and nobody here has shown that they know it: only a host that the operator trusts. */
function checkedHost(context: ControlContext, host: string | null, at: string): string | null {
  if (host === null || host === '') return null;
  const reason = context.checkUrl(host);
  if (reason !== null) throw invalid(at, `the URL ${host} is not allowed: ${reason}`);
  if (context.isTrustedHost(host)) return host;
  throw invalid(at, 'a stored credential goes to no other host than its own, unless TRUSTED_CUSTOM_HOSTS names it');
}

/** Two spellings of one model would be two rules for it. */
function requireDistinct(entries: readonly Pick<ModelEntry, 'slug'>[]): void {
  const seen = new Map<string, string>();
  for (const [index, { slug }] of entries.entries()) {
    const twin = seen.get(modelIdentity(slug));
    if (twin !== undefined) throw invalid(`models[${index}].slug`, `"${slug}" is the same model as "${twin}"`);
    seen.set(modelIdentity(slug), slug);
  }
}
