import { NO_LIMITS } from '../../routing/compiled-limits.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { PARSING } from '../../../testkit/config-parsing.ts';
import { savedProvider } from '../../../testkit/saved-provider.ts';
import type { KeyHash, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { CompiledWorkspace } from '../snapshot/snapshot.ts';
import { NO_CONFIG, parseConfig, type TargetNode } from '../../routing/parse.ts';
import { createInline } from './inline.ts';
import type { ParseUsing } from '../../routing/node-provider.ts';
import { NO_OVERLAY } from '../../routing/overlay.ts';
import { resolveTarget, type Target } from './plan.ts';
import { success } from '../../kernel/result.ts';

const NOW = 1_800_000_000_000;
const GATEWAY_KEY = 'tg-somebody';

function workspaceOf(...providers: ReturnType<typeof savedProvider>[]): CompiledWorkspace {
  const ids = { id: 'w' as WorkspaceId, organisationId: 'o' as OrganisationId };
  return {
    ...ids,
    slug: 'ws-1',
    metadata: {},
    limits: NO_LIMITS,
    providers: new Map(providers),
    configs: new Map(),
    guardrails: { input: [], output: [] },
  };
}

const workspace = workspaceOf(
  savedProvider('a'),
  savedProvider('b'),
  savedProvider('today', NOW),
  savedProvider('tomorrow', NOW + 1),
);
const snapshot: Pick<Snapshot, 'keys' | 'archivedKeys' | 'organisations'> = {
  archivedKeys: new Map(),
  keys: new Map([[hashKey(GATEWAY_KEY), undefined as never]]) satisfies ReadonlyMap<KeyHash, never>,
  organisations: new Map(),
};

interface Ask {
  model?: string | null;
  headers?: Record<string, string>;
  in?: CompiledWorkspace;
  using?: Partial<ParseUsing>;
}

let inline = createInline({ providers: PARSING.providers, checkUrl: refusesPrivate });
beforeEach(() => {
  inline = createInline({ providers: PARSING.providers, checkUrl: refusesPrivate });
});

function refusesPrivate(url: string): string | null {
  return url.includes('169.254.') ? 'a private address' : null;
}

function target(config: unknown, ask: Ask = {}): Target {
  const parsed = config === null ? success(NO_CONFIG) : parseConfig(config, { ...PARSING, ...ask.using });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  const node = parsed.value;
  return resolveTarget(node as TargetNode, {
    workspace: ask.in ?? workspace,
    snapshot,
    headers: ask.headers ?? {},
    requestedModel: ask.model === undefined ? 'claude-m' : ask.model,
    overlay: NO_OVERLAY,
    inline,
    now: NOW,
  });
}

function resolve(config: unknown, ask: Ask = {}): string {
  const { provider, model } = target(config, ask);
  return `${provider.name}/${model}`;
}

/** The credential as it goes upstream, and where to. */
function sent(config: unknown, ask: Ask = {}): unknown[] {
  const { connection } = target(config, ask).provider;
  if (!connection.ok) return [connection.problem.reason];
  const { auth, tenantUrls } = connection.value;
  return [auth.type === 'header' ? auth.value : auth.type, ...tenantUrls.map(({ url }) => url)];
}

const refusing = (code: string, message: RegExp): Error =>
  expect.objectContaining({ code, status: 400, message: expect.stringMatching(message) as string }) as Error;

const HEADER_B = { headers: { 'x-portkey-provider': '@b' } };

/** choose-plan.test.ts tests which way of naming a provider wins. */
describe('where a target sends to', () => {
  it.each<[string, unknown, Ask, string]>([
    [
      'its provider, with the model that the config writes',
      { provider: '@a', override_params: { model: 'x' } },
      {},
      '@a/x',
    ],
    [
      'its provider, whatever stands before the model',
      { provider: '@a', override_params: { model: '@b/x' } },
      {},
      '@a/x',
    ],
    ['the provider of the model that the config writes', { override_params: { model: '@b/x/y' } }, HEADER_B, '@b/x/y'],
    ['the config’s model at the request’s provider', { override_params: { model: 'x' } }, HEADER_B, '@b/x'],
    [
      'the request’s model where the config has a default one',
      { provider: '@a', default_params: { model: 'x' } },
      {},
      '@a/claude-m',
    ],
    [
      'the config’s default model where the request has none',
      { provider: '@a', default_params: { model: 'x' } },
      { model: null },
      '@a/x',
    ],
    ['the default model’s provider', { default_params: { model: '@b/x' } }, { model: null }, '@b/x'],
    [
      'the config’s own model where the request has none',
      { provider: '@a', override_params: { model: 'x' } },
      { model: null },
      '@a/x',
    ],
    ['a passthrough: the request’s provider', { passthrough: true }, HEADER_B, '@b/claude-m'],
    [
      'a passthrough: the provider of the request’s model',
      { passthrough: true },
      { model: '@a/m', ...HEADER_B },
      '@a/m',
    ],
    [
      'a passthrough with a model: the config’s model, and still the request’s provider',
      { passthrough: true, override_params: { model: '@a/x' } },
      HEADER_B,
      '@b/x',
    ],
    ['a model that only begins like one with a provider', null, { model: '@odd', ...HEADER_B }, '@b/@odd'],
    ['a header with space around it', null, { headers: { 'x-portkey-provider': ' @b ' } }, '@b/claude-m'],
    ['a provider on its last day', { provider: '@tomorrow' }, {}, '@tomorrow/claude-m'],
  ])('%s', (_, config, ask, expected) => {
    expect(resolve(config, ask)).toBe(expected);
  });

  it('is reported with what there is, when it is not there', () => {
    expect(() => resolve({ provider: '@x' })).toThrow(
      expect.objectContaining({ code: 'provider_not_found', hint: 'It has: @a, @b, @today, @tomorrow.' }) as Error,
    );
    expect(() => resolve({ provider: '@x' }, { in: workspaceOf() })).toThrow(
      expect.objectContaining({ code: 'provider_not_found', hint: 'Create one: POST /v1/integrations.' }) as Error,
    );
    expect(() => resolve({ provider: '@today' })).toThrow(
      expect.objectContaining({ code: 'provider_unusable' }) as Error,
    );
    expect(() => resolve({ passthrough: true, override_params: { model: '@a/x' } })).toThrow(
      expect.objectContaining({ code: 'provider_not_chosen' }) as Error,
    );
  });

  it('needs a model from somebody', () => {
    expect(() => resolve({ provider: '@a' }, { model: null })).toThrow(
      refusing('missing_model', /model: .*it is missing/),
    );
  });
});

describe('a provider named by its id', () => {
  const OWN_KEY = { 'x-portkey-api-key': GATEWAY_KEY, 'x-api-key': 'sk-ant-callers' };
  const ANTHROPIC = { 'x-portkey-provider': 'anthropic' };
  const VERTEX = {
    'x-portkey-provider': 'vertex-ai',
    'x-portkey-vertex-region': 'us-east5',
    'x-portkey-vertex-project-id': 'mine',
  };

  it.each<[string, unknown, Record<string, string>, string]>([
    ['the target’s own key', { provider: 'anthropic', api_key: 'sk-own' }, OWN_KEY, 'sk-own'],
    ['the caller’s, where the target has none', { provider: 'anthropic' }, OWN_KEY, 'sk-ant-callers'],
    ['the caller’s, with the provider in a header', null, { ...OWN_KEY, ...ANTHROPIC }, 'sk-ant-callers'],
    [
      'the caller’s bearer',
      null,
      { ...ANTHROPIC, 'x-portkey-api-key': GATEWAY_KEY, authorization: 'Bearer sk-ant-b' },
      'sk-ant-b',
    ],
    [
      'the caller’s other header, where the first repeats the gateway key',
      null,
      { ...ANTHROPIC, ...OWN_KEY, authorization: `Bearer ${GATEWAY_KEY}` },
      'sk-ant-callers',
    ],
  ])('is asked with %s', (_, config, headers, credential) => {
    expect(sent(config, { headers })).toEqual([credential]);
    expect(resolve(config, { headers })).toBe('anthropic/claude-m');
  });

  it.each<[string, unknown, Record<string, string>, RegExp]>([
    ['without any key', { provider: 'anthropic' }, {}, /API key is required/],
    [
      'with the gateway key for a key, as Claude Code sends it twice',
      null,
      { ...ANTHROPIC, 'x-portkey-api-key': GATEWAY_KEY, authorization: `Bearer ${GATEWAY_KEY}` },
      /API key is required/,
    ],
    [
      'with a key that is the gateway’s own way in',
      null,
      { ...ANTHROPIC, authorization: 'Bearer sk-ant-callers' },
      /API key is required/,
    ],
    ['without the fields that it needs', null, { 'x-portkey-provider': 'vertex-ai' }, /vertex_project_id is required/],
    [
      'with a field that is wrong',
      null,
      { ...VERTEX, 'x-portkey-vertex-region': '../x' },
      /vertex_region is not a valid/,
    ],
    [
      'that is not there yet',
      null,
      { 'x-portkey-provider': 'sagemaker' },
      /"sagemaker" is not in this version of Tollgate yet; it has: sa.* more/,
    ],
    [
      'that nobody knows',
      null,
      { 'x-portkey-provider': 'vertexx' },
      /no provider "vertexx"; known: vertex-ai, .* and \d+ more/,
    ],
  ])('%s is refused', (_, config, headers, message) => {
    expect(() => resolve(config, { headers })).toThrow(refusing('invalid_header', message));
  });

  it('is not asked with a gateway key in the place of its own', () => {
    const config = { provider: 'anthropic', api_key: GATEWAY_KEY };
    expect(() => resolve(config)).toThrow(refusing('invalid_request', /credential .* is a gateway key/));
  });

  it('takes what the target says over the headers, and the headers for the rest', () => {
    const config = { provider: 'vertex-ai', vertex_region: 'europe-west1' };
    const { connection } = target(config, { headers: VERTEX }).provider;
    expect(connection).toMatchObject({ value: { region: 'europe-west1', auth: { type: 'caller' } } });
  });

  it('takes nothing from the headers once the target holds a secret', () => {
    const config = { provider: 'anthropic', api_key: 'sk-own' };
    const before = target(config).provider.accountId;
    const headers = { ...OWN_KEY, 'x-portkey-vertex-region': 'x', authorization: 'Bearer sk-other' };
    expect(target(config, { headers }).provider.accountId).toBe(before);
  });

  it('is one account for each workspace, which reveals no secret', () => {
    const config = { provider: 'anthropic', api_key: 'sk-own' };
    const elsewhere = { ...workspace, id: 'w-2' as WorkspaceId };
    const accountOf = (ask: Ask) => target(config, ask).provider.accountId;
    const another = accountOf({ using: { workspaceId: elsewhere.id }, in: elsewhere });
    expect(accountOf({})).toBe(accountOf({}));
    expect(another).not.toBe(accountOf({}));
    const headers = { ...OWN_KEY, ...ANTHROPIC };
    expect(target(null, { headers }).provider.accountId).not.toBe(
      target(null, { headers, in: elsewhere }).provider.accountId,
    );
    expect(`${another} ${accountOf({})}`).not.toContain('sk-own');
  });

  it('is compiled once, so that its tokens are fetched once', () => {
    const headers = { ...OWN_KEY, ...ANTHROPIC };
    expect(target(null, { headers }).provider).toBe(target(null, { headers: { ...headers } }).provider);
  });

  it('is no passthrough’s: that takes saved providers only', () => {
    expect(() => resolve({ passthrough: true }, { headers: { ...OWN_KEY, ...ANTHROPIC } })).toThrow(
      expect.objectContaining({ code: 'provider_not_chosen' }) as Error,
    );
  });

  it('gives way to the provider that stands before the model', () => {
    expect(resolve(null, { headers: { ...OWN_KEY, ...ANTHROPIC }, model: '@b/x' })).toBe('@b/x');
  });
});

describe('a custom host', () => {
  const HOST = 'https://proxy.example/v1';
  const BASE = 'https://proxy.example';
  const inlineConfig = { isSaved: false };

  it.each<[string, unknown, Ask, unknown[]]>([
    ['a saved provider, in a saved config', { provider: '@a', custom_host: HOST }, {}, ['sk-ant-stored-a', BASE]],
    ['a saved provider of the request, in a saved config', { custom_host: HOST }, HEADER_B, ['sk-ant-stored-b', BASE]],
    [
      'its own key, in an inline config',
      { provider: 'anthropic', api_key: 'sk-own', custom_host: HOST },
      { using: inlineConfig },
      ['sk-own', BASE],
    ],
    [
      'the caller’s key',
      { provider: 'anthropic', custom_host: HOST },
      { headers: { 'x-portkey-api-key': GATEWAY_KEY, 'x-api-key': 'sk-callers' } },
      ['sk-callers', BASE],
    ],
  ])('gets %s', (_, config, ask, expected) => {
    expect(sent(config, ask)).toEqual(expected);
  });

  it('is another account: what is learned there is not reported of the usual address', () => {
    const there = target({ provider: '@a', custom_host: HOST }).provider.accountId;
    expect(there).not.toBe(target({ provider: '@a' }).provider.accountId);
  });

  it('in an inline config gets no stored credential, however the provider is named', () => {
    for (const ask of [HEADER_B, { model: '@b/x' }, { headers: { 'x-portkey-virtual-key': 'b' } }]) {
      expect(() => resolve({ custom_host: HOST }, { ...ask, using: inlineConfig })).toThrow(
        refusing('invalid_config', /^config\.custom_host: a stored credential/),
      );
    }
  });
});
