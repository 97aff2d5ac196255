import { beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../control.suite.ts';
import { openWorld, PRIVATE_KEY_MARK, SERVICE_ACCOUNT } from '../control.suite.ts';
import { deleteApiKey } from '../api-keys/delete.ts';
import type { ControlContext } from '../context.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import { applyDeclaration } from './apply.ts';
import { readDeclaration } from './read.ts';
import { keepSecret } from './references.ts';

const FILE = `
integrations:
  - name: Vertex
    slug: vertex-prod
    ai_provider_id: vertex-ai
    configurations:
      vertex_region: \${REGION}
      vertex_service_account_json: { file: /run/secrets/sa.json }
providers:
  - name: Batch
    slug: batch
    integration_id: vertex-prod
configs:
  - name: Main
    slug: pc-main
    config: { provider: "@vertex-prod" }
api_keys:
  - name: CI
    key: \${CI_KEY}
    scopes: [completions.write]
    defaults: { config_id: pc-main, metadata: { team: build } }
  - name: Ops
    type: organisation-service
    key: \${file:/run/secrets/ops-key}
`;

const files: Record<string, string> = {
  '/run/secrets/sa.json': JSON.stringify(SERVICE_ACCOUNT),
  '/run/secrets/ops-key': 'tg-ops-5f0c9b7e2a4d8613\n',
};

const readFile = (path: string): string => {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return text;
};

const ENVIRONMENT = { REGION: 'us-east5', CI_KEY: 'tg-ci-0123456789abcdef' };

function declare(text: string, environment: Record<string, string> = ENVIRONMENT) {
  return readDeclaration(text, { environment: (name) => environment[name], readFile });
}

let world: World;
let context: ControlContext;

beforeEach(async () => {
  world = await openWorld();
  context = world.context({ kind: 'declarative-file', organisationId: world.organisationId });
});

const apply = async (text: string, environment?: Record<string, string>): Promise<string[]> => {
  const lines: string[] = [];
  for await (const { outcome, noun, name } of applyDeclaration(context, declare(text, environment))) {
    lines.push(`${outcome} ${noun} ${name}`);
  }
  return lines;
};

describe('a declarative file', () => {
  it('makes everything, and the second time nothing', async () => {
    expect(await apply(FILE)).toEqual([
      'created integration vertex-prod',
      'created provider batch',
      'created config pc-main',
      'created api_key CI',
      'created api_key Ops',
    ]);
    const [before, audits] = [await world.records.configuration(), (await world.audits()).length];
    expect(new Set((await apply(FILE)).map((line) => line.split(' ')[0]))).toEqual(new Set(['unchanged']));
    expect(await world.records.configuration()).toEqual(before);
    expect(await world.audits()).toHaveLength(audits);
  });

  it('is live as a whole, and what came before a mistake as well', async () => {
    const published = world.published();
    await apply(FILE);
    expect(world.published()).toBe(published + 1);
    await apply(FILE);
    expect(world.published()).toBe(published + 1);
    const renamed = FILE.replace('name: Batch', 'name: Nightly');
    await expect(apply(renamed, { ...ENVIRONMENT, CI_KEY: 'guess' })).rejects.toThrow('api_keys[0]');
    expect(world.published()).toBe(published + 2);
  });

  it('makes keys that open with the given text, without the line break of their file', async () => {
    await apply(FILE);
    const hashes = (await world.records.configuration()).apiKeys.map(({ name, hash }) => [name, hash]);
    expect(hashes).toContainEqual(['CI', hashKey('tg-ci-0123456789abcdef')]);
    expect(hashes).toContainEqual(['Ops', hashKey('tg-ops-5f0c9b7e2a4d8613')]);
  });

  it('leaves no secret in the audit trail', async () => {
    await apply(FILE);
    const trail = JSON.stringify(await world.audits());
    expect(trail).toContain('"actor":"declarative-file"');
    for (const secret of [PRIVATE_KEY_MARK, 'tg-ci-0123456789abcdef']) expect(trail).not.toContain(secret);
  });

  it.each([
    ['a region', { ...ENVIRONMENT, REGION: 'global' }, FILE, 'updated integration vertex-prod'],
    ["a key's text", { ...ENVIRONMENT, CI_KEY: 'tg-ci-fedcba9876543210' }, FILE, 'updated api_key CI'],
    [
      'scopes',
      ENVIRONMENT,
      FILE.replace('[completions.write]', '[completions.write, logs.view]'),
      'updated api_key CI',
    ],
    ['metadata', ENVIRONMENT, FILE.replace('team: build', 'team: test'), 'updated api_key CI'],
    ['a routing object', ENVIRONMENT, FILE.replace('"@vertex-prod"', '"@batch"'), 'updated config pc-main'],
    ['a note', ENVIRONMENT, FILE.replace('slug: batch', 'slug: batch\n    note: nightly'), 'updated provider batch'],
  ])('updates what differs, and only that: %s', async (_what, environment, text, expected) => {
    await apply(FILE);
    const changes = await apply(text, environment);
    expect(changes.filter((line) => !line.startsWith('unchanged'))).toEqual([expected]);
    expect(new Set(await apply(text, environment)).has(expected)).toBe(false);
  });

  it('knows a config again that is kept in another spelling', async () => {
    const file =
      'configs: [{ name: Two, slug: pc-two, config: { strategy: { mode: load-balance }, targets: [{ provider: "@a" }] } }]';
    expect(await apply(file)).toEqual(['created config pc-two']);
    expect(await apply(file)).toEqual(['unchanged config pc-two']);
    expect((await world.records.configuration()).configs).toMatchObject([
      { config: { strategy: { mode: 'loadbalance' } } },
    ]);
  });

  it('knows a secret in a config again, and keeps it out of the trail', async () => {
    const file = 'configs: [{ name: Own, slug: pc-own, config: { provider: anthropic, api_key: "${CI_KEY}" } }]';
    expect(await apply(file)).toEqual(['created config pc-own']);
    expect(await apply(file)).toEqual(['unchanged config pc-own']);
    const rotated = { ...ENVIRONMENT, CI_KEY: 'sk-ant-the-next-one-0123' };
    expect(await apply(file, rotated)).toEqual(['updated config pc-own']);
    const kept = JSON.stringify([await world.audits(), (await world.records.configuration()).configs]);
    for (const secret of [ENVIRONMENT.CI_KEY, rotated.CI_KEY]) expect(kept).not.toContain(secret);
  });

  it('makes guardrails before the configs that name them, and keeps what is exempt from them', async () => {
    const file = `
guardrails:
  - name: Mask secrets
    slug: pg-mask
    checks: [{ id: tollgate.secrets, parameters: { redact: true } }]
    actions: { mode: shadow }
    stream: { mode: hold, tokens: 80 }
  - name: All
    slug: pg-all
    organisation_id: ${world.organisationId}
    default_sides: [input]
    checks: [{ id: default.webhook, parameters: { webhookURL: "https://guard.example", headers: { authorization: "\${CI_KEY}" } } }]
configs:
  - { name: Main, slug: pc-main, config: { provider: "@a", input_guardrails: [pg-mask] } }
`;
    expect(await apply(file)).toEqual([
      'created guardrail pg-mask',
      'created guardrail pg-all',
      'created config pc-main',
    ]);
    expect(new Set((await apply(file)).map((line) => line.split(' ')[0]))).toEqual(new Set(['unchanged']));
    expect(await apply(file.replace('mode: shadow', 'mode: enforce'))).toContain('updated guardrail pg-mask');
    expect(JSON.stringify(await world.audits())).not.toContain(ENVIRONMENT.CI_KEY);
  });

  it('deletes nothing that it does not name', async () => {
    await apply(FILE);
    expect(await apply('integrations: []')).toEqual([]);
    expect((await world.records.configuration()).integrations).toHaveLength(1);
  });

  it('makes a workspace with what belongs to it, and knows it again', async () => {
    const file = `
workspaces: [{ name: Data, slug: ws-data, defaults: { metadata: { team: data } } }]
configs: [{ name: Main, slug: pc-data, workspace_id: ws-data, config: { provider: "@a" } }]
api_keys: [{ name: Data, key: "\${CI_KEY}", workspace_id: ws-data }]`;
    expect(await apply(file)).toEqual(['created workspace ws-data', 'created config pc-data', 'created api_key Data']);
    expect(new Set((await apply(file)).map((line) => line.split(' ')[0]))).toEqual(new Set(['unchanged']));
    const renamed = file.replace('name: Data, slug', 'name: Data science, slug');
    expect((await apply(renamed))[0]).toBe('updated workspace ws-data');
    const { workspaces, configs, apiKeys } = await world.records.configuration();
    const made = workspaces.find(({ slug }) => slug === 'ws-data');
    expect(made).toMatchObject({ name: 'Data science', defaults: { metadata: { team: 'data' } } });
    expect([configs[0]?.workspaceId, apiKeys.find(({ name }) => name === 'Data')?.workspaceId]).toEqual([
      made?.id,
      made?.id,
    ]);
  });

  it('makes a key again that was deleted over the admin API, as often as that happens', async () => {
    await apply(FILE);
    for (let times = 0; times < 2; times++) {
      const declared = (await world.records.configuration()).apiKeys.find(({ name }) => name === 'CI');
      await deleteApiKey(context, { id: declared?.id });
      expect(await apply(FILE)).toContain('created api_key CI');
    }
    expect((await world.records.configuration()).apiKeys.filter(({ name }) => name === 'CI')).toMatchObject([
      { hash: hashKey(ENVIRONMENT.CI_KEY) },
    ]);
  });

  it('names the entry that the records refuse', async () => {
    await apply(FILE);
    await expect(apply(FILE.replace('ai_provider_id: vertex-ai', 'ai_provider_id: anthropic'))).rejects.toThrow(
      'integrations[0]: ai_provider_id: integration "vertex-prod" is one of vertex-ai, which cannot change',
    );
    await expect(apply(FILE, { ...ENVIRONMENT, REGION: 'no such place' })).rejects.toThrow(
      'integrations[0]: configurations.vertex_region: ',
    );
    await expect(apply(FILE, { ...ENVIRONMENT, CI_KEY: 'guess' })).rejects.toThrow('api_keys[0]: An API key must have');
    await expect(apply(FILE, { ...ENVIRONMENT, CI_KEY: 'tg-ops-5f0c9b7e2a4d8613' })).rejects.toThrow(
      'has the same text',
    );
  });
});

describe('a declarative file with mistakes in it', () => {
  const lines = (text: string, environment?: Record<string, string>): string[] => {
    try {
      declare(text, environment);
      return [];
    } catch (error) {
      return error instanceof Error ? error.message.split('\n') : [];
    }
  };

  it('lists every reference that leads nowhere', () => {
    expect(lines(FILE.replace('/run/secrets/sa.json', '/gone'), { REGION: 'global' })).toEqual([
      'integrations[0].configurations.vertex_service_account_json: the file /gone cannot be read (ENOENT)',
      'api_keys[0].key: the environment variable CI_KEY is not set',
    ]);
  });

  it.each([
    ['an unknown noun', 'teams: []', 'unknown field "teams"'],
    ['an unknown field', FILE.replace('slug: batch', 'slugg: batch'), 'providers[0]: unknown field "slugg"'],
    ['a wrong type', FILE.replace('name: Batch', 'name: 7'), 'providers[0].name: expected string, received number'],
    [
      'a missing field',
      FILE.replace('integration_id: vertex-prod', 'note: x'),
      'providers[0].integration_id: is required',
    ],
    ['a list that is none', 'configs: all', 'configs: expected array, received string'],
    ['a file that is a list', '- a', 'expected object, received array'],
    ['a key without its text', 'api_keys: [{ name: CI }]', 'api_keys[0].key: is required'],
    ['a reference that is none', 'configs: [{ name: "${a b}", config: {} }]', 'configs[0].name: "${…}" is neither'],
    [
      'an alias inside of itself',
      'configs: [{ name: a, config: &it { targets: [*it] } }]',
      'configs[0].config.targets[0]: an alias may not stand inside of what it stands for',
    ],
    ['broken YAML', 'integrations: [', 'not valid YAML: '],
    ['a key twice', 'configs: []\nconfigs: []', 'not valid YAML: Map keys must be unique at line 2'],
  ])('is told in one line: %s', (_what, text, expected) => {
    const [line = '', ...more] = lines(text);
    expect(line).toContain(expected);
    expect(more).toEqual([]);
  });

  it.each([
    ['an alias', 'configs: [{ name: a, config: *hunter2-hunter2 }]'],
    ['a scalar', 'api_keys:\n  - name: a\n    key: "hunter2-hunter2\n  - b'],
    ['a mapping', 'api_keys: a: hunter2-hunter2: b'],
    ['a reference', 'api_keys: [{ name: a, key: "${hunter2-hunter2!}" }]'],
  ])('is told of a mistake without what the file holds: %s', (_what, text) => {
    const told = lines(text);
    expect(told.length).toBeGreaterThan(0);
    expect(told.join()).not.toContain('hunter2');
  });

  it('names a mistake without the contents of variables and files', () => {
    const { sources, mask } = keepSecret({
      environment: () => 'hunter2-hunter2',
      readFile: () => 'line one\nhunter3\n',
    });
    expect([sources.environment('A'), sources.readFile('b')]).toEqual(['hunter2-hunter2', 'line one\nhunter3\n']);
    expect(mask('unknown AI provider "hunter2-hunter2"; no config "hunter3"')).toBe(
      'unknown AI provider "[masked]"; no config "[masked]"',
    );
  });

  it('may be empty', () => {
    expect(declare('')).toEqual({
      workspaces: [],
      integrations: [],
      providers: [],
      guardrails: [],
      configs: [],
      api_keys: [],
    });
  });

  it('keeps a dollar brace that is meant', () => {
    expect(declare('configs: [{ name: "$${x}", config: {} }]').configs[0]?.name).toBe('${x}');
  });
});
