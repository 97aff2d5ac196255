import { describe, expect, it } from 'vitest';
import { PARSING } from '../../../testkit/config-parsing.ts';
import { savedProvider } from '../../../testkit/saved-provider.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { listableModels } from '../../catalog/known-models.ts';
import { factsFor } from '../../catalog/models.ts';
import { describeModel, listModels } from './list-models.ts';
import { createInline } from '../route/inline.ts';

const NOW = 1_800_000_000_000;
const workspace = {
  id: 'w' as WorkspaceId,
  slug: 'ws-1',
  providers: new Map([savedProvider('a'), savedProvider('b', NOW + 1), savedProvider('old', NOW)]),
  configs: new Map(),
};
const inline = createInline({ providers: PARSING.providers, checkUrl: () => null });
const catalog = {
  listModels: () => [
    { id: 'claude-x', displayName: 'Claude X', makes: 'messages' },
    { id: 'claude-y', displayName: 'Claude Y', makes: 'messages' },
  ],
};

interface List {
  data: Record<string, unknown>[];
  first_id: string | null;
  last_id: string | null;
}

function list(headers: Record<string, string> = {}, config?: unknown): List {
  const sent = config === undefined ? headers : { ...headers, 'x-portkey-config': JSON.stringify(config) };
  const caller = { defaultConfig: null, allowConfigOverride: true };
  const asked = {
    caller,
    workspace,
    snapshot: { keys: new Map(), archivedKeys: new Map() },
    headers: sent,
    url: '/v1/models',
  };
  return JSON.parse(listModels(asked as never, { catalog, inline, clock: { now: () => NOW } } as never)) as List;
}

const idsOf = ({ data }: List) => data.map(({ id }) => id);
const BARE = ['claude-x', 'claude-y'];
const A = { provider: '@a' };

describe('the models of a workspace', () => {
  it('are named as a request has to name them, without those of a provider that has expired', () => {
    const listed = list();
    expect(idsOf(listed)).toEqual(['@a/claude-x', '@b/claude-x', '@a/claude-y', '@b/claude-y']);
    expect(listed).toMatchObject({ object: 'list', has_more: false, first_id: '@a/claude-x', last_id: '@b/claude-y' });
    expect(listed.data[0]).toEqual({
      id: '@a/claude-x',
      object: 'model',
      type: 'model',
      display_name: 'Claude X',
      owned_by: 'anthropic',
      provider: 'anthropic',
      created: 0,
      created_at: '1970-01-01T00:00:00.000Z',
    });
  });

  it.each<[string, Record<string, string>, unknown, readonly string[]]>([
    ['bare for Claude Code, each once', { 'anthropic-version': '2023-06-01' }, undefined, BARE],
    ['bare for the provider of the header', { 'x-portkey-provider': '@a' }, undefined, BARE],
    [
      'bare for the targets of a config',
      {},
      { strategy: { mode: 'fallback' }, targets: [A, { provider: '@b' }] },
      BARE,
    ],
    [
      'those of the catalog where a target of the config asks for it',
      {},
      { targets: [{ ...A, fetch_integrated_models: true }] },
      ['@a/claude-x', '@a/claude-y'],
    ],
    [
      'those of the catalog where a header asks for it',
      { 'x-portkey-models-endpoint': 'true' },
      A,
      ['@a/claude-x', '@a/claude-y'],
    ],
    [
      'bare where a header says no',
      { 'x-portkey-fetch-integrated-models': 'false' },
      { ...A, fetch_integrated_models: true },
      BARE,
    ],
    ['those of the targets that are there', {}, { targets: [{ provider: '@gone' }, A, { provider: '@old' }] }, BARE],
    [
      'all, where a target takes its provider from the request',
      {},
      { targets: [A, { passthrough: true }] },
      ['@a/claude-x', '@b/claude-x', '@a/claude-y', '@b/claude-y'],
    ],
  ])('are %s', (_, headers, config, ids) => {
    expect(idsOf(list(headers, config))).toEqual(ids);
  });

  it('cannot be reported where no target is there', () => {
    expect(() => list({}, { targets: [{ provider: '@gone' }, { provider: '@old' }] })).toThrow(
      expect.objectContaining({ code: 'provider_not_found' }) as Error,
    );
  });
});

describe('one model', () => {
  const more = {
    listModels: () => [
      ...catalog.listModels(),
      { id: 'claude-haiku-4-5-20251001', displayName: 'Claude Haiku 4.5', makes: 'messages' },
      { id: 'texts', displayName: 'Texts', makes: 'embeddings' },
    ],
    factsFor,
  };
  const one = (modelId: string, headers: Record<string, string> = {}): unknown => {
    const caller = { defaultConfig: null, allowConfigOverride: true };
    const asked = {
      caller,
      workspace,
      snapshot: { keys: new Map(), archivedKeys: new Map() },
      headers,
      route: { modelId },
    };
    return JSON.parse(describeModel(asked as never, { catalog: more, inline, clock: { now: () => NOW } } as never));
  };

  it.each([
    ['its bare name', 'claude-x', 'claude-x'],
    ['its name with a provider', '@b/claude-x', '@b/claude-x'],
    ['an alias', 'claude-haiku-4-5', 'claude-haiku-4-5-20251001'],
    ['Vertex’s spelling', '@a/claude-haiku-4-5@20251001', '@a/claude-haiku-4-5-20251001'],
  ])('is found by %s, with or without an Anthropic version', (_, modelId, id) => {
    expect(one(modelId)).toMatchObject({ id, type: 'model', object: 'model', owned_by: 'anthropic' });
    expect(one(modelId, { 'anthropic-version': '2023-06-01' })).toEqual(one(modelId));
  });

  it.each<[string, string, Record<string, string>]>([
    ['that nobody has', 'claude-z', {}],
    ['of a snapshot that nobody knows', 'claude-haiku-4-5-20990101', {}],
    ['of a provider that is not there', '@gone/claude-x', {}],
    ['of a provider that has expired', '@old/claude-x', {}],
    ['of another provider than the header’s', '@b/claude-x', { 'x-portkey-provider': '@a' }],
    ['that makes no messages, for a client that can do nothing else', 'texts', { 'anthropic-version': '2023-06-01' }],
    ['without a name', '@a/', {}],
  ])('%s is not found', (_, modelId, headers) => {
    expect(() => one(modelId, headers)).toThrow(expect.objectContaining({ code: 'model_not_found' }) as Error);
  });
});

it('a workspace without a provider has no models', () => {
  const empty = { ...workspace, providers: new Map() };
  const asked = {
    caller: { defaultConfig: null },
    workspace: empty,
    snapshot: { keys: new Map(), archivedKeys: new Map() },
    headers: {},
    url: '',
  };
  const listed = JSON.parse(
    listModels(asked as never, { catalog, inline, clock: { now: () => NOW } } as never),
  ) as List;
  expect(listed).toEqual({ object: 'list', data: [], has_more: false, first_id: null, last_id: null });
});

describe('the models of other makers', () => {
  const at = (id: string, provider: string, platform: string, allows: (id: string) => boolean): [string, never] => {
    const [slug, saved] = savedProvider(id);
    const models = { ...saved.models, isRestricted: true, allows, named: [] };
    return [slug, { ...saved, models, provider: { ...saved.provider, id: provider, platform } } as never];
  };
  const listOf = (providers: [string, never][], headers: Record<string, string> = {}): List => {
    const asked = {
      caller: { defaultConfig: null, allowConfigOverride: true },
      workspace: { ...workspace, providers: new Map(providers) },
      snapshot: { keys: new Map(), archivedKeys: new Map() },
      headers,
      url: '/v1/models',
    };
    const deps = { catalog: { listModels: listableModels }, inline, clock: { now: () => TODAY } };
    return JSON.parse(listModels(asked as never, deps as never)) as List;
  };
  const all = (): boolean => true;
  const TODAY = Date.UTC(2026, 10, 30);

  it.each([
    ['openai', 'openai', 'gpt-4.1-mini'],
    ['azure-openai', 'azure-openai', 'gpt-4.1-mini'],
    ['google', 'google', 'gemini-3.5-flash'],
    ['bedrock', 'bedrock', 'amazon.nova-pro-v1:0'],
    ['groq', 'groq', 'llama-3.3-70b-versatile'],
  ])('are listed with their limits: %s', (provider, platform, id) => {
    const { data } = listOf([at('p', provider, platform, all)]);
    expect(data.find((one) => one['id'] === `@p/${id}`)).toMatchObject({
      owned_by: provider,
      context_window: expect.any(Number) as number,
      max_output_tokens: expect.any(Number) as number,
    });
  });

  it('are those that the integration allows, and no others', () => {
    const { data } = listOf([
      at('p', 'openai', 'openai', (id) => id === 'gpt-4.1'),
      at('q', 'groq', 'groq', () => false),
    ]);
    expect(data.map(({ id }) => id)).toEqual(['@p/gpt-4.1']);
  });

  it('are left out from the day on which they are not served any more, and say their snapshot’s day', () => {
    const { data } = listOf([at('p', 'openai', 'openai', all)]);
    for (const { id, deprecation_date: day } of data) {
      if (typeof day === 'string') expect(Date.parse(day), String(id)).toBeGreaterThan(TODAY);
    }
    expect(data.find(({ id }) => id === '@p/gpt-4.1-2025-04-14')?.['created']).toBe(Date.UTC(2025, 3, 14) / 1000);
  });

  it('are not for a client of Anthropic’s, which would ask for them as it asks Claude', () => {
    expect(listOf([at('p', 'openai', 'openai', all)], { 'anthropic-version': '2023-06-01' }).data).toEqual([]);
  });
});
