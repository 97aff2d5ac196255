/** A snapshot that follows changes must be the one that a fresh start would load. */
import { beforeEach, describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import type { ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import type { ChangedNoun } from '../../storage/ports/records/configuration.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { ProviderRecord } from '../../storage/ports/records/providers.ts';
import type { Records, TenantRecords } from '../../storage/ports/records/records.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { openSqliteRecords } from '../../storage/records/sqlite.ts';
import { createAesGcmSealer } from '../../storage/sealer/aes-gcm.ts';
import type { KeyHash, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { problemsOf } from './problems.ts';
import { isOwnKey, type Snapshot } from './snapshot.ts';
import { createSnapshotSource } from './source.ts';
import { holdSnapshot, type SnapshotHolder } from './swap.ts';
import { NEVER_ROTATED } from '../../storage/ports/records/api-keys.ts';
import { FULL_OFFER } from '../../storage/ports/records/model-provisioning.ts';
import { NO_SECRETS } from '../secret-references/values.ts';

const sealer = createAesGcmSealer({ masterKey: Buffer.alloc(32, 1) });
const organisationId = 'o' as OrganisationId;
const [ONE, TWO] = ['w-1', 'w-2'] as [WorkspaceId, WorkspaceId];
const fresh = { organisationId, status: 'active', createdAt: 1, lastUpdatedAt: 1 } as const;

const workspace = (id: WorkspaceId, more: Partial<Workspace> = {}): Workspace => ({
  ...fresh,
  id,
  slug: `slug-${id}`,
  name: id,
  description: null,
  isDefault: id === ONE,
  defaults: { metadata: {} },
  ...more,
});
const integration = (key: string, more: Partial<Integration> = {}): Integration => ({
  ...fresh,
  id: 'i',
  slug: 'claude',
  workspaceId: null,
  name: 'claude',
  description: null,
  aiProviderId: 'anthropic',
  sealedCredentials: sealer.seal(JSON.stringify({ key, configurations: {} }), 'integration:i'),
  secretMappings: [],
  ...FULL_OFFER,
  ...more,
});
const provider = (workspaceId: WorkspaceId, more: Partial<ProviderRecord> = {}): ProviderRecord => ({
  ...fresh,
  id: `p-${workspaceId}`,
  slug: 'claude',
  workspaceId,
  integrationId: 'i',
  name: 'claude',
  note: null,
  expiresAt: null,
  ...more,
});
const config = (workspaceId: WorkspaceId, more: Partial<ConfigRecord> = {}): ConfigRecord => ({
  ...fresh,
  id: `c-${workspaceId}`,
  slug: 'pc-own',
  workspaceId,
  name: 'own',
  isDefault: false,
  ownerId: 'me',
  updatedBy: 'me',
  versionId: 'v-1',
  config: { provider: '@claude' },
  ...more,
});
const apiKey = (workspaceId: WorkspaceId | null, more: Partial<ApiKeyRecord> = {}): ApiKeyRecord => ({
  ...fresh,
  id: `k-${workspaceId}`,
  workspaceId,
  type: workspaceId === null ? 'organisation-service' : 'workspace-service',
  userId: null,
  name: 'key',
  description: null,
  hash: `hash-${workspaceId}` as KeyHash,
  masked: '****',
  scopes: ['completions.write'],
  defaults: { metadata: {}, configId: null, allowConfigOverride: true },
  creationMode: 'api',
  ...NEVER_ROTATED,
  expiresAt: null,
  ...more,
});

let records: Records;
let holder: SnapshotHolder;
let turns: number;
/** ms of each look at the clock. */
let each: number;

const open = async (): Promise<SnapshotHolder> => {
  let now = 0;
  return holdSnapshot(
    createSnapshotSource({
      records,
      sealer,
      providers: PROVIDERS,
      secrets: NO_SECRETS,
      elapsed: () => (now += each),
      nextTurn: async () => void (turns += 1),
    }),
  );
};

beforeEach(async () => {
  [turns, each] = [0, 0];
  records = await openSqliteRecords({ path: ':memory:' });
  await records.system(async (system) => {
    await system.organisations.insert({ id: organisationId, name: 'O', createdAt: 1 });
    const tx = system.of(organisationId);
    for (const id of [ONE, TWO]) await tx.workspaces.insert(workspace(id));
    await tx.integrations.insert(integration('sk-first'));
    for (const id of [ONE, TWO]) {
      await tx.providers.insert(provider(id));
      await tx.configs.insert(config(id));
      await tx.apiKeys.insert(apiKey(id));
    }
    await tx.apiKeys.insert(apiKey(null));
  });
  holder = await open();
});

/** What requests would see of a snapshot. */
function seen({ keys, archivedKeys, workspaces, homeOrganisationId }: Snapshot) {
  const key = (value: string | undefined) => value ?? null;
  return {
    homeOrganisationId,
    archivedKeys: [...(archivedKeys as ReadonlyMap<KeyHash, true>).keys()].toSorted(),
    keys: [...keys]
      .map(([hash, { id, workspaceId, scopes }]) => `${hash} ${id} ${workspaceId} ${[...scopes].join()}`)
      .toSorted(),
    workspaces: [...workspaces.values()]
      .map(({ id, slug, metadata, providers, configs }) => ({
        id,
        slug,
        metadata,
        providers: [...providers].map(([name, { accountId, expiresAt, connection }]) => {
          const auth =
            connection.ok && connection.value.auth.type === 'header' ? connection.value.auth.value : undefined;
          return [name, accountId, expiresAt, key(auth), !connection.ok];
        }),
        configs: [...configs].map(([name, { versionId, node }]) => `${name} ${versionId} ${!node.ok}`).toSorted(),
      }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

async function apply(
  work: (tx: TenantRecords) => Promise<void>,
  ...changes: (readonly [ChangedNoun, string])[]
): Promise<Snapshot> {
  await records.within(organisationId, work);
  await holder.apply(changes.map(([noun, id]) => ({ noun, id })));
  expect(seen(holder.current)).toEqual(seen((await open()).current));
  return holder.current;
}

describe('a snapshot that follows a change is the one that a start would load', () => {
  it('of a config: changed, and the workspace next door untouched', async () => {
    const before = holder.current;
    const now = await apply(
      (tx) =>
        tx.configs.replace(config(ONE, { versionId: 'v-2', config: { provider: '@claude', retry: { attempts: 1 } } })),
      ['config', 'c-w-1'],
    );
    expect(now.workspaces.get(ONE)?.configs.get('pc-own')?.versionId).toBe('v-2');
    expect(before.workspaces.get(ONE)?.configs.get('pc-own')?.versionId).toBe('v-1');
    expect(now.workspaces.get(TWO)).toBe(before.workspaces.get(TWO));
    expect(now.version).toBe(before.version + 1);
  });

  it('of a config: new, with a mistake, archived, and its slug taken by another at once', async () => {
    await apply((tx) => tx.configs.insert(config(ONE, { id: 'c-new', slug: 'pc-new' })), ['config', 'c-new']);
    const wrong = config(ONE, { id: 'c-new', slug: 'pc-new', config: { nonsense: 1 } });
    const now = await apply((tx) => tx.configs.replace(wrong), ['config', 'c-new']);
    expect(problemsOf(now)).toMatchObject([{ name: 'pc-new' }]);
    await apply(
      async (tx) => {
        await tx.configs.replace(config(ONE, { status: 'archived' }));
        await tx.configs.insert(config(ONE, { id: 'c-2' }));
      },
      ['config', 'c-2'],
      ['config', 'c-w-1'],
    );
    await apply((tx) => tx.configs.replace(config(ONE, { id: 'c-2', status: 'archived' })), ['config', 'c-2']);
  });

  it('of an integration: all its providers have the new key, in every workspace', async () => {
    const now = await apply((tx) => tx.integrations.replace(integration('sk-second')), ['integration', 'i']);
    for (const id of [ONE, TWO]) {
      expect(now.workspaces.get(id)?.providers.get('claude')?.connection).toMatchObject({
        value: { auth: { value: 'sk-second' } },
      });
    }
  });

  it('of an integration that is archived with its providers', async () => {
    await apply(
      async (tx) => {
        for (const id of [ONE, TWO]) await tx.providers.replace(provider(id, { status: 'archived' }));
        await tx.integrations.replace(integration('sk-first', { status: 'archived' }));
      },
      ['provider', 'p-w-1'],
      ['provider', 'p-w-2'],
      ['integration', 'i'],
    );
  });

  it('of an integration and its provider, announced in any order', async () => {
    const second = { id: 'i-2', slug: 'second' };
    const sealedCredentials = sealer.seal(JSON.stringify({ key: 'sk-2', configurations: {} }), 'integration:i-2');
    const now = await apply(
      async (tx) => {
        await tx.integrations.insert(integration('', { ...second, sealedCredentials }));
        await tx.providers.insert(provider(TWO, { id: 'p-2', slug: 'second', integrationId: 'i-2' }));
      },
      ['provider', 'p-2'],
      ['integration', 'i-2'],
    );
    expect(now.workspaces.get(TWO)?.providers.get('second')?.connection).toMatchObject({
      value: { auth: { value: 'sk-2' } },
    });
  });

  it('of a provider: dated, archived', async () => {
    await apply((tx) => tx.providers.replace(provider(ONE, { expiresAt: 7 })), ['provider', 'p-w-1']);
    await apply((tx) => tx.providers.replace(provider(ONE, { status: 'archived' })), ['provider', 'p-w-1']);
  });

  it('of a key: new, with another text, with fewer scopes, archived', async () => {
    await apply((tx) => tx.apiKeys.insert(apiKey(TWO, { id: 'k', hash: 'h' as KeyHash })), ['api_key', 'k']);
    const now = await apply(
      (tx) => tx.apiKeys.replace(apiKey(TWO, { id: 'k', hash: 'h-2' as KeyHash, scopes: [] })),
      ['api_key', 'k'],
    );
    expect([now.keys.has('h' as KeyHash), now.keys.has('h-2' as KeyHash)]).toEqual([false, true]);
    await apply(
      (tx) => tx.apiKeys.replace(apiKey(TWO, { id: 'k', hash: 'h-2' as KeyHash, status: 'archived' })),
      ['api_key', 'k'],
    );
    expect(isOwnKey(holder.current, 'h-2' as KeyHash)).toBe(true);
  });

  it('of a key whose text another gets at once', async () => {
    const hash = `hash-${ONE}` as KeyHash;
    await apply(
      async (tx) => {
        await tx.apiKeys.replace(apiKey(ONE, { status: 'archived' }));
        await tx.apiKeys.insert(apiKey(TWO, { id: 'again', hash }));
      },
      ['api_key', 'again'],
      ['api_key', 'k-w-1'],
    );
    expect(holder.current.keys.get(hash)?.id).toBe('again');
  });

  it('of a workspace: new, renamed with what it holds, archived, which leaves its key an orphan', async () => {
    const three = 'w-3' as WorkspaceId;
    await apply((tx) => tx.workspaces.insert(workspace(three)), ['workspace', three]);
    const now = await apply(
      (tx) => tx.workspaces.replace(workspace(ONE, { defaults: { metadata: { team: 'blue' } } })),
      ['workspace', ONE],
    );
    expect(now.workspaces.get(ONE)).toMatchObject({ metadata: { team: 'blue' } });
    expect(now.workspaces.get(ONE)?.configs.has('pc-own')).toBe(true);
    await apply((tx) => tx.workspaces.replace(workspace(three, { status: 'archived' })), ['workspace', three]);
  });

  it('of several nouns at a time, each announced more than once, and of rows that never were', async () => {
    await apply(
      async (tx) => {
        await tx.configs.replace(config(TWO, { versionId: 'v-9' }));
        await tx.apiKeys.replace(apiKey(TWO, { scopes: [] }));
      },
      ['config', 'c-w-2'],
      ['api_key', 'k-w-2'],
      ['config', 'c-w-2'],
      ['organisation', 'o'],
      ['config', 'c-nowhere'],
      ['provider', 'p-nowhere'],
      ['api_key', 'k-nowhere'],
      ['workspace', 'w-nowhere'],
      ['integration', 'i-nowhere'],
    );
  });
});

it('lets others have the event loop whenever a turn has lasted long enough', async () => {
  each = 5;
  await holder.apply([
    { noun: 'config', id: 'c-w-1' },
    { noun: 'config', id: 'c-w-2' },
    { noun: 'integration', id: 'i' },
  ]);
  expect(turns).toBeGreaterThanOrEqual(5);
});
