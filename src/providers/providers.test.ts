/** Every provider of the registry runs the suite: a new one is in it without a line here, unless it needs settings. */
import { describe, expect, it } from 'vitest';
import { factsFor } from '../catalog/models.ts';
import { testProvider } from './provider.suite.ts';
import type { Provider, ProviderCredentials } from './provider.ts';
import { PROVIDERS } from './registry.gen.ts';

const KEY = 'sk-not-a-real-key-0123456789';

/** What a setting of that name may be. */
const SETTINGS: Readonly<Record<string, unknown>> = {
  custom_host: 'https://models.example.com/v1',
  vertex_project_id: 'some-project',
  vertex_region: 'us-east5',
  aws_region: 'us-east-1',
  azure_api_version: 'v1',
};

/** A model of the provider, where it is no name of Claude's. */
const MODELS: Readonly<Record<string, string>> = { google: 'gemini-2.5-pro', bedrock: 'claude-sonnet-4-5' };

const GAPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

/** Those that it needs. */
function credentialsOf({ settings, connect }: Provider): ProviderCredentials {
  const needed = settings.filter(({ required, name }) => required || (name in SETTINGS && name !== 'custom_host'));
  const configurations = Object.fromEntries(needed.map(({ name }) => [name, SETTINGS[name] ?? 'sample']));
  try {
    connect({ key: KEY, configurations });
    return { key: KEY, configurations };
  } catch {
    // Settings that an address is made of are required only where no other host is given.
    const all = settings.filter(({ name, type }) => type === 'string' && name !== 'custom_host');
    return { key: KEY, configurations: Object.fromEntries(all.map(({ name }) => [name, SETTINGS[name] ?? 'sample'])) };
  }
}

describe('every provider', () => {
  for (const provider of PROVIDERS.values()) {
    testProvider({
      provider,
      credentials: credentialsOf(provider),
      model: MODELS[provider.id] ?? 'claude-opus-4-8',
      factsFor: (model) => factsFor(provider.platform, model),
      gaps: GAPS[provider.id] ?? {},
    });
  }
});

it('has gaps of providers that exist only', () => {
  expect(Object.keys(GAPS).filter((id) => !PROVIDERS.has(id))).toEqual([]);
});
