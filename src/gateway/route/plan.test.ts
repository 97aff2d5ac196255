import { describe, expect, it } from 'vitest';
import type { OrganisationId, WorkspaceId } from '../../wire/ids.ts';
import type { CompiledProvider, CompiledWorkspace } from '../snapshot/snapshot.ts';
import { NO_CONFIG, parseConfig, type TargetNode } from './config.ts';
import { resolveTarget } from './plan.ts';

const NOW = 1_800_000_000_000;
const provider = (slug: string, expiresAt: number | null = null): [string, CompiledProvider] => [
  slug,
  { slug, integrationId: `i-${slug}`, expiresAt, provider: undefined as never, connection: { problem: 'unused' } },
];

function workspaceOf(...providers: [string, CompiledProvider][]): CompiledWorkspace {
  const ids = { id: 'w' as WorkspaceId, organisationId: 'o' as OrganisationId };
  return { ...ids, slug: 'ws-1', providers: new Map(providers), configs: new Map() };
}

const workspace = workspaceOf(provider('a'), provider('b'), provider('today', NOW), provider('tomorrow', NOW + 1));

function resolve(
  config: unknown,
  ask: { model?: string; headers?: Record<string, string>; in?: CompiledWorkspace } = {},
) {
  const node = config === null ? NO_CONFIG : parseConfig(config);
  if ('issues' in node) throw new Error(JSON.stringify(node.issues));
  const { slug, model } = resolveTarget(node as TargetNode, {
    workspace: ask.in ?? workspace,
    headers: ask.headers ?? {},
    requestedModel: ask.model ?? 'claude-m',
    now: NOW,
  });
  return `@${slug}/${model}`;
}

const HEADER_B = { headers: { 'x-portkey-provider': '@b' } };

/** How much each way of naming a provider weighs is told in choose-plan.test.ts. */
describe('where a target sends to', () => {
  it.each<[string, unknown, Parameters<typeof resolve>[1], string]>([
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
      'a default model is none: the request has one',
      { provider: '@a', default_params: { model: 'x' } },
      {},
      '@a/claude-m',
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
  ])('%s', (_, config, ask, target) => {
    expect(resolve(config, ask)).toBe(target);
  });

  it('is told with what there is, when it is not there', () => {
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
});
