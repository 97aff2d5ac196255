/** Turns rows into ready structures: secrets opened, settings checked, configs parsed. Runs on every change. */
import type { Connection, Provider, ProviderCredentials } from '../../providers/provider.ts';
import type { ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import type { Configuration } from '../../storage/ports/records/configuration.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import { openSecrets } from '../../routing/seal.ts';
import type { Sealer } from '../../storage/ports/sealer.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { LimitOwnerKind, LimitsRecord } from '../../storage/ports/records/limits.ts';
import { compileLimits, NO_LIMITS, type CompiledLimits } from '../../routing/compiled-limits.ts';
import { parseConfig } from '../../routing/parse.ts';
import { compileProvider, connectAt, type CompiledProvider, type Problem } from '../../routing/compiled-provider.ts';
import type { CompiledConfig, CompiledKey, CompiledWorkspace, Snapshot } from './snapshot.ts';

export interface CompileInput {
  dump: Configuration;
  version: number;
  sealer: Sealer;
  providers: ReadonlyMap<string, Provider>;
}

/** Never throws for one bad row: the row is kept with its problem, and only requests that need it fail, saying why. */
export function compileSnapshot({ dump, version, sealer, providers }: CompileInput): Snapshot {
  const accounts = new Map<string, Account>();
  for (const integration of dump.integrations) {
    const provider = providers.get(integration.aiProviderId);
    if (provider !== undefined) accounts.set(integration.id, openAccount(integration, provider, sealer));
  }
  const limitsOf = limitsByOwner(dump.limits);
  const workspaces = new Map<WorkspaceId, CompiledWorkspace>();
  for (const workspace of dump.workspaces) {
    const own = { providers: new Map<string, CompiledProvider>(), configs: new Map<string, CompiledConfig>() };
    for (const row of dump.providers) {
      const account = accounts.get(row.integrationId);
      if (row.workspaceId === workspace.id && account !== undefined) {
        const { slug, expiresAt, integrationId: accountId } = row;
        const limits = limitsOf('provider', row.id, `@${slug}`);
        own.providers.set(slug, compileProvider({ slug, accountId, expiresAt, isStored: true, limits, ...account }));
      }
    }
    for (const row of dump.configs) {
      if (row.workspaceId !== workspace.id) continue;
      const config = compileConfig(row, sealer, providers);
      own.configs.set(row.slug, config).set(row.id, config);
    }
    const { id, organisationId, slug } = workspace;
    workspaces.set(id, { id, organisationId, slug, limits: limitsOf('workspace', id, slug), ...own });
  }
  const keys = new Map(
    dump.apiKeys.map((row) => [
      row.hash,
      compileKey(row, { workspaces, limits: limitsOf('api_key', row.id, row.name) }),
    ]),
  );
  return { version, keys, workspaces, homeOrganisationId: dump.organisations[0]?.id ?? null };
}

function limitsByOwner(all: readonly LimitsRecord[]) {
  const byOwner = new Map(all.map((limits) => [`${limits.ownerKind} ${limits.ownerId}`, limits]));
  return (kind: LimitOwnerKind, id: string, name: string): CompiledLimits => {
    const limits = byOwner.get(`${kind} ${id}`);
    return limits === undefined ? NO_LIMITS : compileLimits(limits, name);
  };
}

interface Account {
  provider: Provider;
  connect(customHost: string | null): Connection | Problem;
}

/** An integration, its secrets opened once for however many workspaces use it. */
function openAccount(integration: Integration, provider: Provider, sealer: Sealer): Account {
  const blame = ({ problem }: Problem): Problem => ({
    problem: `The integration "${integration.slug}" cannot be used: ${problem}`,
  });
  const opened = openCredentials(integration, sealer);
  const connect = (customHost: string | null): Connection | Problem => {
    const connection = 'problem' in opened ? opened : connectAt(provider, opened, customHost);
    return 'problem' in connection ? blame(connection) : connection;
  };
  const usual = connect(null);
  return { provider, connect: (customHost) => (customHost === null ? usual : connect(customHost)) };
}

function openCredentials(integration: Integration, sealer: Sealer): ProviderCredentials | Problem {
  try {
    return JSON.parse(
      sealer.open(integration.sealedCredentials, `integration:${integration.id}`),
    ) as ProviderCredentials;
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** URLs were checked when the config was saved; one that is no longer allowed is refused where it is called. */
const UNCHECKED = (): null => null;

function compileConfig(row: ConfigRecord, sealer: Sealer, providers: CompileInput['providers']): CompiledConfig {
  const { id, slug, versionId, workspaceId, config } = row;
  const parse = (): CompiledConfig['node'] => {
    const using = { providers, workspaceId, isSaved: true, checkUrl: UNCHECKED };
    const parsed = parseConfig(openSecrets(config, { configId: id, sealer }), using);
    if (!('issues' in parsed)) return parsed;
    return { problem: parsed.issues.map(({ path, message }) => `${path}: ${message}`).join('; ') };
  };
  try {
    return { id, slug, versionId, node: parse() };
  } catch (error) {
    return { id, slug, versionId, node: { problem: reasonOf(error) } };
  }
}

interface AroundKey {
  workspaces: ReadonlyMap<WorkspaceId, CompiledWorkspace>;
  limits: CompiledLimits;
}

function compileKey(row: ApiKeyRecord, { workspaces, limits }: AroundKey): CompiledKey {
  const workspace = (row.workspaceId === null ? null : workspaces.get(row.workspaceId)) ?? null;
  return {
    id: row.id,
    hash: row.hash,
    organisationId: row.organisationId,
    workspace,
    isOrphaned: row.type !== 'organisation-service' && workspace?.organisationId !== row.organisationId,
    type: row.type,
    userId: row.userId,
    scopes: new Set(row.scopes),
    metadata: row.defaults.metadata,
    defaultConfig: row.defaults.configId,
    allowConfigOverride: row.defaults.allowConfigOverride,
    expiresAt: row.expiresAt,
    limits,
  };
}
