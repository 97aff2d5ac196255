import { NO_LIMITS } from '../../routing/compiled-limits.ts';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../kernel/errors.ts';
import type { WorkspaceId, OrganisationId, KeyHash } from '../../kernel/ids.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import { PARSING } from '../../../testkit/config-parsing.ts';
import { savedProvider } from '../../../testkit/saved-provider.ts';
import { NO_CONFIG, parseConfig, type ConfigNode, type TargetNode } from '../../routing/parse.ts';
import { createInline } from '../route/inline.ts';
import { resolveTarget, stateKey } from '../route/plan.ts';
import type { CompiledConfig, CompiledKey, CompiledWorkspace } from '../snapshot/snapshot.ts';
import type { Planned } from '../exchange.ts';
import { countTokens } from '../endpoints/count-tokens.ts';
import { embeddings } from '../endpoints/embeddings.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import { messages } from '../endpoints/messages.ts';
import { choosePlan } from './choose-plan.ts';
import { failure } from '../../kernel/result.ts';

const NOW = 1_800_000_000_000;
const config = (slug: string, value: unknown): [string, CompiledConfig] => {
  const parsed = parseConfig(value, PARSING);
  return [slug, { id: `id-${slug}`, slug, versionId: `v-${slug}`, node: parsed.ok ? parsed : failure('broken') }];
};
const workspace: CompiledWorkspace = {
  id: 'w' as WorkspaceId,
  organisationId: 'o' as OrganisationId,
  slug: 'ws-1',
  limits: NO_LIMITS,
  metadata: {},
  providers: new Map([savedProvider('a'), savedProvider('b'), savedProvider('old', NOW - 1)]),
  configs: new Map([
    config('pc-a', { provider: '@a' }),
    config('pc-legacy', { virtual_key: 'b' }),
    config('pc-model', { override_params: { model: '@b/claude-x', max_tokens: 5 } }),
    config('pc-single', {
      strategy: { mode: 'single' },
      forward_headers: ['Anthropic-Beta'],
      targets: [{ provider: '@b', request_timeout: 900 }],
    }),
    config('pc-nowhere', { request_timeout: 500 }),
    config('pc-broken', { nonsense: true }),
    config('pc-secret', { provider: 'anthropic', api_key: 'sk-ant-of-the-config' }),
  ]),
  guardrails: { input: [], output: [] },
};
const key: CompiledKey = {
  id: 'k',
  hash: '' as KeyHash,
  organisationId: 'o' as OrganisationId,
  workspaceId: workspace.id,
  type: 'workspace-service',
  userId: null,
  scopes: new Set(),
  metadata: {},
  defaultConfig: null,
  allowConfigOverride: true,
  previousHash: null,
  expiresAt: null,
  limits: NO_LIMITS,
};

const checkUrl = (url: string): string | null => (url.includes('169.254.') ? 'a private address' : null);
const inline = createInline({ providers: PARSING.providers, checkUrl });

function choose(ask: {
  headers?: RequestHeaders;
  model?: string;
  key?: Partial<CompiledKey>;
  endpoint?: UpstreamEndpoint;
}) {
  const headers = ask.headers ?? {};
  const endpoint = ask.endpoint ?? messages;
  const exchange = { caller: { ...key, ...ask.key }, workspace, headers, endpoint };
  const { plan } = choosePlan.run(exchange as never, { inline } as never) as Planned;
  const leaf = leafOf(plan.root);
  const target = resolveTarget(leaf, {
    workspace,
    snapshot: { keys: new Map(), archivedKeys: new Map(), organisations: new Map() },
    headers,
    requestedModel: ask.model ?? 'claude-m',
    overlay: plan.overlay,
    inline,
    now: NOW,
  });
  return { ...plan, target };
}

function leafOf(node: ConfigNode): TargetNode {
  return node.kind === 'target' ? node : leafOf(node.targets[0] ?? NO_CONFIG);
}

describe('which provider and model a request goes to', () => {
  it.each<[string, Parameters<typeof choose>[0], string, string]>([
    ['the header names a saved provider', { headers: { 'x-portkey-provider': '@a' } }, 'a', 'claude-m'],
    ['the legacy header names it without @', { headers: { 'x-portkey-virtual-key': 'b' } }, 'b', 'claude-m'],
    ['the model carries it', { model: '@b/claude-m' }, 'b', 'claude-m'],
    ['the model has slashes of its own', { model: '@b/meta/llama/3' }, 'b', 'meta/llama/3'],
    ['header and model agree', { headers: { 'x-portkey-provider': '@a' }, model: '@a/claude-m' }, 'a', 'claude-m'],
    [
      'header and model differ: the model is more specific',
      { headers: { 'x-portkey-provider': '@a' }, model: '@b/claude-m' },
      'b',
      'claude-m',
    ],
    ['a saved config names it', { headers: { 'x-portkey-config': 'pc-a' } }, 'a', 'claude-m'],
    [
      'a saved config wins over header and model',
      { headers: { 'x-portkey-config': 'pc-a', 'x-portkey-provider': '@b' }, model: '@b/claude-m' },
      'a',
      'claude-m',
    ],
    ['a config names it the legacy way', { headers: { 'x-portkey-config': 'pc-legacy' } }, 'b', 'claude-m'],
    [
      'a config writes only the model',
      { headers: { 'x-portkey-config': 'pc-model', 'x-portkey-provider': '@a' } },
      'b',
      'claude-x',
    ],
    ['the target is nested', { headers: { 'x-portkey-config': 'pc-single' } }, 'b', 'claude-m'],
    [
      'the config leaves it to the header',
      { headers: { 'x-portkey-config': 'pc-nowhere', 'x-portkey-provider': '@a' } },
      'a',
      'claude-m',
    ],
    ['the config is inline', { headers: { 'x-portkey-config': '{"provider":"@b"}' } }, 'b', 'claude-m'],
    ['the key has a default config', { key: { defaultConfig: 'pc-a' } }, 'a', 'claude-m'],
    [
      'the request’s config replaces the key’s default',
      { headers: { 'x-portkey-config': 'pc-legacy' }, key: { defaultConfig: 'pc-a' } },
      'b',
      'claude-m',
    ],
    [
      'the locked key’s own config is named again',
      { headers: { 'x-portkey-config': 'pc-a' }, key: { defaultConfig: 'pc-a', allowConfigOverride: false } },
      'a',
      'claude-m',
    ],
  ])('%s', (_, ask, slug, model) => {
    expect(choose(ask).target).toMatchObject({ provider: { slug }, model });
  });

  it('keeps what is known of targets apart by config and by operation', () => {
    const headers = { 'x-portkey-config': 'pc-a' };
    const states = [
      choose({ headers }).scopes.state,
      choose({ headers, endpoint: embeddings }).scopes.state,
      choose({ headers, endpoint: countTokens }).scopes.state,
      choose({ headers: { 'x-portkey-config': 'pc-legacy' } }).scopes.state,
    ];
    expect(new Set(states).size).toBe(4);
  });

  it('counts the tokens of a conversation where the conversation sticks', () => {
    const headers = { 'x-portkey-config': 'pc-a' };
    const picksOf = (endpoint: UpstreamEndpoint) => choose({ headers, endpoint }).scopes.picks;
    expect(picksOf(countTokens)).toBe(picksOf(messages));
    expect(picksOf(embeddings)).not.toBe(picksOf(messages));
  });

  it('takes what the config says down to the target, and the version into the log', () => {
    const plan = choose({ headers: { 'x-portkey-config': 'pc-single' } });
    expect(plan.config).toEqual({ id: 'id-pc-single', versionId: 'v-pc-single' });
    expect(plan.target).toMatchObject({
      path: 'config.targets[0]',
      settings: { timeouts: { firstByteMs: 900 }, forwardHeaders: ['anthropic-beta'] },
    });
  });

  it('lets headers win over the config for forwarding and time-out, in both spellings of the list', () => {
    const headers = {
      'x-portkey-config': 'pc-single',
      'x-portkey-request-timeout': '70',
      'x-portkey-forward-headers': "['X-A', 'x-b']",
    };
    expect(choose({ headers }).target).toMatchObject({
      settings: { timeouts: { firstByteMs: 70 }, forwardHeaders: ['x-a', 'x-b'] },
    });
  });

  it('keeps what is found out at the header’s host apart from what is known of the config’s targets', () => {
    const headers = { 'x-portkey-config': '{"provider":"anthropic","api_key":"sk-own"}' };
    const there = choose({ headers: { ...headers, 'x-portkey-custom-host': 'https://two.example' } });
    const here = choose({ headers });
    expect(stateKey(there.scopes, there.target)).not.toBe(stateKey(here.scopes, here.target));
    expect(there.scopes.picks).not.toBe(here.scopes.picks);
  });

  it('lets the header’s host win over the config’s, for a credential of the caller’s own', () => {
    const headers = {
      'x-portkey-config': '{"provider":"anthropic","api_key":"sk-own","custom_host":"https://one.example"}',
      'x-portkey-custom-host': 'https://two.example',
    };
    const { connection } = choose({ headers }).target.provider;
    expect(connection).toMatchObject({
      value: { tenantUrls: [{ field: 'custom_host', url: 'https://two.example' }] },
    });
  });

  it.each<[string, Parameters<typeof choose>[0], ErrorCode, RegExp]>([
    ['nothing chooses', {}, 'provider_not_chosen', /Nothing says/],
    ['the slug is unknown', { headers: { 'x-portkey-provider': '@x' } }, 'provider_not_found', /"@x"/],
    [
      'the provider is not there yet',
      { headers: { 'x-portkey-provider': 'sagemaker' } },
      'invalid_header',
      /x-portkey-provider: "sagemaker" is not in this version/,
    ],
    [
      'the provider is a saved one without its @',
      { headers: { 'x-portkey-provider': 'a' } },
      'invalid_header',
      /there is no provider "a"; known: .*anthropic/,
    ],
    [
      'the header’s host is to get a stored credential',
      { headers: { 'x-portkey-provider': '@a', 'x-portkey-custom-host': 'https://evil.example' } },
      'invalid_header',
      /x-portkey-custom-host: a stored credential/,
    ],
    [
      'the header’s host is to get the stored credential of a saved config',
      { headers: { 'x-portkey-config': 'pc-secret', 'x-portkey-custom-host': 'https://evil.example' } },
      'invalid_header',
      /x-portkey-custom-host: a stored credential/,
    ],
    [
      'the header’s host is a private one',
      { headers: { 'x-portkey-provider': '@a', 'x-portkey-custom-host': 'http://169.254.169.254' } },
      'invalid_header',
      /x-portkey-custom-host: not allowed: a private address/,
    ],
    [
      'the inline config’s host is a private one',
      { headers: { 'x-portkey-config': '{"targets":[{"provider":"anthropic","custom_host":"http://169.254.0.1"}]}' } },
      'invalid_config',
      /targets\[0\]\.custom_host: not allowed: a private address/,
    ],
    [
      'the inline config’s host is to get a stored credential',
      { headers: { 'x-portkey-config': '{"custom_host":"https://evil.example","targets":[{"provider":"@a"}]}' } },
      'invalid_config',
      /targets\[0\]\.custom_host: a stored credential/,
    ],
    [
      'the inline config’s host is to get the credential of the model that it writes',
      { headers: { 'x-portkey-config': '{"custom_host":"https://e.example","override_params":{"model":"@a/x"}}' } },
      'invalid_config',
      /custom_host: a stored credential/,
    ],
    ['the provider has expired', { headers: { 'x-portkey-provider': '@old' } }, 'provider_unusable', /expired/],
    ['the config is unknown', { headers: { 'x-portkey-config': 'pc-x' } }, 'config_not_found', /"pc-x"/],
    ['the saved config is broken', { headers: { 'x-portkey-config': 'pc-broken' } }, 'invalid_config', /broken/],
    ['the inline config is not JSON', { headers: { 'x-portkey-config': '{a' } }, 'invalid_config', /valid JSON/],
    [
      'the inline config asks for what is not there yet',
      { headers: { 'x-portkey-config': '{"prompt_id":"pp-1"}' } },
      'invalid_config',
      /prompt_id: this version of Tollgate keeps no prompts/,
    ],
    [
      'the inline config has a typo deep inside',
      { headers: { 'x-portkey-config': '{"targets":[{"providr":"@a"}]}' } },
      'invalid_config',
      /targets\[0\]\.providr: unknown key/,
    ],
    [
      'the key allows no config',
      { headers: { 'x-portkey-config': 'pc-a' }, key: { allowConfigOverride: false } },
      'config_override_not_allowed',
      /does not allow/,
    ],
    [
      'the time-out is no number',
      { headers: { 'x-portkey-provider': '@a', 'x-portkey-request-timeout': '5s' } },
      'invalid_header',
      /milliseconds, got "5s"/,
    ],
    [
      'the time-out leaves no time',
      { headers: { 'x-portkey-provider': '@a', 'x-portkey-request-timeout': '0' } },
      'invalid_header',
      /milliseconds, got "0"/,
    ],
    [
      'the time-out is an endless number',
      { headers: { 'x-portkey-provider': '@a', 'x-portkey-request-timeout': '9'.repeat(400) } },
      'invalid_header',
      /milliseconds, got "9{40}"/,
    ],
  ])('is refused when %s', (_, ask, code, message) => {
    expect(() => choose(ask)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
    );
  });
});
