import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderRegistry } from '../../scripts/generate-registry.ts';
import { NODE_KEYS } from '../gateway/route/config-schema.ts';
import { SettingsError } from './provider.ts';
import { PROVIDERS } from './registry.gen.ts';

it('the registry lists every provider folder: run `node scripts/generate-registry.ts` when this fails', () => {
  expect(readFileSync(new URL('registry.gen.ts', import.meta.url), 'utf8')).toBe(renderRegistry());
});

it('every provider is found under its own id, and its settings have unique names', () => {
  for (const [id, provider] of PROVIDERS) {
    expect(provider.id).toBe(id);
    const names = provider.settings.map((field) => field.name);
    expect(names).toEqual([...new Set(names)]);
  }
});

it('no setting takes the name of a key that every config node has: configs could not say it', () => {
  for (const { settings } of PROVIDERS.values()) {
    const clashes = settings.filter(({ name }) => name !== 'custom_host' && NODE_KEYS.has(name));
    expect(clashes).toEqual([]);
  }
});

it('a provider that takes a key says so when it is missing', () => {
  for (const { takesKey, connect } of PROVIDERS.values()) {
    if (takesKey) expect(() => connect({ key: null, configurations: {} })).toThrow(SettingsError);
  }
});
