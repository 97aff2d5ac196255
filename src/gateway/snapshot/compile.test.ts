import { describe, expect, it } from 'vitest';
import type { Provider } from '../../providers/provider.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import type { ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import type { ActiveKey, Configuration } from '../../storage/ports/records/configuration.ts';
import { sealMember } from '../../routing/seal.ts';
import { createAesGcmSealer } from '../../storage/sealer/aes-gcm.ts';
import type { KeyHash, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { TargetNode } from '../../routing/parse.ts';
import { compileChanges, compileConfiguration, type Compiled } from './compile.ts';
import { inlineAccountId } from '../../routing/compiled-provider.ts';
import { problemsOf } from './problems.ts';
import type { CompiledWorkspace } from './snapshot.ts';
import { isOrphaned, workspaceOf } from './snapshot.ts';
import { NEVER_ROTATED } from '../../storage/ports/records/api-keys.ts';
import { FULL_OFFER } from '../../storage/ports/records/model-provisioning.ts';
import { NO_SECRETS } from '../secret-references/values.ts';

const sealer = createAesGcmSealer({ masterKey: Buffer.alloc(32, 1) });
const other = createAesGcmSealer({ masterKey: Buffer.alloc(32, 2) });
const organisationId = 'o' as OrganisationId;
const WORKSPACES = ['w-1', 'w-2'] as WorkspaceId[];
const moment = { createdAt: 0, lastUpdatedAt: 0 };

const configIn = (workspaceId: WorkspaceId, config: Record<string, unknown>): ConfigRecord => ({
  id: `c-${workspaceId}`,
  slug: 'pc-own',
  name: 'own',
  organisationId,
  workspaceId,
  config,
  isDefault: false,
  status: 'active',
  ownerId: 'me',
  updatedBy: 'me',
  versionId: 'v',
  ...moment,
});

const secretOf = (workspaceId: WorkspaceId, key: string) =>
  sealMember(key, '****', { configId: `c-${workspaceId}`, sealer });

function dumpOf(configs: ConfigRecord[]): Configuration {
  const credentials = JSON.stringify({ key: 'sk-ant-stored', configurations: {} });
  return {
    organisations: [],
    settings: [],
    archivedKeys: [],
    limits: [],
    policies: [],
    stops: [],
    spendLimits: [],
    cappedMembers: [],
    workspaces: WORKSPACES.map((id) => ({
      id,
      organisationId,
      slug: id,
      name: id,
      description: null,
      isDefault: false,
      defaults: { metadata: {} },
      status: 'active',
      ...moment,
    })),
    integrations: [
      {
        id: 'i',
        slug: 'claude',
        organisationId,
        workspaceId: null,
        name: 'claude',
        description: null,
        aiProviderId: 'anthropic',
        sealedCredentials: sealer.seal(credentials, 'integration:i'),
        secretMappings: [],
        ...FULL_OFFER,
        status: 'active',
        ...moment,
      },
    ],
    providers: WORKSPACES.map((workspaceId) => ({
      id: `p-${workspaceId}`,
      slug: 'claude',
      organisationId,
      workspaceId,
      integrationId: 'i',
      name: 'claude',
      note: null,
      expiresAt: null,
      status: 'active',
      ...moment,
    })),
    configs,
    guardrails: [],
    apiKeys: [],
  };
}

function compile(configs: ConfigRecord[], using = sealer): CompiledWorkspace[] {
  const { workspaces } = compileConfiguration(dumpOf(configs), {
    sealer: using,
    providers: PROVIDERS,
    secrets: NO_SECRETS,
  }).snapshot;
  return [...workspaces.values()];
}

function targetOf(workspace: CompiledWorkspace | undefined): TargetNode {
  const node = workspace?.configs.get('pc-own')?.node;
  if (node?.ok !== true || node.value.kind !== 'target') throw new Error('Expected a config of one target.');
  return node.value;
}

function accountOf(workspace: CompiledWorkspace | undefined): string {
  const { provider } = targetOf(workspace);
  if (provider?.kind !== 'inline') throw new Error('Expected credentials of the config’s own.');
  return provider.compiled.accountId;
}

describe('a key that was rotated', () => {
  const former = { hash: 'hash-old' as KeyHash, masked: '****', expiresAt: 5_000 };
  const key: ActiveKey = {
    id: 'k',
    organisationId,
    workspaceId: WORKSPACES[0] ?? null,
    type: 'workspace-service',
    userId: null,
    name: 'k',
    hash: 'hash-new' as KeyHash,
    scopes: [],
    defaults: { metadata: {}, configId: null, allowConfigOverride: true },
    expiresAt: null,
    previous: former,
  };
  const using = { sealer, providers: PROVIDERS, secrets: NO_SECRETS };
  const dump = (...apiKeys: ActiveKey[]): Configuration => ({ ...dumpOf([]), apiKeys });
  const seen = ({ snapshot }: Compiled) =>
    Object.fromEntries([...snapshot.keys].map(([hash, { id, expiresAt }]) => [hash, [id, expiresAt]]));
  const next = (before: Compiled, rows: Configuration) =>
    compileChanges(
      before,
      { changes: [{ noun: 'api_key', id: 'k' }], rows },
      { ...using, giveWay: () => Promise.resolve() },
    );

  it('is there under both texts, the former with its own end, and under neither when it is gone', async () => {
    const before = compileConfiguration(dump(key), using);
    expect(seen(before)).toEqual({ 'hash-new': ['k', null], 'hash-old': ['k', 5_000] });
    const rotated = { ...key, hash: 'hash-next' as KeyHash, previous: { ...former, hash: key.hash } };
    expect(seen(await next(before, dump(rotated)))).toEqual({ 'hash-new': ['k', 5_000], 'hash-next': ['k', null] });
    expect(seen(await next(before, dump()))).toEqual({});
  });

  it('does not outlive the key by its former text', () => {
    const seenKeys = seen(compileConfiguration(dump({ ...key, expiresAt: 4_000 }), using));
    expect(seenKeys['hash-old']).toEqual(['k', 4_000]);
  });
});

describe('a snapshot', () => {
  it('has the secrets of configs open, and the same secret in two workspaces as two accounts', () => {
    const configs = WORKSPACES.map((id) => configIn(id, { provider: 'anthropic', api_key: secretOf(id, 'sk-same') }));
    const [one, two] = compile(configs);
    const node = targetOf(one);
    expect(node.provider).toMatchObject({
      compiled: { connection: { value: { auth: { value: 'sk-same' } } }, isStored: true },
    });
    expect(accountOf(one)).not.toBe(accountOf(two));
    expect(accountOf(one)).toBe(accountOf(compile(configs)[0]));
  });

  it('keeps a config whose secret does not open, with its problem', () => {
    const [one] = compile(
      [configIn('w-1' as WorkspaceId, { provider: 'anthropic', api_key: secretOf('w-1' as WorkspaceId, 'x') })],
      other,
    );
    expect(one?.configs.get('pc-own')?.node).toMatchObject({
      problem: expect.stringContaining('does not open') as string,
    });
    expect(one?.providers.get('claude')?.connection).toMatchObject({
      problem: { reason: expect.stringContaining('"claude"') as string },
    });
  });

  it('does not open a secret that was moved from another config', () => {
    const stolen = { provider: 'anthropic', api_key: secretOf('w-1' as WorkspaceId, 'sk-theirs') };
    const [, two] = compile([configIn('w-2' as WorkspaceId, stolen)]);
    expect(two?.configs.get('pc-own')?.node).toMatchObject({
      problem: expect.stringContaining('does not open') as string,
    });
  });

  it('has a saved provider at another host as another account with the same credential', () => {
    const saved = compile([])[0]?.providers.get('claude');
    const there = saved?.at('https://proxy.example');
    expect(there).toBe(saved?.at('https://proxy.example'));
    expect(there).toMatchObject({
      slug: 'claude',
      isStored: true,
      connection: { value: { tenantUrls: [{ field: 'custom_host', url: 'https://proxy.example' }] } },
    });
    expect([saved?.accountId, there?.accountId]).toEqual(['i', 'i at https://proxy.example']);
  });
});

describe('the keys of a snapshot', () => {
  const [ONE] = WORKSPACES;
  const row = (own: Partial<ApiKeyRecord>): ApiKeyRecord => ({
    id: 'k',
    organisationId,
    workspaceId: ONE ?? null,
    type: 'workspace-service',
    userId: null,
    name: 'key',
    description: null,
    hash: hashKey(own.id ?? 'k'),
    masked: '****',
    scopes: ['logs.list', 'completions.write'],
    defaults: { metadata: { team: 'blue' }, configId: 'pc-own', allowConfigOverride: false },
    creationMode: 'api',
    ...NEVER_ROTATED,
    expiresAt: 7,
    status: 'active',
    ...moment,
    ...own,
  });
  const keysOf = (...apiKeys: ApiKeyRecord[]) =>
    compileConfiguration({ ...dumpOf([]), apiKeys }, { sealer, providers: PROVIDERS, secrets: NO_SECRETS }).snapshot;

  it('are found by the hash of their text, with their workspace and all that they say', () => {
    const { keys } = keysOf(row({ id: 'one' }), row({ id: 'two', userId: 'u' }));
    expect(keys.size).toBe(2);
    expect(keys.get(hashKey('one'))).toEqual({
      id: 'one',
      hash: hashKey('one'),
      previousHash: null,
      organisationId,
      workspaceId: 'w-1',
      type: 'workspace-service',
      userId: null,
      scopes: new Set(['logs.list', 'completions.write']),
      metadata: { team: 'blue' },
      defaultConfig: 'pc-own',
      allowConfigOverride: false,
      expiresAt: 7,
      limits: { budgets: [], rates: [] },
    });
    expect(keys.get(hashKey('two'))?.userId).toBe('u');
  });

  it('have no workspace as admin keys, and none where theirs is gone', () => {
    const snapshot = keysOf(
      row({ id: 'admin', workspaceId: null }),
      row({ id: 'gone', workspaceId: 'w-9' as WorkspaceId }),
    );
    expect([...snapshot.keys.values()].map((key) => workspaceOf(snapshot, key))).toEqual([null, null]);
  });

  it('are orphans, and listed as such, where their workspace is gone, is another organisation’s, or was never named', () => {
    const snapshot = keysOf(
      row({ id: 'admin', type: 'organisation-service', workspaceId: null }),
      row({ id: 'gone', workspaceId: 'w-9' as WorkspaceId }),
      row({ id: 'foreign', organisationId: 'o-9' as OrganisationId }),
      row({ id: 'unnamed', type: 'workspace-user', workspaceId: null }),
    );
    const orphans = ['gone', 'foreign', 'unnamed'];
    expect(
      [...snapshot.keys.values()]
        .filter((key) => isOrphaned(snapshot, key))
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(orphans.toSorted());
    expect(
      problemsOf(snapshot)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(orphans.map((id) => `API key ${id}`).toSorted());
  });
});

it('a config that this version does not understand is kept with every reason', () => {
  const node = { provider: '@claude', retri: 1, cache: { mode: 'smart' } };
  const [one] = compile([configIn('w-1' as WorkspaceId, node)]);
  expect(one?.configs.get('c-w-1')?.node).toEqual({
    ok: false,
    problem: expect.stringMatching(/(^|; )retri: unknown key(; |$)/) as string,
  });
  expect(one?.configs.get('c-w-1')?.node).toEqual({
    ok: false,
    problem: expect.stringMatching(/(^|; )cache\.mode: /) as string,
  });
});

it('an account that a config brings is the same in whichever order its settings are written', () => {
  const [vertex] = [...PROVIDERS.values()].filter(({ id }) => id === 'vertex-ai');
  const idOf = (configurations: Record<string, string>) =>
    inlineAccountId({
      provider: vertex as Provider,
      credentials: { key: 'k', configurations },
      workspaceId: 'w-1' as WorkspaceId,
      isStored: false,
    });
  const written = idOf({ vertex_region: 'global', vertex_project_id: 'p' });
  expect(idOf({ vertex_project_id: 'p', vertex_region: 'global' })).toBe(written);
  expect(idOf({ vertex_project_id: 'q', vertex_region: 'global' })).not.toBe(written);
});

it('what cannot be used is listed, each once, with its workspace; and nothing where all is well', () => {
  const secret = { provider: 'anthropic', api_key: secretOf('w-1' as WorkspaceId, 'sk-ant-own') };
  const dump = dumpOf([configIn('w-1' as WorkspaceId, secret)]);
  const listed = (using: typeof sealer) =>
    problemsOf(compileConfiguration(dump, { sealer: using, providers: PROVIDERS, secrets: NO_SECRETS }).snapshot);
  expect(listed(sealer)).toEqual([]);
  const problem = expect.stringContaining('does not open') as string;
  expect(listed(other)).toEqual([
    { workspace: 'w-1', name: '@claude', problem },
    { workspace: 'w-1', name: 'pc-own', problem },
    { workspace: 'w-2', name: '@claude', problem },
  ]);
});
