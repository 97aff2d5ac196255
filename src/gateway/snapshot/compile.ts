/** Turns rows into ready structures: secrets opened, settings checked, configs parsed. Runs on every change. */
import type { Connection, Provider } from '../../providers/provider.ts';
import type {
  ApiKeyRecord,
  ConfigRecord,
  Integration,
  ProviderRecord,
  RecordsDump,
} from '../../storage/ports/records.ts';
import type { Sealer } from '../../storage/ports/sealer.ts';
import type { WorkspaceId } from '../../wire/ids.ts';
import { parseConfig } from '../route/config.ts';
import type { CompiledConfig, CompiledKey, CompiledProvider, CompiledWorkspace, Snapshot } from './snapshot.ts';

export interface CompileInput {
  dump: RecordsDump;
  version: number;
  sealer: Sealer;
  providers: ReadonlyMap<string, Provider>;
}

/** Never throws for one bad row: the row is kept with its problem, and only requests that need it fail, saying why. */
export function compileSnapshot({ dump, version, sealer, providers }: CompileInput): Snapshot {
  const connections = new Map<string, { provider: Provider; connection: CompiledProvider['connection'] }>();
  for (const integration of dump.integrations) {
    const provider = providers.get(integration.aiProviderId);
    if (provider === undefined) continue;
    connections.set(integration.id, { provider, connection: connect(integration, provider, sealer) });
  }
  const workspaces = new Map<WorkspaceId, CompiledWorkspace>();
  for (const workspace of dump.workspaces) {
    const own = { providers: new Map<string, CompiledProvider>(), configs: new Map<string, CompiledConfig>() };
    for (const row of dump.providers) {
      const connected = connections.get(row.integrationId);
      if (row.workspaceId === workspace.id && connected !== undefined) {
        own.providers.set(row.slug, compileProvider(row, connected));
      }
    }
    for (const row of dump.configs) {
      if (row.workspaceId !== workspace.id) continue;
      const config = compileConfig(row);
      own.configs.set(row.slug, config).set(row.id, config);
    }
    const { id, organisationId, slug } = workspace;
    workspaces.set(id, { id, organisationId, slug, ...own });
  }
  const keys = new Map(dump.apiKeys.map((row) => [row.hash, compileKey(row, workspaces)]));
  return { version, keys, workspaces, homeOrganisationId: dump.organisations[0]?.id ?? null };
}

function connect(integration: Integration, provider: Provider, sealer: Sealer): Connection | { problem: string } {
  try {
    const opened: unknown = JSON.parse(sealer.open(integration.sealedCredentials, `integration:${integration.id}`));
    return provider.connect(opened as { key: string | null; configurations: Record<string, unknown> });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `The integration "${integration.slug}" cannot be used: ${reason}` };
  }
}

function compileProvider(
  row: ProviderRecord,
  connected: { provider: Provider; connection: CompiledProvider['connection'] },
): CompiledProvider {
  return { slug: row.slug, integrationId: row.integrationId, expiresAt: row.expiresAt, ...connected };
}

function compileConfig(row: ConfigRecord): CompiledConfig {
  const parsed = parseConfig(row.config);
  const node =
    'issues' in parsed
      ? { problem: parsed.issues.map(({ path, message }) => `${path}: ${message}`).join('; ') }
      : parsed;
  return { id: row.id, slug: row.slug, versionId: row.versionId, node };
}

function compileKey(row: ApiKeyRecord, workspaces: ReadonlyMap<WorkspaceId, CompiledWorkspace>): CompiledKey {
  return {
    id: row.id,
    hash: row.hash,
    organisationId: row.organisationId,
    workspace: (row.workspaceId === null ? null : workspaces.get(row.workspaceId)) ?? null,
    type: row.type,
    userId: row.userId,
    scopes: new Set(row.scopes),
    metadata: row.defaults.metadata,
    defaultConfig: row.defaults.configId,
    allowConfigOverride: row.defaults.allowConfigOverride,
    expiresAt: row.expiresAt,
  };
}
