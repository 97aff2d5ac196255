import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GENERATED } from '../../scripts/generate-registry.ts';
import { NODE_KEYS } from '../routing/schema.ts';
import { factsFor } from '../catalog/models.ts';
import { nativeCall } from './claude-platform.suite.ts';
import { SettingsError } from './provider.ts';
import { PROVIDERS } from './registry.gen.ts';

it.each(GENERATED)('$file lists all there is: run `npm run registry` when this fails', ({ file, render }) => {
  expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toBe(render());
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

describe('a model’s name', () => {
  const settings = { vertex_project_id: 'some-project', vertex_region: 'us-east5' };
  /** As the provider would send it. */
  function nameOn(id: string, name: string): string {
    const provider = PROVIDERS.get(id);
    if (provider === undefined) throw new Error(`There is no provider ${id}.`);
    const connection = provider.connect({ key: 'sk-ant-x', configurations: id === 'vertex-ai' ? settings : {} });
    const json = JSON.stringify({ model: name, max_tokens: 1, messages: [] });
    return connection.build(nativeCall({ json, model: name }, (model) => factsFor(provider.platform, model))).model;
  }

  it.each(['claude-sonnet-4-5', 'claude-opus-4-8', 'claude-sonnet-4', 'claude-3-5-haiku', 'claude-verse-7-20280101'])(
    'means the same model on Vertex and on Anthropic’s API, there and back: %s',
    (name) => {
      const [vertex, anthropic] = [nameOn('vertex-ai', name), nameOn('anthropic', name)];
      expect(nameOn('vertex-ai', anthropic)).toBe(vertex);
      expect(nameOn('vertex-ai', nameOn('anthropic', vertex))).toBe(vertex);
    },
  );
});
