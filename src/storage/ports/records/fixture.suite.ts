/** Rows with which the suites of every noun begin: an organisation with two workspaces, and a rival with one. */
import type { KeyHash, OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { ApiKeyRecord } from './api-keys.ts';
import type { ConfigRecord } from './configs.ts';
import type { GuardrailRow } from './guardrails.ts';
import type { Integration } from './integrations.ts';
import type { ModelEntry } from './model-provisioning.ts';
import type { ProviderRecord } from './providers.ts';
import type { Records, TenantRecords } from './records.ts';
import type { Workspace } from './workspaces.ts';

export const acme = 'org_acme' as OrganisationId;
export const rival = 'org_rival' as OrganisationId;
export const team = 'ws_team' as WorkspaceId;
export const research = 'ws_research' as WorkspaceId;
export const rivals = 'ws_rivals' as WorkspaceId;
export const everything = { currentPage: 0, pageSize: 100 };

const fresh = { status: 'active', createdAt: 1_000, lastUpdatedAt: 1_000 } as const;

export const workspace: Workspace = {
  id: team,
  organisationId: acme,
  slug: 'ws-team',
  name: 'Team',
  description: null,
  isDefault: true,
  defaults: { metadata: { cost_center: '7' } },
  ...fresh,
};

const entry: ModelEntry = {
  slug: 'claude-sonnet-5',
  enabled: true,
  isCustom: false,
  isFinetune: false,
  baseModelSlug: null,
  customHost: null,
  price: { input_tokens: 1_000_000 },
};

export const integration: Integration = {
  id: 'int_1',
  slug: 'vertex-prod',
  organisationId: acme,
  workspaceId: null,
  name: 'Vertex, production',
  description: null,
  aiProviderId: 'vertex-ai',
  sealedCredentials: 'v1.sealed',
  secretMappings: [],
  models: { allowAll: false, entries: [entry] },
  access: { everyWorkspace: false, workspaces: { [team]: true } },
  priceMultipliers: { default: 1.2, additional_units: { web_search: 0 } },
  ...fresh,
};

export const provider: ProviderRecord = {
  id: 'pro_1',
  slug: 'vertex',
  organisationId: acme,
  workspaceId: team,
  integrationId: 'int_1',
  name: 'Vertex',
  note: null,
  expiresAt: null,
  ...fresh,
};

export const config: ConfigRecord = {
  id: 'cfg_1',
  slug: 'pc-main-1a2b',
  organisationId: acme,
  workspaceId: team,
  name: 'Main',
  isDefault: true,
  ownerId: 'key_admin',
  updatedBy: 'key_admin',
  versionId: 'cfv_1',
  config: { provider: '@vertex', override_params: { max_tokens: 10, snake_Case: ['kept', null] } },
  ...fresh,
};

export const guardrail: GuardrailRow = {
  id: 'gr_1',
  slug: 'pg-secrets-1a2b',
  organisationId: acme,
  workspaceId: team,
  name: 'Secrets',
  ownerId: 'key_admin',
  updatedBy: 'key_admin',
  versionId: 'grv_1',
  sealedDefinition: 'v1.sealed',
  defaultSides: ['input'],
  excludedWorkspaces: [],
  ...fresh,
};

export const apiKey: ApiKeyRecord = {
  id: 'key_1',
  organisationId: acme,
  workspaceId: team,
  type: 'workspace-user',
  userId: 'ada',
  name: "Ada's key",
  description: null,
  hash: 'aa11' as KeyHash,
  masked: 'tg-ab…wxyz',
  scopes: ['completions.write', 'logs.view'],
  defaults: { metadata: { team: 'core' }, configId: 'pc-main-1a2b', allowConfigOverride: true },
  creationMode: 'api',
  alertEmails: ['ops@acme.example'],
  rotation: null,
  previous: null,
  sealedSecret: null,
  expiresAt: 5_000,
  ...fresh,
};

/** Gives empty records. */
export type OpenRecords = () => Promise<Records>;

export async function openWithTenants(open: OpenRecords): Promise<Records> {
  const records = await open();
  await records.system(async (system) => {
    for (const [id, name] of [
      [acme, 'Acme'],
      [rival, 'Rival'],
    ] as const) {
      await system.organisations.insert({ id, name, createdAt: 1 });
    }
    await system.of(acme).workspaces.insert(workspace);
    const second = { id: research, slug: 'ws-research', name: 'Research', isDefault: false };
    await system.of(acme).workspaces.insert({ ...workspace, ...second });
    await system.of(rival).workspaces.insert({ ...workspace, id: rivals, organisationId: rival });
  });
  return records;
}

export async function insertAll(records: Records): Promise<void> {
  await records.within(acme, async (tx) => {
    await tx.integrations.insert(integration);
    await tx.providers.insert(provider);
    await tx.configs.insert(config);
    await tx.guardrails.insert(guardrail);
    await tx.apiKeys.insert(apiKey);
  });
}

/** In one transaction of Acme's. */
export const asAcme = <Result>(records: Records, work: (tx: TenantRecords) => Promise<Result>): Promise<Result> =>
  records.within(acme, work);
