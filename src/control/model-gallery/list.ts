/** The gallery: every model that the workspace can call, and on request those that it could, with all that is known of it. */
import type { z } from 'zod';
import { describeKnown, knownModels, knownModelSlices, type KnownModel } from '../../catalog/known-models.ts';
import { modelIdentity } from '../../catalog/models.ts';
import { inSlices } from '../../kernel/slices.ts';
import type { Provider } from '../../providers/provider.ts';
import { compileModelRules, type ModelRules } from '../../routing/model-rules.ts';
import { isShared } from '../../storage/ports/records/model-provisioning.ts';
import type { ProviderRecord } from '../../storage/ports/records/providers.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { ListModelGallery, type ModelGallery } from './schemas.ts';
import { searchModels } from './search.ts';
import { viewModel, viewOffer } from './view.ts';

/** More than any workspace has. */
const MAX_PROVIDERS = 1000;

export async function listModelGallery(context: ControlContext, input: unknown): Promise<z.infer<typeof ModelGallery>> {
  requireScope(context, 'models.list', 'providers.list');
  const wanted = parseInput(ListModelGallery, input);
  const connected = await look(context, async (tx) => {
    const workspace = await resolveWorkspace(context, tx, wanted.workspace_id);
    return connectedProviders(context, tx, workspace.id);
  });
  const services = [...context.providers.values()].filter(
    ({ id }) => wanted.connected === 'false' || connected.some(({ serviceId }) => serviceId === id),
  );
  const all: ReturnType<typeof modelsOf> = [];
  for (const service of services) {
    await inSlices(knownModelSlices(service.platform), context.nextTurn);
    const own = connected.filter(({ serviceId }) => serviceId === service.id);
    all.push(...modelsOf(service, own));
  }
  const fitting = all.filter(
    ({ service, kind, offers }) =>
      (wanted.service === undefined || service === wanted.service) &&
      (wanted.kind === undefined || kind === wanted.kind) &&
      (wanted.provider === undefined || offers.some(({ provider }) => provider === wanted.provider?.replace(/^@/, ''))),
  );
  const found = wanted.search ? searchModels(fitting, wanted.search) : fitting;
  const start = wanted.current_page * wanted.page_size;
  return { object: 'list', total: found.length, data: found.slice(start, start + wanted.page_size) };
}

interface ConnectedProvider {
  record: ProviderRecord;
  serviceId: string;
  rules: ModelRules;
}

/** Those that a request can name now. */
async function connectedProviders(
  { clock }: ControlContext,
  tx: TenantRecords,
  workspaceId: WorkspaceId,
): Promise<ConnectedProvider[]> {
  const { rows } = await tx.providers.list(workspaceId, { currentPage: 0, pageSize: MAX_PROVIDERS });
  const usable = rows.filter(
    ({ status, expiresAt }) => status === 'active' && (expiresAt === null || expiresAt > clock.now()),
  );
  const found: ConnectedProvider[] = [];
  for (const record of usable) {
    const integration = await tx.integrations.findById(record.integrationId);
    if (integration === null || !isShared(integration.access, workspaceId)) continue;
    found.push({ record, serviceId: integration.aiProviderId, rules: compileModelRules(integration) });
  }
  return found;
}

function modelsOf(service: Provider, connected: readonly ConnectedProvider[]) {
  const known = knownModels(service.platform);
  const identities = new Set(known.map(({ id }) => modelIdentity(id)));
  const others = new Set(
    connected.flatMap(({ rules }) => rules.named).filter((slug) => !identities.has(modelIdentity(slug))),
  );
  const added = [...others].map((slug) => describeKnown(service.platform, slug));
  return [...known, ...added].map((model) => ({
    ...viewModel(service, model),
    offers: connected
      .filter(({ rules }) => offersIt(rules, model, identities))
      .map((one) => offerOf(service, one, model)),
  }));
}

/** A model that the catalog does not know is offered where an integration names it, not wherever all are allowed. */
function offersIt(rules: ModelRules, { id }: KnownModel, catalog: ReadonlySet<string>): boolean {
  const identity = modelIdentity(id);
  return catalog.has(identity) || rules.named.some((slug) => modelIdentity(slug) === identity);
}

function offerOf({ platform }: Provider, { record, rules }: ConnectedProvider, { id }: KnownModel) {
  const { slug, name } = record;
  return viewOffer({ platform, id, slug, name, isEnabled: rules.allows(id), own: rules.priceOf(id) });
}
