import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coverageOf, renderCoverage, unserved } from './coverage.ts';
import { PUBLISHED_API } from './published-api.data.ts';
import { ROUTES } from './routes.ts';
import { openAdmin } from './scenario.suite.ts';

const page = new URL('../../../docs/reference/admin-api-coverage.md', import.meta.url);

describe('the page of coverage', () => {
  it('is stale when a route changes: run `npm run openapi`', () => {
    expect(readFileSync(page, 'utf8')).toBe(renderCoverage(ROUTES));
  });

  it('names each published operation once', () => {
    const names = PUBLISHED_API.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(180);
  });
});

const stateOf = (name: string) =>
  coverageOf(ROUTES).find(({ operation }) => `${operation.method} ${operation.path}` === name)?.state;

describe('an operation', () => {
  it.each([
    'POST /chat/completions',
    'GET /models/{model}',
    'PUT /integrations/{slug}/models',
    'POST /api-keys/{type}/{sub-type}',
  ])('that a route serves counts as served, whatever its parameters are called: %s', (name) => {
    expect(stateOf(name)).toBe('served');
  });

  it('that nothing serves is refused with the reason, and is never taken for another', async () => {
    const withoutExports = ROUTES.filter(({ path }) => path !== '/logs/exports');
    expect(unserved(withoutExports)).toContainEqual(
      expect.objectContaining({ method: 'GET', path: '/logs/exports', instead: expect.stringContaining('not built') }),
    );
    const { send, world } = await openAdmin();
    for (const { method, path, instead } of unserved(ROUTES)) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      const answer = await send('admin', `${method} ${path.replaceAll(/\{[^}]+\}/g, 'x')}`, body);
      expect({ path, ...answer }).toMatchObject({ status: 404, text: expect.stringContaining(instead) });
    }
    await world.records.close();
  });
});
