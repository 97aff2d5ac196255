import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderRegistry } from '../../scripts/generate-registry.ts';
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
