/** Every provider of the registry runs the suite: a new one is in it without a line here, unless it needs settings. */
import { describe, expect, it } from 'vitest';
import { factsFor } from '../catalog/models.ts';
import { testProvider } from './provider.suite.ts';
import { SettingsError, type Provider, type ProviderCredentials } from './provider.ts';
import { PROVIDERS } from './registry.gen.ts';

const KEY = 'sk-not-a-real-key-0123456789';

/** What a setting of that name may be. */
const SETTINGS: Readonly<Record<string, unknown>> = {
  custom_host: 'https://models.example.com/v1',
  vertex_project_id: 'some-project',
  vertex_region: 'us-east5',
  aws_region: 'us-east-1',
  azure_foundry_url: 'https://resource.services.ai.azure.com/models',
};

/** Models of the provider, one for each way in which it serves some, where it is not a name of Claude's alone. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  google: ['gemini-2.5-pro'],
  bedrock: ['claude-sonnet-4-5'],
  'vertex-ai': [
    'claude-opus-4-8',
    'gemini-2.5-pro',
    'meta/llama-4-maverick-17b-128e-instruct-maas',
    'xai.grok-4.3',
    'mistralai/mistral-medium-3@001',
    'ai21/jamba-1.5-mini@001',
    'endpoints/1234567890',
  ],
};

const GAPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

/** Those that it needs: a field that `connect` misses is set, until it misses none. */
function credentialsOf({ connect }: Provider): ProviderCredentials {
  const configurations: Record<string, unknown> = {};
  for (;;) {
    try {
      connect({ key: KEY, configurations });
      return { key: KEY, configurations };
    } catch (error) {
      if (!(error instanceof SettingsError) || error.field in configurations) throw error;
      configurations[error.field] = SETTINGS[error.field] ?? 'sample';
    }
  }
}

describe('every provider', () => {
  for (const provider of PROVIDERS.values()) {
    for (const model of MODELS[provider.id] ?? ['claude-opus-4-8']) {
      testProvider({
        provider,
        credentials: credentialsOf(provider),
        model,
        factsFor: (name) => factsFor(provider.platform, name),
        gaps: GAPS[provider.id] ?? {},
      });
    }
  }
});

it('has gaps of providers that exist only', () => {
  expect(Object.keys(GAPS).filter((id) => !PROVIDERS.has(id))).toEqual([]);
});
