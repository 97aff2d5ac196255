/** Compiles rows into a snapshot: all at start-up, later only changed ones, in slices of the event loop. */
import type { ActiveKey, Configuration, RecordChange } from '../../storage/ports/records/configuration.ts';
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import { homeOrganisation } from '../../storage/ports/records/organisations.ts';
import type { ProviderRecord } from '../../storage/ports/records/providers.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import type { KeyHash, WorkspaceId } from '../../kernel/ids.ts';
import { openAccount, type Account } from './account.ts';
import { nextGuardrails, type Guardrails } from './guardrails.ts';
import {
  compileConfig,
  compileKey,
  compileOrganisation,
  entriesOf,
  limitsByOwner,
  type LimitsOf,
  type Using,
} from './compile-row.ts';
import { compileProvider, type CompiledProvider } from '../../routing/compiled-provider.ts';
import { atOnce, inSlices, type Slices } from '../../kernel/slices.ts';
import { compileTenantLimits, type TenantRows } from './tenant-limits.ts';
import { ShardedMap } from './sharded-map.ts';
import type { CompiledConfig, CompiledKey, CompiledWorkspace, Snapshot } from './snapshot.ts';

/** A snapshot, and what the next one is made of. */
export interface Compiled {
  snapshot: Snapshot & {
    keys: ShardedMap<KeyHash, CompiledKey>;
    archivedKeys: ShardedMap<KeyHash, true>;
    workspaces: ShardedMap<WorkspaceId, CompiledWorkspace>;
  };
  /** By the integration's id. */
  accounts: ShardedMap<string, Account>;
  /** Where the rows went that may be gone when they are looked for: keys by their id, providers and configs by theirs. */
  keyHashes: ShardedMap<string, KeyHash>;
  providers: ShardedMap<string, Place>;
  configs: ShardedMap<string, Place>;
}

interface Place {
  workspaceId: WorkspaceId;
  slug: string;
}

const EMPTY: Compiled = {
  snapshot: {
    version: 0,
    keys: ShardedMap.of([]),
    archivedKeys: ShardedMap.of([]),
    workspaces: ShardedMap.of([]),
    organisations: new Map(),
    guardrails: new Map(),
    tenantLimits: new Map(),
    homeOrganisationId: null,
  },
  accounts: ShardedMap.of([]),
  keyHashes: ShardedMap.of([]),
  providers: ShardedMap.of([]),
  configs: ShardedMap.of([]),
};

/** The whole configuration. Holds the event loop for all of it: for the start, when nobody is served yet. */
export function compileConfiguration(rows: Configuration, using: Using): Compiled {
  const limitsOf = limitsByOwner(rows.limits);
  const edit = new Edit(EMPTY, using, limitsOf);
  for (const row of rows.integrations) edit.putIntegration(row);
  for (const row of rows.workspaces) edit.putWorkspace(row);
  for (const row of rows.providers) edit.putProvider(row);
  for (const row of rows.configs) edit.putConfig(row.workspaceId, row.id, compileConfig(row, using));
  edit.putGuardrails(rows.guardrails);
  const { snapshot, ...compiled } = atOnce(edit.result(rows));
  const entries = rows.apiKeys.flatMap((row) => entriesOf(compileKey(row, limitsOf), row));
  return {
    ...compiled,
    snapshot: { ...snapshot, keys: ShardedMap.of(entries) },
    keyHashes: ShardedMap.of(rows.apiKeys.map(({ id, hash }) => [id, hash])),
  };
}

export interface Changed {
  changes: readonly RecordChange[];
  /** What is still active among them. */
  rows: Configuration;
}

/** The next snapshot. `giveWay` is called after each piece of work, and lets others have the event loop where it is time. */
export async function compileChanges(
  before: Compiled,
  { changes, rows }: Changed,
  using: Using & { giveWay: () => Promise<void> },
): Promise<Compiled> {
  const edit = new Edit(before, using, limitsByOwner(rows.limits));
  const found = rowsById(rows);
  for (const { noun, id } of changes) {
    edit.put(found, { noun, id });
    await using.giveWay();
  }
  for (const workspaceId of edit.accountsChanged ? [...before.snapshot.workspaces.keys()] : []) {
    edit.reconnect(workspaceId);
    await using.giveWay();
  }
  const guardrails = changes.filter(({ noun }) => noun === 'guardrail').map(({ id }) => id);
  edit.putGuardrails(rows.guardrails, guardrails);
  return inSlices(edit.result(rows), using.giveWay);
}

type RowsById = ReturnType<typeof rowsById>;

function rowsById(rows: Configuration) {
  const byId = <Row extends { id: string }>(list: readonly Row[]) =>
    new Map<string, Row>(list.map((row) => [row.id, row]));
  return {
    workspaces: byId(rows.workspaces),
    integrations: byId(rows.integrations),
    providers: byId(rows.providers),
    configs: byId(rows.configs),
    apiKeys: byId(rows.apiKeys),
  };
}

/** A workspace while it is changed: a map is copied once, when the first of its rows changes, and shared where none does. */
class Draft {
  base: Omit<CompiledWorkspace, 'providers' | 'configs'>;
  #before: Pick<CompiledWorkspace, 'providers' | 'configs'>;
  #providers: Map<string, CompiledProvider> | null = null;
  #configs: Map<string, CompiledConfig> | null = null;

  constructor(base: Draft['base'], before: Pick<CompiledWorkspace, 'providers' | 'configs'>) {
    this.base = base;
    this.#before = before;
  }

  get providers(): ReadonlyMap<string, CompiledProvider> {
    return this.#providers ?? this.#before.providers;
  }

  changeProviders(): Map<string, CompiledProvider> {
    this.#providers ??= new Map(this.#before.providers);
    return this.#providers;
  }

  changeConfigs(): Map<string, CompiledConfig> {
    this.#configs ??= new Map(this.#before.configs);
    return this.#configs;
  }

  result(): CompiledWorkspace {
    return { ...this.base, providers: this.providers, configs: this.#configs ?? this.#before.configs };
  }
}

const NOTHING = { providers: new Map<string, CompiledProvider>(), configs: new Map<string, CompiledConfig>() };

/** Each time, a shard of the map is copied for each of them. */
const DRAFTS_AT_ONCE = 64;

/** What becomes of one compiled configuration; nothing of it is changed. */
class Edit {
  readonly #before: Compiled;
  readonly #using: Using;
  readonly #limitsOf: LimitsOf;
  readonly #drafts = new Map<WorkspaceId, Draft | undefined>();
  readonly #accounts = new Map<string, Account | undefined>();
  readonly #keys = new Map<KeyHash, CompiledKey | undefined>();
  readonly #keyHashes = new Map<string, KeyHash | undefined>();
  readonly #providers = new Map<string, Place | undefined>();
  readonly #configs = new Map<string, Place | undefined>();

  #guardrails: Guardrails;

  constructor(before: Compiled, using: Using, limitsOf: LimitsOf) {
    this.#before = before;
    this.#guardrails = before.snapshot.guardrails;
    this.#limitsOf = limitsOf;
    this.#using = using;
  }

  /** Did an integration change that providers may use? */
  get accountsChanged(): boolean {
    return this.#accounts.size > 0;
  }

  /** The row of that id as it is now, or its removal. */
  put(found: RowsById, { noun, id }: RecordChange): void {
    switch (noun) {
      // All of them are read with every change.
      case 'organisation':
      case 'guardrail':
      // Its value is asked for where an integration is compiled.
      case 'secret_reference':
      case 'policy':
      case 'stop':
      case 'spend_limit':
      case 'scim_group':
      case 'identity_provider':
        return;
      case 'workspace':
        return this.#either(
          found.workspaces.get(id),
          (row) => this.putWorkspace(row),
          () => this.#drafts.set(id as WorkspaceId, undefined),
        );
      case 'integration':
        return this.#either(
          found.integrations.get(id),
          (row) => this.putIntegration(row),
          () => this.#accounts.set(id, undefined),
        );
      case 'provider':
        this.#removeProvider(id);
        return this.#either(found.providers.get(id), (row) => this.putProvider(row));
      case 'config':
        this.#removeConfig(id);
        return this.#either(found.configs.get(id), (row) =>
          this.putConfig(row.workspaceId, row.id, compileConfig(row, this.#using)),
        );
      case 'api_key':
        this.#removeKey(id);
        return this.#either(found.apiKeys.get(id), (row) => this.putKey(row));
    }
  }

  #either<Row>(row: Row | undefined, present: (row: Row) => void, absent?: () => void): void {
    if (row === undefined) absent?.();
    else present(row);
  }

  putIntegration(row: Integration): void {
    const provider = this.#using.providers.get(row.aiProviderId);
    this.#accounts.set(row.id, provider === undefined ? undefined : openAccount(row, provider, this.#using));
  }

  putWorkspace({ id, organisationId, slug, defaults }: Workspace): void {
    const limits = this.#limitsOf('workspace', id, slug);
    const guardrails = { input: defaults.inputGuardrails ?? [], output: defaults.outputGuardrails ?? [] };
    const { metadata, requestLogging } = defaults;
    const own = requestLogging === undefined ? {} : { requestLogging };
    const base = { id, organisationId, slug, limits, metadata, guardrails, ...own };
    const draft = this.#draft(id);
    if (draft === undefined) this.#drafts.set(id, new Draft(base, NOTHING));
    else draft.base = base;
  }

  putProvider(row: ProviderRecord): void {
    const { id, slug, workspaceId, expiresAt, integrationId: accountId } = row;
    const draft = this.#draft(workspaceId);
    const account = this.#account(accountId);
    if (draft === undefined || account === undefined) return;
    this.#providers.set(id, { workspaceId, slug });
    const limits = this.#limitsOf('provider', id, `@${slug}`);
    draft
      .changeProviders()
      .set(slug, compileProvider({ slug, accountId, expiresAt, isStored: true, limits, ...account.in(workspaceId) }));
  }

  putConfig(workspaceId: WorkspaceId, id: string, config: CompiledConfig): void {
    const draft = this.#draft(workspaceId);
    if (draft === undefined) return;
    this.#configs.set(id, { workspaceId, slug: config.slug });
    draft.changeConfigs().set(config.slug, config).set(id, config);
  }

  /** `ids` are those that changed: what of them is not among the rows is gone. */
  putGuardrails(rows: readonly GuardrailRow[], ids: readonly string[] = rows.map(({ id }) => id)): void {
    const { sealer } = this.#using;
    this.#guardrails = nextGuardrails(this.#guardrails, { ids: new Set(ids), rows, sealer });
  }

  putKey(row: ActiveKey): void {
    for (const [hash, key] of entriesOf(compileKey(row, this.#limitsOf), row)) this.#keys.set(hash, key);
    this.#keyHashes.set(row.id, row.hash);
  }

  #removeProvider(id: string): void {
    const place = this.#before.providers.get(id);
    if (place === undefined) return;
    this.#providers.set(id, undefined);
    this.#draft(place.workspaceId)?.changeProviders().delete(place.slug);
  }

  #removeConfig(id: string): void {
    const place = this.#before.configs.get(id);
    if (place === undefined) return;
    this.#configs.set(id, undefined);
    const configs = this.#draft(place.workspaceId)?.changeConfigs();
    configs?.delete(id);
    // Another config may have the slug by now.
    if (configs?.get(place.slug)?.id === id) configs.delete(place.slug);
  }

  #removeKey(id: string): void {
    const hash = this.#before.keyHashes.get(id);
    if (hash === undefined) return;
    this.#keyHashes.set(id, undefined);
    const { keys } = this.#before.snapshot;
    for (const one of [hash, keys.get(hash)?.previousHash ?? null]) {
      // Another key may have the text by now.
      if (one !== null && keys.get(one)?.id === id && this.#keys.get(one) === undefined) this.#keys.set(one, undefined);
    }
  }

  /** The providers of a workspace whose integration changed, at their new account. */
  reconnect(workspaceId: WorkspaceId): void {
    const workspace = this.#before.snapshot.workspaces.get(workspaceId);
    const isStale = ({ accountId }: CompiledProvider): boolean => this.#accounts.has(accountId);
    const stale = [...(workspace?.providers ?? [])].filter(([, provider]) => isStale(provider));
    if (stale.length === 0) return;
    const draft = this.#draft(workspaceId);
    for (const [slug, { accountId, expiresAt, limits }] of stale) {
      // Not where a change of its own has put another in its place already.
      if (draft === undefined || draft.providers.get(slug) !== workspace?.providers.get(slug)) continue;
      const account = this.#accounts.get(accountId);
      const providers = draft.changeProviders();
      if (account === undefined) providers.delete(slug);
      else
        providers.set(
          slug,
          compileProvider({ slug, accountId, expiresAt, isStored: true, limits, ...account.in(workspaceId) }),
        );
    }
  }

  #account(id: string): Account | undefined {
    return this.#accounts.has(id) ? this.#accounts.get(id) : this.#before.accounts.get(id);
  }

  /** undefined where there is no such workspace. */
  #draft(id: WorkspaceId): Draft | undefined {
    if (this.#drafts.has(id)) return this.#drafts.get(id);
    const workspace = this.#before.snapshot.workspaces.get(id);
    if (workspace === undefined) return undefined;
    const { providers, configs, ...base } = workspace;
    const draft = new Draft(base, { providers, configs });
    this.#drafts.set(id, draft);
    return draft;
  }

  /** Yields after each piece of work. */
  *result(rows: Pick<Configuration, 'organisations' | 'settings' | 'archivedKeys'> & TenantRows): Slices<Compiled> {
    const { organisations, settings, archivedKeys } = rows;
    const { snapshot, accounts, keyHashes, providers, configs } = this.#before;
    let { workspaces } = snapshot;
    const drafts = [...this.#drafts];
    for (let first = 0; first < drafts.length; first += DRAFTS_AT_ONCE) {
      const some = drafts.slice(first, first + DRAFTS_AT_ONCE);
      workspaces = workspaces.with(some.map(([id, draft]) => [id, draft?.result()] as const));
      yield;
    }
    return {
      snapshot: {
        version: snapshot.version + 1,
        keys: snapshot.keys.with(this.#keys),
        archivedKeys: snapshot.archivedKeys.with(archivedKeys.map((hash) => [hash, true] as const)),
        workspaces,
        tenantLimits: compileTenantLimits(rows),
        organisations: new Map(settings.map((row) => [row.organisationId, compileOrganisation(row)])),
        guardrails: this.#guardrails,
        homeOrganisationId: homeOrganisation(organisations)?.id ?? null,
      },
      accounts: accounts.with(this.#accounts),
      keyHashes: keyHashes.with(this.#keyHashes),
      providers: providers.with(this.#providers),
      configs: configs.with(this.#configs),
    };
  }
}
